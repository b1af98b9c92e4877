"""The form in which people write, whatever they write: preview, draft, files, and nothing lost on the way."""

import contextlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from forums import actions, rendering
from forums.actions.naming import name_people
from forums.errors import ForumError, SavedElsewhere, TooMany, TooManyPeople
from forums.forms.writing import WritingForm
from forums.models import Attachment, Draft, Topic
from forums.queries.attachments import attached_to_draft
from members.models import Person
from members.prepared import Prepared

_drafts = Prepared(
    lambda people, acts, targets: Draft.objects.filter(
        person_id=people[0], action=acts[0], target=targets[0]
    ).order_by()
)
NOT_KEPT = {"key", "version", "csrfmiddlewaretoken", "files", "do"}


class Composing:
    """One form of one person for one target. In a request that posts, `wants` is what the pressed button asks for:
    `post`, `preview`, `keep` (as a draft), `forget` (the draft).
    """

    def __init__(
        self,
        request: HttpRequest,
        make: Callable[..., WritingForm],
        *,
        action: str,
        target: str,
        topic: Topic | None = None,
        initial: dict[str, Any] | None = None,
        has_draft: bool = True,
        is_read: bool = False,
        **options: Any,
    ) -> None:
        self.request, self.make, self.options = request, make, options
        self.person: Person = request.user  # type: ignore[assignment]
        self.action, self.target, self.topic = action, target, topic
        self.draft = self._draft() if has_draft else None
        self.other: dict[str, Any] | None = None  # what another window saved meanwhile
        self.preview: SafeString | None = None
        self.too_many: TooMany | None = None
        is_sent = (
            request.method == "POST" and not is_read
        )  # a page that only shows the form may answer a POST
        self.wants = request.POST.get("do", "post") if is_sent else ""
        if is_sent:
            self.form = make(request.POST, request.FILES, **options)
            self._take_files()
        else:
            kept = {**self.draft.said, "version": self.draft.version} if self.draft else {}
            self.form = make(initial={**(initial or {}), **kept}, **options)

    @property
    def name(self) -> tuple[str, str]:
        """The draft's action and target, as the actions take it."""
        return self.action, self.target

    def is_to_be_posted(self) -> bool:
        """Whether everything is filled in and the button says so; else what was asked for is done here."""
        if self.wants == "post":
            return self.form.is_valid()
        if self.wants == "preview":
            self._render_preview()
        return False

    def keeps_or_forgets(self) -> bool:
        """Keep or throw away the draft where that was asked for; say whether it was done."""
        if self.wants == "forget":
            actions.drop_draft(person=self.person, action=self.action, target=self.target)
            return True
        if self.wants != "keep":
            return False
        given = self.request.POST.get("version", "")
        version = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
        try:
            self.draft = actions.save_draft(
                person=self.person, action=self.action, target=self.target, said=self.said, version=version
            )
        except SavedElsewhere as error:
            self.draft = self._draft()
            self.other = self.draft.said if self.draft else None
            self.form.is_valid()
            self.form.add_error("text", str(error))
            return False
        return not self.form.errors.get("files")

    @property
    def said(self) -> dict[str, str]:
        """The fields as they were filled in."""
        return {
            name: value
            for name, value in self.request.POST.items()
            if name in self.form.fields and name not in NOT_KEPT and isinstance(value, str)
        }

    def refuse(self, error: ForumError, field: str = "text") -> None:
        """Show why it was not done, beside the words."""
        if isinstance(error, TooMany):
            self.too_many = error
        self.form.add_error(field if field in self.form.fields else None, str(error))

    def answer(self, template: str, context: dict[str, Any]) -> HttpResponse:
        """Show the form again, or for the first time."""
        wrong = bool(self.form.is_bound and self.wants != "preview" and self.form.errors)
        response = render(
            self.request,
            template,
            {**context, "writing": self, "form": self.form},
            status=422 if wrong else 200,
        )
        return wait(response, self.too_many) if self.too_many else response

    @property
    def attachments(self) -> list[Attachment]:
        """The files on what is being written; there are none without a draft, because each makes sure of one."""
        if self.draft is None and not self.form.is_bound:
            return []
        return list(attached_to_draft(self.person, self.action, self.target))

    @property
    def version(self) -> int:
        """The version of the draft that the form goes on from."""
        return self.draft.version if self.draft else 0

    @property
    def names_of(self) -> str:
        """Where names are looked up: the question by which the look-up knows who reads along."""
        if self.topic is None:
            return ""
        return f"topic={self.topic.pk}" if self.topic.pk else f"forum={self.topic.forum.slug}"

    def _draft(self) -> Draft | None:
        draft: Draft | None = _drafts.first([self.person.pk], [self.action], [self.target])
        return draft

    def _render_preview(self) -> None:
        text = self.request.POST.get("text", "")
        try:
            named = name_people(text, writer=self.person, topic=self.topic) if self.topic else None
        except TooManyPeople as error:
            self.form.is_valid()
            self.form.add_error("text", str(error))
            named = None
        html = rendering.render(text[:40_000], named.handles if named else {})
        self.preview = mark_safe(html)  # noqa: S308 - the renderer sanitises

    def _take_files(self) -> None:
        """Keep uploads even where the rest is refused: a browser does not send a file twice. Take off what was unticked."""
        if "files" not in self.form.fields:
            return
        mine = {attachment.pk: attachment for attachment in self.attachments} if self.draft else {}
        for given in self.request.POST.getlist("off"):
            if given.isascii() and given.isdigit() and int(given) in mine:
                actions.take_off(attachment=mine.pop(int(given)), by=self.person)
        for pk, attachment in mine.items():
            words = self.request.POST.get(f"describe-{pk}")
            if words is not None and words.strip() != attachment.description:
                actions.describe_file(attachment=attachment, words=words, by=self.person)
        uploads = self.request.FILES.getlist("files")
        if uploads:
            with contextlib.suppress(SavedElsewhere):
                self.draft = actions.save_draft(
                    person=self.person,
                    action=self.action,
                    target=self.target,
                    said=self.said,
                    version=self.version,
                )
        for upload in uploads:
            try:
                actions.attach_file(upload=upload, by=self.person, action=self.action, target=self.target)
            except ForumError as error:
                self.form.is_valid()
                self.refuse(error, "files")


def wait(response: HttpResponse, error: TooMany) -> HttpResponse:
    """Say to programs too that something was done too often, and for how long to wait."""
    response.status_code = 429
    response["Retry-After"] = str(error.seconds)
    return response

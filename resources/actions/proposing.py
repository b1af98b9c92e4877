"""A member hands in a resource as a draft page, and the CMS's workflow decides about it."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex, WorkflowState
from wagtail.users.models import UserProfile

from files.models import StoredFile
from members.letters import write_letter
from members.models import Person
from resources.actions.errors import ResourceError
from resources.models import Proposal, ResourceIndexPage, ResourcePage
from resources.signals import proposal_decided, resource_proposed

MOST_WAITING = 10  # proposals of one person that wait at the same time
MOST_FILES = 20  # of one proposal
A_DAY = 1024**3  # bytes that one person may hand in within a day

PLAIN = (
    "title", "summary", "resource_kind", "year", "licence", "minutes", "access_note", "funding_note", "for_whom",
    "question", "method", "findings", "period", "place", "country", "context", "worked", "did_not_work", "source_url",
    "own_audience",
)  # fmt: skip


@transaction.atomic
def propose(
    *, values: Mapping[str, Any], files: Iterable[UploadedFile], language: str, by: Person
) -> Proposal:
    """Make a draft page of what a member filled in, hand it to the workflow, and keep a row that tells how it goes."""
    if Proposal.objects.filter(person=by, state=Proposal.State.WAITING).count() >= MOST_WAITING:
        raise ResourceError(
            _("Several of your proposals are still waiting. Wait until an editor has looked at one.")
        )
    index = ResourceIndexPage.objects.get(locale__language_code=language)
    page = ResourcePage(locale=index.locale, live=False, owner=by, slug=_free_slug(index, values["title"]))
    _fill(page, values)
    _attach(page, files, language, by)
    index.add_child(instance=page)
    page.save_revision(user=by)
    proposal = Proposal.objects.create(resource_key=page.translation_key, person=by, title=page.title)
    _to_workflow(page, by)
    resource_proposed.send(Proposal, proposal_id=proposal.pk)
    return proposal


@transaction.atomic
def change_proposal(
    *,
    proposal: Proposal,
    values: Mapping[str, Any],
    files: Iterable[UploadedFile],
    drop: Iterable[int],
    by: Person,
) -> Proposal:
    """Change what an editor has sent back, and hand it in again. `drop` names stored files to leave out."""
    _own(proposal, by)
    page = draft_of(proposal)
    if proposal.state != Proposal.State.RETURNED or page is None:
        raise ResourceError(_("This can be changed only while an editor asks for changes."))
    _fill(page, values)
    dropped = {offered.file_id for offered in page.files.all()} & set(drop)
    for offered in [one for one in page.files.all() if one.file_id in dropped]:
        page.files.remove(offered)
    _attach(page, files, page.language, by)
    page.save_revision(user=by)
    Proposal.objects.filter(pk=proposal.pk).update(
        title=page.title, state=Proposal.State.WAITING, state_at=timezone.now()
    )
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    elif state is None:
        _to_workflow(page, by)
    resource_proposed.send(Proposal, proposal_id=proposal.pk)
    proposal.refresh_from_db()
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: Proposal, by: Person) -> None:
    """Take a proposal back: the draft and its files go."""
    _own(proposal, by)
    if not proposal.can_change:
        raise ResourceError(_("This has been decided already."))
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.WITHDRAWN, state_at=timezone.now())
    page = draft_of(proposal)
    if page is None or page.live:
        return
    files = [offered.file for offered in page.files.all()]
    Page.objects.get(pk=page.pk).delete()  # their own draft; the CMS would ask for its own permission
    for file in files:
        if file.uploaded_by_user_id == by.pk and not ReferenceIndex.get_references_to(file).exists():
            file.delete()


@transaction.atomic
def note_decision(*, resource_key: uuid.UUID, state: str, answer: str = "") -> bool:
    """Write down what became of a proposal and tell the member; say whether it was news."""
    open_states = (Proposal.State.WAITING, Proposal.State.RETURNED)
    changed = Proposal.objects.filter(resource_key=resource_key, state__in=open_states).exclude(state=state)
    proposal = changed.select_related("person").first()
    if proposal is None:
        return False
    proposal.state, proposal.answer, proposal.state_at = Proposal.State(state), answer.strip(), timezone.now()
    proposal.save(update_fields=["state", "answer", "state_at"])
    if proposal.person is not None:
        write_letter(
            key=f"resources/proposal/{proposal.pk}/{proposal.state_at.timestamp()}",
            kind="resources/proposal",
            person=proposal.person,
            about={"proposal": proposal.pk, "state": state},
        )
    proposal_decided.send(Proposal, proposal_id=proposal.pk, state=state)
    return True


def draft_of(proposal: Proposal) -> ResourcePage | None:
    """Return the page as it was last handed in, or None where an editor has deleted it."""
    page = ResourcePage.objects.filter(translation_key=proposal.resource_key).order_by("pk").first()
    return page.get_latest_revision_as_object() if page is not None else None


def _own(proposal: Proposal, by: Person) -> None:
    if proposal.person_id != by.pk:
        raise ResourceError(_("Only whoever proposed it changes it."))


def _fill(page: ResourcePage, values: Mapping[str, Any]) -> None:
    for name in PLAIN:
        if name in values:
            setattr(page, name, values[name])
    page.draft_title = page.title
    paragraphs = [part.strip() for part in str(values.get("text", "")).split("\n\n") if part.strip()]
    page.body = (
        [("text", "".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in paragraphs))]
        if paragraphs
        else []
    )
    page.lines.set(values.get("lines", ()))
    page.themes.set(values.get("themes", ()))
    page.tags.set(list(values.get("tags", ())))
    for credit in list(page.credits.all()):
        page.credits.remove(credit)
    for kind in ("person", "organisation"):
        for name in values.get(f"{kind}s", ()):
            page.credits.create(name=name, kind=kind)


def _attach(page: ResourcePage, files: Iterable[UploadedFile], language: str, by: Person) -> None:
    files = list(files)
    if len(files) + len(page.files.all()) > MOST_FILES:
        raise ResourceError(
            _("A resource holds %(n)s files at most. Put some of them into one archive.") % {"n": MOST_FILES}
        )
    since = timezone.now() - datetime.timedelta(days=1)
    mine = StoredFile.objects.filter(uploaded_by_user=by, created_at__gte=since)
    sent = mine.aggregate(n=Sum("file_size"))["n"] or 0
    if sent + sum(file.size or 0 for file in files) > A_DAY:
        raise ResourceError(
            _("You can hand in %(limit)s in a day. Go on tomorrow, or ask the office.")
            % {"limit": filesizeformat(A_DAY)}
        )
    for upload in files:
        title = (upload.name or "").rsplit(".", 1)[0].replace("_", " ").strip() or page.title
        stored = StoredFile(title=title[:255], file=upload, uploaded_by_user=by)
        stored.save()
        page.files.create(file=stored, language=language)


def _free_slug(index: ResourceIndexPage, title: str) -> str:
    base = slugify(title)[:80] or "resource"
    slug, number = base, 1
    while index.get_children().filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _to_workflow(page: ResourcePage, by: Person) -> None:
    """Start the CMS's workflow. Its own mails lead into the CMS, where this member has no door; ours tell them instead."""
    if not by.has_perm("wagtailadmin.access_admin"):
        profile = UserProfile.get_for_user(by)
        profile.approved_notifications = profile.rejected_notifications = False
        profile.save(update_fields=["approved_notifications", "rejected_notifications"])
    workflow = page.get_workflow()
    if workflow is not None:
        workflow.start(page, by)

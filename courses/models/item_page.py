"""What lessons, quizzes and assignments share: they are finished by a rule, and may open later than others."""

import uuid
from collections.abc import Collection
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel

from courses import items
from courses.editing import ItemPageForm
from courses.models.below import to_course
from courses.models.held_back import HeldBack
from members.audiences import item_label
from members.prepared import Prepared
from pages.models import Audience, BasePage

_held_back = Prepared(lambda items: HeldBack.objects.filter(item__in=items).order_by().values_list("item"))


class ItemPage(BasePage):
    """A page that is an item of the edition. Its source-language version alone says by what it is finished and when it opens."""

    class Rule(models.TextChoices):
        OPENED = items.OPENED, _("opening it")
        DONE = items.DONE, _("the learner marks it as done")
        SUBMITTED = items.SUBMITTED, _("the learner hands in what it asks for")
        REVIEWED = items.REVIEWED, _("a trainer gives feedback on what was handed in")
        PASSED = items.PASSED, _("passing it")
        ATTENDED = items.ATTENDED, _("taking part on the day")

    class Opens(models.TextChoices):
        AT_ONCE = "", _("at once")
        ON = "on", _("on a date")
        AFTER = "after", _("some days after the start")

    #: What an edition calls this kind of item.
    item_kind: ClassVar[str] = "lesson"

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    optional = models.BooleanField(
        _("optional"), default=False, help_text=_("Optional lessons do not count for finishing the course.")
    )
    rule = models.CharField(_("it is finished by"), max_length=10, choices=Rule, default=Rule.DONE)
    opens = models.CharField(_("it opens"), max_length=6, choices=Opens, default=Opens.AT_ONCE, blank=True)
    opens_on = models.DateTimeField(_("on"), null=True, blank=True)
    opens_after_days = models.PositiveSmallIntegerField(
        _("days after the start"),
        null=True,
        blank=True,
        help_text=_(
            "Counted from the first day of the group; for somebody alone, from the day they enrolled."
        ),
    )
    requires = ParentalManyToManyField(
        "wagtailcore.Page",
        blank=True,
        related_name="+",
        verbose_name=_("to be finished before it opens"),
        help_text=_("Only lessons before this one count, so that no two wait for each other."),
    )

    subpage_types: ClassVar[list[str]] = []
    base_form_class = ItemPageForm
    rule_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("minutes"), FieldPanel("optional")]),
                FieldPanel("rule"),
                FieldRowPanel([FieldPanel("opens"), FieldPanel("opens_on"), FieldPanel("opens_after_days")]),
                FieldPanel("requires"),
            ],
            _("What finishes it, and when it opens"),
        )
    ]

    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("", _("As a visitor")),
        ("learner", _("As a learner")),
        ("waiting", _("As a learner to whom it is not open yet")),
    ]

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Ask for the date or the days that the choice needs, and drop what it does not."""
        super().clean()
        if self.opens == self.Opens.ON and self.opens_on is None:
            raise ValidationError({"opens_on": _("Say on which day it opens.")})
        if self.opens == self.Opens.AFTER and self.opens_after_days is None:
            raise ValidationError({"opens_after_days": _("Say after how many days it opens.")})
        if self.opens != self.Opens.ON:
            self.opens_on = None
        if self.opens != self.Opens.AFTER:
            self.opens_after_days = None

    @classmethod
    def held_back(cls, keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
        """A lesson that opens later is read by those to whom it is open: its text has a label of its own."""
        return {item for (item,) in _held_back.rows(keys)}

    @classmethod
    def audience_of_held_back(cls, audience: Audience) -> tuple[str, str]:
        """The label of the item replaces the course's, for whoever holds it follows or teaches the course, or is staff."""
        own = item_label(audience.translation_key)
        kept = [
            label
            for label in (audience.audience, audience.second_audience)
            if label and label != "public" and not label.startswith("course:")
        ]
        return own, kept[0] if kept else ""

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Outline, neighbours, and where the person is."""
        from courses.queries.pages import lesson_for  # noqa: PLC0415 - queries read these models

        return lesson_for(request, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render, and note for the enrolled where they are, so that they can go on there."""
        context = self.get_context(request)
        if context["standing"] and context["lock"] is None:
            from courses.actions.evidence import note_opened  # noqa: PLC0415 - actions change these models

            here = context["standing"].enrolment
            if _is_read(request) and note_opened(
                enrolment=here, page=self, by=request.user, seen=context["is_seen"]
            ):
                context = self.get_context(request)
        return TemplateResponse(request, self.get_template(request), context)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft among the drafts around it, as a visitor or as a learner."""
        from courses.queries.previews import lesson_preview  # noqa: PLC0415 - queries read these models

        request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own mark on a request
        context = {"page": self, "self": self, "request": request, **lesson_preview(request, self, mode_name)}
        return TemplateResponse(request, self.template, context)

    def serve_refusal(self, request: HttpRequest) -> HttpResponse:
        """Send those who may not read on to the page of the course, which says how to enrol."""
        return to_course(self, request)


def _is_read(request: HttpRequest) -> bool:
    """Whether somebody reads the answer; a browser that fetches ahead, or asks only for the head, opens nothing."""
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return request.method == "GET" and "prefetch" not in ahead


def item_models() -> list[type[ItemPage]]:
    """Return every kind of page that is an item."""
    return [model for model in ItemPage.__subclasses__() if not model._meta.abstract]

"""Live meetings. A session has a before, the hour itself, and an after that goes on here."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page

from members.countries import COUNTRIES
from members.countries import NAMES as COUNTRY_NAMES
from pages.blocks import BodyBlock
from pages.models import BasePage
from programme.models.filed import FiledPage


class MeetingIndexPage(BasePage):
    """All meetings: what comes next, then what was."""

    template = "programme/meetings.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["programme.MeetingPage"]

    class Meta:
        verbose_name = _("meetings")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Meetings that the person may see, in one language each."""
        meetings = (
            MeetingPage.objects.visible_to(request.user)
            .in_best_language()
            .select_related("locale")
            .prefetch_related("lines")
        )
        now = timezone.now()
        return {
            "coming": [meeting for meeting in meetings.order_by("starts_at") if meeting.ends_at >= now],
            "past": [meeting for meeting in meetings.order_by("-starts_at") if meeting.ends_at < now],
        }


class MeetingTag(TaggedItemBase):
    """A tag on a meeting."""

    content_object = ParentalKey(
        "programme.MeetingPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class MeetingPage(FiledPage):
    """A plenary or another gathering of some days, with its sessions beneath it."""

    kind = _("Meeting")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    tags = ClusterTaggableManager(through=MeetingTag, blank=True)

    template = "programme/meeting.html"
    parent_page_types: ClassVar[list[str]] = ["programme.MeetingIndexPage"]
    subpage_types: ClassVar[list[str]] = ["programme.SessionPage"]
    content_panels: ClassVar[list[Panel]] = [
        *FiledPage.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("starts_at", "ends_at", "place", "country")], _("When and where")
        ),
        FieldPanel("body"),
        *FiledPage.filing_panels,
    ]

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Its sessions in order of time."""
        sessions = SessionPage.objects.child_of(self).visible_to(request.user).order_by("starts_at")
        return {"sessions": list(sessions.defer("body")), "is_over": self.ends_at < timezone.now()}

    @property
    def card_facts(self) -> list[str]:
        """Where it is."""
        return [f"{self.place}, {COUNTRY_NAMES.get(self.country, '')}"]


class SessionPage(BasePage):
    """One session of a meeting: the conversation before and after, its report and recording, and what came of it."""

    kind = _("Session")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    room = models.CharField(_("room"), max_length=120, blank=True)
    people = models.CharField(
        _("people"), max_length=300, blank=True, help_text=_("Who speaks or hosts, with commas.")
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    report = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("report")
    )
    recording = models.URLField(_("recording"), blank=True)

    template = "programme/session.html"
    parent_page_types: ClassVar[list[str]] = ["programme.MeetingPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("starts_at", "ends_at", "room", "people")],
            _("When, where and who"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                PageChooserPanel("report"),
                FieldPanel("recording"),
                InlinePanel("outcomes", label=_("Module, toolkit or other page")),
            ],
            _("What came of it"),
        ),
    ]

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """The meeting, and what came of the session as far as the person may see it."""
        chosen = [outcome.page_id for outcome in self.outcomes.all()]
        wanted = [*chosen, *([self.report_id] if self.report_id else [])]
        seen = {page.pk: page for page in self._visible(wanted, request)} if wanted else {}
        return {
            "meeting": self.get_parent(),
            "report": seen.get(self.report_id),
            "outcomes": [seen[pk] for pk in chosen if pk in seen],
            "is_over": self.ends_at < timezone.now(),
        }

    @staticmethod
    def _visible(ids: Iterable[int], request: HttpRequest) -> Iterable[Page]:
        from pages.models.base import visible  # noqa: PLC0415 - only sessions choose pages of any type

        return visible(Page.objects.filter(pk__in=ids), request.user).specific(defer=True)


class SessionOutcome(Orderable):
    """A module, toolkit, report or any page that came of a session."""

    session = ParentalKey(SessionPage, on_delete=models.CASCADE, related_name="outcomes")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))

    panels: ClassVar[list[Panel]] = [PageChooserPanel("page")]

    class Meta(Orderable.Meta):
        verbose_name = _("outcome")

    def __str__(self) -> str:
        return str(self.page_id)

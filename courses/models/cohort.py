"""A group that follows a course together: its days, its places, who leads it, who waits for a place."""

import datetime
import secrets
import uuid
import zoneinfo
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.zones import default_zone, zones


def new_code() -> str:
    """Return 32 URL-safe characters that cannot be guessed (192 bits)."""
    return secrets.token_urlsafe(24)


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Cohorts by time."""

    def current(self) -> Self:
        """Those that have not ended; a cohort without a last day goes on."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))

    def to_join(self) -> Self:
        """Those that anybody who sees the course may join today."""
        return self.current().filter(by_invitation=False, closed_at__isnull=True)


class Cohort(models.Model):
    """A group with a first day. Days since the start count from there for all who joined before it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, choices=zones, default=default_zone)
    place = models.CharField(
        _("place"), max_length=160, blank=True, help_text=_("A town and a house, or “online”.")
    )
    places = models.PositiveSmallIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: as many as want to come.")
    )
    by_invitation = models.BooleanField(_("only people with an invitation join"), default=False)
    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="cohort_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone that its days are meant in."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def begins_at(self) -> datetime.datetime:
        """The first moment of its first day."""
        return datetime.datetime.combine(self.starts_on, datetime.time(), tzinfo=self.zone)

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed where it takes place."""
        return self.ends_on is not None and self.ends_on < timezone.now().astimezone(self.zone).date()

    @property
    def is_closed(self) -> bool:
        """Whether nobody joins any more."""
        return self.closed_at is not None or self.is_over


class CohortDate(models.Model):
    """A meeting of the cohort, or a day by which an item should be finished."""

    class Kind(models.TextChoices):
        SESSION = "session", _("Meeting")
        DEADLINE = "deadline", _("To be finished by")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="dates")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.SESSION)
    title = models.CharField(_("title"), max_length=160)
    item = models.UUIDField(null=True, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=160, blank=True)
    link = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")),
                name="cohort_date_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(kind="deadline") | Q(item__isnull=False), name="cohort_deadline_of_an_item"
            ),
            models.UniqueConstraint(
                fields=["cohort", "item"], condition=Q(kind="deadline"), name="cohort_deadline_once"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Facilitator(models.Model):
    """A person leads a cohort: sees how it goes, notes who was there, writes to it; nothing of the course beyond it."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="facilitators")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="facilitating"
    )

    class Meta:
        verbose_name = _("facilitator")
        verbose_name_plural = _("facilitators")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["cohort", "person"], name="facilitator_once"),)

    def __str__(self) -> str:
        return str(self.person)


class Waiting(models.Model):
    """A person waits for a place in a cohort, or holds an offer of one for some days. An open offer keeps a place free."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Took the place")
        LEFT = "left", _("No longer waits")
        LAPSED = "lapsed", _("Did not answer in time")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="waiting")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waiting")
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        "members.Organisation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    offered_at = models.DateTimeField(null=True)
    offer_ends_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = _("place on the waiting list")
        verbose_name_plural = _("waiting list")
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["cohort", "person"], condition=Q(closed_at__isnull=True), name="waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(offered_at__isnull=True, offer_ends_at__isnull=True)
                | Q(offered_at__isnull=False, offer_ends_at__isnull=False),
                name="waiting_offer_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="waiting_closed_with_an_outcome",
            ),
        )
        indexes = (
            models.Index(
                fields=["offer_ends_at"],
                condition=Q(closed_at__isnull=True, offer_ends_at__isnull=False),
                name="waiting_offer_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} > {self.cohort}"


class CohortInvitation(models.Model):
    """Somebody is asked by mail to join a cohort. The code is for that address; using it twice is using it once."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("invitation to a group")
        verbose_name_plural = _("invitations to groups")
        ordering = ("-invited_at",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                F("cohort"),
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="cohort_invitation_open_once",
            ),
        )

    def __str__(self) -> str:
        return self.email

"""A person follows a course; and the times in which they did not."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Enrolment(models.Model):
    """A person follows a course, alone or in a cohort, in the edition that they began or chose to go over to."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(
        "courses.Cohort", null=True, blank=True, on_delete=models.PROTECT, related_name="enrolments"
    )
    seat = models.PositiveIntegerField(
        null=True, blank=True, help_text="Which of a cohort's numbered places, where it has a number of them."
    )
    attempt = models.PositiveSmallIntegerField(default=1)
    enrolled_at = models.DateTimeField(default=timezone.now, editable=False)
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The member organisation that enrolled the person as its staff.",
    )
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person left; what they did stays."
    )
    completed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="As the completion says, for lists."
    )
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    paused_days = models.PositiveIntegerField(
        default=0, editable=False, help_text="How many days past pauses lasted; they do not count as time."
    )
    nothing_before = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="All that is open is finished, and the next item opens then: until then nobody is stuck.",
    )
    last_item = models.UUIDField(
        null=True, blank=True, help_text="The lesson opened last, for going on there."
    )
    last_seen_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When the person themselves did something last, or came back from a pause.",
    )

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ("-enrolled_at",)
        constraints = (
            models.UniqueConstraint(fields=["person", "course", "attempt"], name="enrolment_once_an_attempt"),
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(ended_at__isnull=True), name="enrolment_one_open"
            ),
            models.UniqueConstraint(
                fields=["cohort", "seat"],
                condition=Q(ended_at__isnull=True, seat__isnull=False),
                name="enrolment_seat_once",
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=True) | Q(cohort__isnull=False), name="enrolment_seat_in_a_cohort"
            ),
        )
        indexes = (
            models.Index(fields=["course", "last_seen_at"], name="enrolment_quiet"),
            models.Index(fields=["cohort", "ended_at"], name="enrolment_in_cohort"),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.course}"

    @property
    def began_at(self) -> datetime.datetime:
        """From when days count: the cohort's first day or the enrolling, whichever is later, and later by each pause."""
        began = self.enrolled_at
        if self.cohort is not None:
            began = max(began, self.cohort.begins_at)
        return began + datetime.timedelta(days=self.paused_days)

    @property
    def is_running(self) -> bool:
        """Whether the person follows the course now."""
        return self.ended_at is None


class Pause(models.Model):
    """A stretch in which a place was kept and nothing was expected. Its plan says how to catch up afterwards.

    `plan` is a list of {"item": UUID, "due": ISO date}, made when the person comes back and then fixed.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField(default=timezone.now)
    until = models.DateField(
        _("back on"), null=True, blank=True, help_text=_("Empty if you do not know yet.")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    plan: models.JSONField = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("pause")
        verbose_name_plural = _("pauses")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(ended_at__isnull=True), name="pause_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
                name="pause_ends_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.began_at:%Y-%m-%d}"

"""Somebody takes a quiz: what was asked, what was answered, what it came to."""

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.for_ever import KeptForEver
from members.models import Person


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Attempts by whose they are and where they stand."""

    def of(self, person: Person) -> Self:
        """Those of a person, in whichever enrolment."""
        return self.filter(enrolment__person=person)

    def overdue(self, now: datetime.datetime) -> Self:
        """Open ones that nobody can hand in any more."""
        return self.filter(submitted_at__isnull=True, deadline_at__lt=now - Attempt.GRACE)

    def light(self) -> Self:
        """Leave out what was asked and answered: lists do not need it."""
        return self.defer("questions", "answers")


class Attempt(models.Model):
    """An attempt at a quiz. `questions` are frozen when it begins, in all languages with what is right, and never change.

    Score and result are what the latest `Scoring` says; `answers` change until it is handed in, each time under a new `version`.
    """

    #: What arrives so much later than the deadline was sent in time.
    GRACE = datetime.timedelta(seconds=30)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="attempts")
    item = models.UUIDField(help_text="translation_key of the quiz")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255, help_text="What the quiz was called then.")
    language = models.CharField(max_length=5)
    revision = models.BigIntegerField(null=True, help_text="The page revision that was asked.")
    questions: models.JSONField = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField()
    solutions = models.CharField(max_length=5)
    answers: models.JSONField = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=36, blank=True, help_text="Which open page wrote last.")
    started_at = models.DateTimeField(default=timezone.now)
    deadline_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    ran_out = models.BooleanField(default=False, help_text="Handed in by the clock, with what was kept.")
    score = models.FloatField(null=True, help_text="Empty while somebody has to say what an answer is worth.")
    most = models.FloatField(default=0)
    passed = models.BooleanField(null=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("started_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "item", "number"], name="attempt_numbered_once"),
            models.UniqueConstraint(
                fields=["enrolment", "item"], condition=Q(submitted_at__isnull=True), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False)
                | Q(score__isnull=True, passed__isnull=True, ran_out=False),
                name="attempt_scored_when_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=F("most")),
                name="attempt_score_within_most",
            ),
            models.CheckConstraint(
                condition=Q(deadline_at__isnull=True) | Q(deadline_at__gt=F("started_at")),
                name="attempt_ends_after_it_began",
            ),
        )
        indexes = (
            models.Index(fields=["item", "submitted_at"], name="attempt_of_a_quiz"),
            models.Index(
                fields=["deadline_at"], condition=Q(submitted_at__isnull=True), name="attempt_running_out"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether answers can still be given, as far as the row says; the clock may say no."""
        return self.submitted_at is None

    @property
    def waits(self) -> bool:
        """Whether somebody has to say what an answer is worth."""
        return self.submitted_at is not None and self.score is None

    @property
    def percent(self) -> int | None:
        """The score in whole per cents; rounded down, so that what shows as enough is enough."""
        if self.score is None:
            return None
        return int(100 * self.score / self.most + 1e-9) if self.most else 100

    def is_overdue(self, now: datetime.datetime) -> bool:
        """Whether the time is up, and what was sent in time has arrived."""
        return self.is_open and self.deadline_at is not None and now > self.deadline_at + self.GRACE


class Scoring(KeptForEver):
    """What an attempt came to, each time it was worked out: `points` by question, and who caused it and why.

    `keys` are those questions whose key was corrected since the attempt began, with the points that they give now.
    """

    class Cause(models.TextChoices):
        SUBMITTED = "submitted", _("Handed in")
        MARKED = "marked", _("Marked by a trainer")
        RESCORED = "rescored", _("Scored again")

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="scorings")
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=9, choices=Cause)
    keys: models.JSONField = models.JSONField(default=dict)
    points: models.JSONField = models.JSONField(default=dict)
    score = models.FloatField(null=True)
    most = models.FloatField()
    passed = models.BooleanField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("scoring")
        verbose_name_plural = _("scorings")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["attempt", "number"], name="scoring_numbered_once"),
            models.CheckConstraint(
                condition=~Q(cause="rescored") | ~Q(reason=""), name="scoring_again_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cause}: {self.score} / {self.most}"


class Mark(KeptForEver):
    """What a trainer gave an open answer, and said to it. The latest of a question counts."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="marks")
    question = models.CharField(max_length=36)
    points = models.FloatField()
    words = models.TextField(blank=True, max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(points__gte=0), name="mark_points_not_below_nothing"),
        )

    def __str__(self) -> str:
        return f"{self.points}"


class Allowance(KeptForEver):
    """More time, or more attempts, at one quiz for one person; all of them together count."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="allowances")
    item = models.UUIDField()
    minutes = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300)
    key = models.CharField(max_length=64, help_text="Idempotency key, of the form that was sent.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "key"], name="allowance_once"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0) | Q(attempts__gt=0), name="allowance_of_something"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="allowance_with_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.minutes} min, {self.attempts}"


def latest_marks(marks: Any) -> dict[str, Mark]:
    """Return the mark in force for each question, given marks in their order."""
    return {mark.question: mark for mark in marks}

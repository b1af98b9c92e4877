"""What happened to an item of an enrolment, and where the item stands through it.

Nothing here points to a page, so nothing that happens to pages changes it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.for_ever import KeptForEver


class ItemEvent(KeptForEver):
    """Something that happened to an item of an enrolment. Only ever added; the key makes a repeated request one event."""

    class Verb(models.TextChoices):
        OPENED = "opened", _("Opened")
        DONE = "done", _("Marked as done")
        SUBMITTED = "submitted", _("Handed in")
        REVIEWED = "reviewed", _("Feedback given")
        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Not passed")
        ATTENDED = "attended", _("Took part")
        WAIVED = "waived", _("Waived")
        LET_IN = "let in", _("Opened early")
        CARRIED = "carried", _("Counted in a new edition")

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="events")
    item = models.UUIDField(help_text="translation_key of the lesson")
    verb = models.CharField(max_length=12, choices=Verb)
    key = models.CharField(
        max_length=64, help_text="Idempotency key, given by the client or made of what is done."
    )
    title = models.CharField(
        max_length=255, help_text="What the lesson was called then, in the language that was read."
    )
    revision = models.BigIntegerField(null=True, help_text="The page revision that was read.")
    language = models.CharField(max_length=5, blank=True)
    note = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why, where somebody decided; where it is, where something was handed in.",
    )
    finishes = models.BooleanField(
        default=False, help_text="Whether the item was finished by this, under the rule that held then."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("item event")
        verbose_name_plural = _("item events")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "key"], name="item_event_once"),
            models.CheckConstraint(
                condition=~Q(verb="waived") | ~Q(note=""), name="item_event_waived_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.title}"


class ItemState(models.Model):
    """Where an item of an enrolment stands; rebuildable from its events.

    Each moment is set once and stays: evidence is not taken back. `finished_at` is set when the item's rule was met as it
    stood then, so that no later rule unfinishes it.
    """

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="states")
    course = models.ForeignKey(
        "courses.Course",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The enrolment's, for counting.",
    )
    item = models.UUIDField()
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    attended_at = models.DateTimeField(null=True)
    waived_at = models.DateTimeField(null=True)
    let_in_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True, help_text="The latest time.")
    failures = models.PositiveSmallIntegerField(default=0)
    waits_since = models.DateTimeField(
        null=True, help_text="Handed in and not answered yet: since the latest handing in."
    )
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("item state")
        verbose_name_plural = _("item states")
        constraints = (models.UniqueConstraint(fields=["enrolment", "item"], name="item_state_once"),)
        indexes = (
            models.Index(fields=["course", "item", "opened_at", "finished_at"], name="item_state_counted"),
            models.Index(
                fields=["course", "waits_since"],
                condition=Q(waits_since__isnull=False),
                name="item_state_waiting",
            ),
            models.Index(
                fields=["course", "failures"], condition=Q(failures__gt=1), name="item_state_failed_twice"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item}: {'finished' if self.finished_at else 'under way'}"

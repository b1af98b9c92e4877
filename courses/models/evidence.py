"""What people did. Nothing here points to a page, so nothing that happens to pages changes it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Enrolment(models.Model):
    """A person follows a course, in the edition that they began or chose to go over to."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="enrolments")
    edition = models.ForeignKey("courses.Edition", on_delete=models.PROTECT, related_name="+")
    attempt = models.PositiveSmallIntegerField(default=1)
    enrolled_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When the person left; what they did stays."
    )
    last_item = models.UUIDField(
        null=True, blank=True, help_text="The lesson opened last, for going on there."
    )
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ("-enrolled_at",)
        constraints = (
            models.UniqueConstraint(fields=["person", "course", "attempt"], name="enrolment_once_an_attempt"),
            models.UniqueConstraint(
                fields=["person", "course"], condition=Q(ended_at__isnull=True), name="enrolment_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.course}"


class ItemEvent(models.Model):
    """Something that happened to an item of an enrolment. Only ever added; the key makes a repeated request one event."""

    class Verb(models.TextChoices):
        OPENED = "opened", _("Opened")
        DONE = "done", _("Marked as done")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="events")
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
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("item event")
        verbose_name_plural = _("item events")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["enrolment", "key"], name="item_event_once"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.title}"


class ItemState(models.Model):
    """Where an item of an enrolment stands; rebuildable from its events.

    `done_at` is set once: evidence is not taken back.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="states")
    item = models.UUIDField()
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("item state")
        verbose_name_plural = _("item states")
        constraints = (models.UniqueConstraint(fields=["enrolment", "item"], name="item_state_once"),)

    def __str__(self) -> str:
        return f"{self.item}: {'done' if self.done_at else 'opened'}"


class Completion(models.Model):
    """An enrolment was completed. Immutable: later editions, edits and deletions do not touch it."""

    class Kind(models.TextChoices):
        COMPLETED = "completed", _("Completed")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="completions")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COMPLETED)
    criteria: models.JSONField = models.JSONField(
        help_text="What was required: the edition's number and required items."
    )
    title = models.CharField(max_length=255)
    completed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = (models.UniqueConstraint(fields=["enrolment", "kind"], name="completion_once"),)

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.kind}"

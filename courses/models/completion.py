"""What an enrolment came to."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models.for_ever import KeptForEver


class Completion(KeptForEver):
    """An enrolment came to something. Immutable: later editions, edits and deletions do not touch it.

    Participated: half of what was required is finished. Completed: all of it. Assessed: completed, and whatever could be
    assessed was, and passed; a waived item is not.
    """

    class Kind(models.TextChoices):
        PARTICIPATED = "participated", _("Participated")
        COMPLETED = "completed", _("Completed")
        ASSESSED = "assessed", _("Completed and assessed")

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.PROTECT, related_name="completions")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COMPLETED)
    criteria: models.JSONField = models.JSONField(
        help_text="What was required: the edition's number, its required items, how each was finished."
    )
    title = models.CharField(max_length=255)
    completed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = (models.UniqueConstraint(fields=["enrolment", "kind"], name="completion_once"),)

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.kind}"

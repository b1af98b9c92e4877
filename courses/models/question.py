"""A learner asks the trainers something about a lesson, between the two of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Question(models.Model):
    """A question and, once there is one, its answer. What all should read belongs into the talk under the lesson."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="questions")
    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="+")
    item = models.UUIDField()
    title = models.CharField(max_length=255, help_text="What the lesson was called then.")
    key = models.CharField(max_length=64, help_text="Idempotency key, of the form that was sent.")
    text = models.TextField(_("your question"), max_length=5000)
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("answer"), blank=True, max_length=5000)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "key"], name="question_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="question_answered_with_an_answer",
            ),
        )
        indexes = (
            models.Index(
                fields=["course", "asked_at"],
                condition=Q(answered_at__isnull=True),
                name="question_unanswered",
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]

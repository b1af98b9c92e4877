"""A person has taken a resource. Kept only of those who said yes to that."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Copy(models.Model):
    """One person's copy of one resource: which version, since when, and what they answered when they were asked about it."""

    class Answer(models.TextChoices):
        USED = "used", _("Yes, I used it")
        ADAPTED = "adapted", _("Yes, and I made something of my own out of it")
        NOT_YET = "not-yet", _("Not yet")
        NO = "no", _("No, it was not for us")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resource_copies"
    )
    resource_key = models.UUIDField(db_index=True)
    title = models.CharField(max_length=255, help_text="As it was called when it was taken.")
    version = models.PositiveSmallIntegerField(default=1)
    taken_at = models.DateTimeField(default=timezone.now)
    ask_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        ordering: ClassVar = ("-taken_at",)
        constraints = (
            models.UniqueConstraint(fields=["person", "resource_key"], name="copy_once_a_person"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="copy_answer_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return self.title

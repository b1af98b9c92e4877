"""What people agreed to, in which words, and since when."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """One answer to one question. Rows are only added: the last one counts, and only for the words that it was given to."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(help_text="Of the words that were agreed to.")
    given = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering: ClassVar = ("-pk",)
        indexes = (models.Index(fields=["person", "purpose", "-id"], name="consent_last_answer"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}: {self.given}"

"""What was asked for in vain, without who asked: what the network does not have, or calls otherwise."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AskedInVain(models.Model):
    """How often a question found nothing on one day. Nothing says who asked, from where, or at what hour."""

    text = models.CharField(_("question"), max_length=100)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("times"), default=0)

    class Meta:
        verbose_name = _("question without an answer")
        verbose_name_plural = _("questions without an answer")
        ordering = ("-day", "text")
        constraints = (
            models.UniqueConstraint(fields=["text", "language", "day"], name="asked_one_row_a_day"),
        )

    def __str__(self) -> str:
        return self.text

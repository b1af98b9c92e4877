"""Who may see a page, in all its languages: one row per translation key."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.Model):
    """The settled audience of a page: its own choice and what it inherits, ready for a join.

    A page without a row is visible to nobody, so a page that was saved past our receivers fails closed.
    """

    translation_key = models.UUIDField(primary_key=True)
    audience = models.CharField(_("audience"), max_length=80)
    second_audience = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")

    def __str__(self) -> str:
        return f"{self.audience} {self.second_audience}".strip()

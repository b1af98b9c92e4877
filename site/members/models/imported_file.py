"""A file between its dry run and its import: exactly what was shown is what will be applied."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedFile(models.Model):
    """An uploaded CSV file as text, and the report on each of its rows.

    The text is dropped when it has been applied or after a day: it is full of addresses,
    and the report is what is kept.
    """

    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    name = models.CharField(_("file name"), max_length=200)
    text = models.TextField(blank=True)
    notices = models.JSONField(default=list)
    send_invitations = models.BooleanField(_("send invitations"), default=False)
    report = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.name

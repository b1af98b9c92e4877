"""An invitation is a row first and a mail afterwards: one that could not be sent is tried again."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


def new_code() -> str:
    """Return 32 URL-safe characters that cannot be guessed (192 bits)."""
    return secrets.token_urlsafe(24)


class Invitation(models.Model):
    """Somebody is asked to join as staff of a member organisation."""

    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    job = models.CharField(_("job"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    organisation = models.ForeignKey("members.Organisation", on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-invited_at",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"), "organisation", condition=models.Q(accepted_at__isnull=True), name="invitation_open_once"
            ),
        )

    def __str__(self) -> str:
        return self.email

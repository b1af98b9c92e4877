"""An invitation is a row first and a mail afterwards: one that could not be sent is tried again."""

import datetime
import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

VALID_FOR = datetime.timedelta(days=30)
MAX_TRIES = 12  # the waits double from one minute, so the last try is about three days after the first


def new_code() -> str:
    """Return 32 URL-safe characters that cannot be guessed (192 bits)."""
    return secrets.token_urlsafe(24)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what can still happen to them."""

    def open(self) -> Self:
        """Those that somebody can still accept."""
        return self.filter(accepted_at=None, invited_at__gt=timezone.now() - VALID_FOR)

    def to_send(self) -> Self:
        """Those whose mail is due now: not sent, not given up, and not in another worker's hands."""
        return self.open().filter(sent_at=None, tries__lt=MAX_TRIES, try_at__lte=timezone.now())


class Invitation(models.Model):
    """Somebody is asked to join as staff of a member organisation."""

    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    job = models.CharField(_("job"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    organisation = models.ForeignKey(
        "members.Organisation", on_delete=models.CASCADE, related_name="invitations"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now, editable=False)
    try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-invited_at",)
        constraints = (
            models.UniqueConstraint(
                Lower("email"),
                F("organisation"),
                condition=models.Q(accepted_at__isnull=True),
                name="invitation_open_once",
            ),
        )

    def __str__(self) -> str:
        return self.email

    @property
    def expired(self) -> bool:
        """Whether it was left lying too long; the secretariat can send it again."""
        return self.accepted_at is None and self.invited_at <= timezone.now() - VALID_FOR

    @property
    def given_up(self) -> bool:
        """Whether its mail was refused so often that nobody tries any more."""
        return self.sent_at is None and self.tries >= MAX_TRIES

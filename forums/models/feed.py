"""A key to a person's own feed, for programs that cannot sign in."""

import hashlib
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def new_secret() -> str:
    """Return 43 letters for an address (256 bits)."""
    return secrets.token_urlsafe(32)


def sum_of(secret: str) -> str:
    """Return what is kept of a secret: enough to know it again, not to tell it."""
    return hashlib.sha256(secret.encode()).hexdigest()


class FeedKey(models.Model):
    """It opens the feed of what its person may see at that moment; taken back, it opens nothing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_keys")
    secret_sum = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("key to a feed")
        verbose_name_plural = _("keys to feeds")
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.person_id}, {self.made_at}"

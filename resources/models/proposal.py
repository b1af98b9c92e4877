"""A member proposes a resource; the row tells them how it goes."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """A draft page that a member handed in. Its state follows the CMS's workflow, and outlives page and workflow."""

    class State(models.TextChoices):
        WAITING = "waiting", _("An editor is looking at it")
        RETURNED = "returned", _("An editor asks for changes")
        PUBLISHED = "published", _("It is on the shelves")
        DECLINED = "declined", _("It was not taken up")
        WITHDRAWN = "withdrawn", _("You took it back")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resource_key = models.UUIDField(unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="resource_proposals"
    )
    title = models.CharField(_("title"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    answer = models.TextField(_("what the editor says"), blank=True)
    proposed_at = models.DateTimeField(default=timezone.now)
    state_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering: ClassVar = ("-proposed_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def can_change(self) -> bool:
        """Whether the member may still change it or take it back."""
        return self.state in (self.State.WAITING, self.State.RETURNED)

"""What is still to be told to the engine, and the number that orders what it is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """Something about an object changed, so the engine's passages of it may be stale.

    Written in the transaction of the change itself, so that both are there or neither is; gone once the
    engine has answered for the object. Several rows for one object do no harm: they go together.
    """

    object = models.CharField(_("object"), max_length=80)
    queued_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("change to index")
        verbose_name_plural = _("changes to index")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.object


class Round(models.Model):
    """Something changed that many objects show: a forum's audience, the slug of a line. One row, however many they are.

    The drain goes through them by rising number and keeps in `after` how far it is, so that a worker that is killed
    costs one batch.
    """

    what = models.CharField(_("what changed"), max_length=80)
    after = models.PositiveBigIntegerField(_("done up to"), default=0)
    queued_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("round of changes to index")
        verbose_name_plural = _("rounds of changes to index")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.what


class Version(models.Model):
    """Row 1: whoever reads objects to send them takes the next number first, so a higher number saw no older state.
    Row 2 rises when editors change synonyms or best bets, so that every process reads them anew.
    """

    OBJECTS, WORDING = 1, 2

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versions"

    def __str__(self) -> str:
        return str(self.number)


class Lease(models.Model):
    """A piece of work that one process does at a time, until when it has it. Who dies with it loses it then."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=64)
    until = models.DateTimeField()

    class Meta:
        verbose_name = "lease"
        verbose_name_plural = "leases"

    def __str__(self) -> str:
        return self.name

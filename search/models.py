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


class Version(models.Model):
    """One row. Whoever reads objects to send them takes the next number first, so a higher number saw no
    older state.
    """

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "version"
        verbose_name_plural = "versions"

    def __str__(self) -> str:
        return str(self.number)

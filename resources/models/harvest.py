"""What other libraries may harvest, and which of it is gone; and what came in by an import."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class HarvestRecord(models.Model):
    """One record of the OAI-PMH repository: a resource that everybody may see, or could see before.

    Records are given in the order of their numbers, which never change, so that one that is edited during a harvest
    is neither lost nor met twice. A record that is gone stays as a tombstone. What was never public has no record.
    """

    resource_key = models.UUIDField(unique=True)
    stamp = models.DateTimeField(db_index=True)
    is_gone = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("harvest record")
        verbose_name_plural = _("harvest records")
        ordering: ClassVar = ("pk",)

    def __str__(self) -> str:
        return str(self.resource_key)


class HarvestMembership(models.Model):
    """A record belongs to a set, as a row that can be joined."""

    record = models.ForeignKey(HarvestRecord, on_delete=models.CASCADE, related_name="memberships")
    spec = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("membership of a set")
        verbose_name_plural = _("memberships of sets")
        constraints = (models.UniqueConstraint(fields=["spec", "record"], name="in_a_set_once"),)

    def __str__(self) -> str:
        return self.spec


class ImportedResource(models.Model):
    """Where a resource came from in an import, so that the same import again changes it instead of doubling it."""

    source = models.CharField(max_length=300, help_text="An identifier, DOI or address; else the file's sum.")
    resource_key = models.UUIDField()
    digest = models.CharField(max_length=64, help_text="Of what the row said; equal digests change nothing.")
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("imported resource")
        verbose_name_plural = _("imported resources")
        constraints = (models.UniqueConstraint(Lower("source"), name="imported_once"),)

    def __str__(self) -> str:
        return self.source

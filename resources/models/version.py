"""What a resource consisted of when it was published, for those who have it and wonder what is different now."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Version(models.Model):
    """The files of a resource, frozen at publishing. Number one is what was published first.

    A publish that brings other files and a new note makes the next version. One that brings other files without a note puts them
    into the newest version, so that a mistake put right within the hour leaves nothing behind.
    """

    resource_key = models.UUIDField(help_text="translation_key of the resource page")
    number = models.PositiveSmallIntegerField()
    notes = models.JSONField(default=dict, help_text="What changed, by language.")
    digest = models.CharField(max_length=64, help_text="Of its files; equal digests are the same version.")
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering: ClassVar = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=["resource_key", "number"], name="version_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.resource_key} {self.number}"

    @property
    def note(self) -> str:
        """What changed, in the active language where it was said in that."""
        known: dict[str, Any] = self.notes
        return (
            known.get(get_language() or "", "")
            or known.get(settings.LANGUAGE_CODE, "")
            or next(iter(known.values()), "")
        )


class VersionFile(models.Model):
    """A file as it was in a version. The row outlives the file: what was offered stays known when it is gone."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey("files.StoredFile", null=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=255)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    format = models.CharField(max_length=8, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("file of a version")
        verbose_name_plural = _("files of versions")
        ordering: ClassVar = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["version", "position"], name="version_file_has_its_place"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_kept(self) -> bool:
        """Whether the very same file can still be had."""
        return self.file is not None and self.file.sha256 == self.sha256

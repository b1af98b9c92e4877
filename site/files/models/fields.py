"""File fields that examine what comes in, by whatever way it comes: a form, a chooser, an import or a test."""

from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from files.arriving import arrived


class ArrivingFile(FieldFile):
    """Examined at the one place through which a file reaches storage."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store the file without its private facts, and tell the row what it is."""
        content.name = name
        examined = arrived(content)
        row = self.instance
        row.format, row.file_size = examined.format, examined.size
        row.file_hash, row.sha256, row.crc32 = examined.sha1, examined.sha256, examined.crc32
        super().save(name, examined.file, save)


class ArrivingFileField(models.FileField):
    """For a row with `format`, `file_size`, `file_hash`, `sha256` and `crc32`."""

    attr_class = ArrivingFile


class CleanPicture(WagtailImageFieldFile):
    """A picture that forgets where it was taken before it is stored."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store the picture, and tell the row its size and sum."""
        content.name = name
        examined = arrived(content)
        self.instance.file_size, self.instance.file_hash = examined.size, examined.sha1
        super().save(name, examined.file, save)


class CleanPictureField(WagtailImageField):
    """For a row with `file_size` and `file_hash`."""

    attr_class = CleanPicture

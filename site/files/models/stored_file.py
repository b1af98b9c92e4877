"""A file in private storage. Its type is decided by content, never by name."""

import uuid
from pathlib import PurePath
from typing import Any, ClassVar

from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document

from files.formats import Family, Format, claimed_by, format_of
from files.models.fields import ArrivingFileField

#: What the row knows of its file; written whenever a file is stored.
EXAMINED = ("format", "file_size", "file_hash", "sha256", "crc32")


def private_storage() -> Storage:
    """The storage that no web server sees."""
    return storages["private"]


def stored_name(instance: "StoredFile", filename: str) -> str:
    """In a folder of its own, so that a file keeps the name that people gave it, whoever else used it before."""
    return f"files/{timezone.localdate():%Y}/{uuid.uuid4().hex[:12]}/{filename}"


class StoredFile(AbstractDocument):
    """An upload. Whoever shows it decides who may open it (`files.rules`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = ArrivingFileField(
        storage=private_storage, upload_to=stored_name, max_length=255, verbose_name=_("file")
    )
    format = models.CharField(
        _("format"), max_length=8, blank=True, editable=False, help_text="By content; empty: not recognised."
    )
    sha256 = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    crc32 = models.PositiveBigIntegerField(null=True, editable=False)
    only_saved = models.BooleanField(
        default=False, editable=False, help_text="It can act by itself, so a browser is told to save it."
    )

    admin_form_fields: ClassVar = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        permissions = (("choose_document", "Can choose document"),)
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def clean(self) -> None:
        """A file that the form refused is not here, and needs no second complaint about its ending."""
        if self.file:
            super().clean()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new file first, so that what was found out about it is saved with the row."""
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, *EXAMINED}
        super().save(*args, **kwargs)

    def _set_document_file_metadata(self) -> None:
        """Nothing: the sums are taken when the file is stored, in the same reading."""

    @property
    def address(self) -> str:
        """Where a person opens it."""
        return reverse("files:serve", args=[self.uuid, self.download_name])

    @property
    def download_name(self) -> str:
        """A name that is safe in an address and a header: the stored one, which storage already cleaned."""
        return PurePath(self.file.name).name

    @property
    def about_format(self) -> Format:
        """How the format is named, sent and shown."""
        return format_of(self.format)

    @property
    def family(self) -> Family:
        """What a person does with it."""
        return self.about_format.family

    @property
    def kind(self) -> str:
        """The type in one short word for people: PDF, DOCX, CSV."""
        return (self.format or claimed_by(self.file.name)).upper()

    @property
    def url(self) -> str:
        """The address, so that Wagtail's own links lead through the one serving view."""
        return self.address

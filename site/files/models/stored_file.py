"""A file in private storage. Its type is decided by content, never by name."""

import uuid
from pathlib import PurePath

from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document


def private_storage() -> Storage:
    """The storage that no web server sees."""
    return storages["private"]


class StoredFile(AbstractDocument):
    """An upload. Whoever shows it decides who may open it (`files.rules`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(storage=private_storage, upload_to="files/%Y", verbose_name=_("file"))

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        permissions = (("choose_document", "Can choose document"),)
        verbose_name = _("file")
        verbose_name_plural = _("files")

    def clean(self) -> None:
        """A file that the form refused is not here, and needs no second complaint about its ending."""
        if self.file:
            super().clean()

    @property
    def address(self) -> str:
        """Where a person opens it."""
        return reverse("files:serve", args=[self.uuid, self.download_name])

    @property
    def download_name(self) -> str:
        """A name that is safe in an address and a header: the stored one, which storage already cleaned."""
        return PurePath(self.file.name).name

    @property
    def kind(self) -> str:
        """The type in one short word for people: PDF, DOCX, CSV."""
        return self.file_extension.upper()

    @property
    def url(self) -> str:
        """The address, so that Wagtail's own links lead through the one serving view."""
        return self.address

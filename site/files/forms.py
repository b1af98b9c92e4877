"""The CMS's upload form refuses what is not what it claims to be."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm

from files import checks


class StoredFileForm(BaseDocumentForm):
    """Checks size and content before anything is stored."""

    def clean_file(self) -> Any:
        """Refuse with a sentence that says what to do."""
        upload = self.cleaned_data["file"]
        if upload and "file" in self.changed_data:
            if upload.size > settings.FILE_SIZE_LIMIT:
                raise ValidationError(
                    _("This file is larger than the limit of %(limit)s.")
                    % {"limit": filesizeformat(settings.FILE_SIZE_LIMIT)}
                )
            checks.kind_of(upload, upload.name)
        return upload

"""The CMS's upload forms refuse what is not what it claims to be, and say when a file is here already."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from files import checks, photos, queries
from files.formats import claimed_by


class StoredFileForm(BaseDocumentForm):
    """Checks size and content before anything is stored; a file that is here twice says so at its title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        twins = queries.twins_of(self.instance) if self.instance.pk and "title" in self.fields else []
        if twins:
            self.fields["title"].help_text = format_html(
                "{} {}",
                ngettext(
                    "The very same file is here already, as",
                    "The very same file is here already, several times, as",
                    len(twins),
                ),
                format_html_join(", ", "“{}”", ((twin.title,) for twin in twins)),
            )

    def clean_file(self) -> Any:
        """Refuse with a sentence that says what to do."""
        upload = self.cleaned_data["file"]
        if upload and "file" in self.changed_data:
            refuse_large(upload, settings.FILE_SIZE_LIMIT)
            checks.kind_of(upload, upload.name)
        return upload


class PictureForm(BaseImageForm):
    """Refuses a picture that cannot be freed from what it tells about place and people."""

    def clean_file(self) -> Any:
        """Refuse with a sentence."""
        upload = self.cleaned_data["file"]
        if upload and "file" in self.changed_data:
            upload.seek(0)
            try:
                photos.cleaned(upload.read(), claimed_by(upload.name))
            except (photos.BadPicture, KeyError) as error:
                raise ValidationError(
                    _("This picture is damaged. Save it again and try once more.")
                ) from error
            upload.seek(0)
        return upload


def refuse_large(upload: Any, limit: int) -> None:
    """Raise ValidationError for a file above the limit."""
    if upload.size > limit:
        raise ValidationError(
            _("This file is larger than the limit of %(limit)s.") % {"limit": filesizeformat(limit)},
            code="large",
        )

"""Editors see whether the text of each file was read, and why not."""

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages

from files.models import Extraction
from resources.models import ResourcePage
from resources.queries import files_of


def _unread(page: ResourcePage) -> list[tuple[str, str]]:
    told = []
    for offered in files_of(page):
        extraction = getattr(offered.file, "extraction", None)
        if (
            extraction is not None
            and extraction.state in (Extraction.State.FAILED, Extraction.State.NOTHING)
            and extraction.reason
        ):
            told.append((offered.file.title, _(extraction.reason)))
    return told


@hooks.register("before_edit_page")
def tell_what_could_not_be_read(request: Any, page: Any) -> None:
    """Say on the edit screen which files could not be read and why."""
    if request.method == "GET" and isinstance(page, ResourcePage):
        unread = _unread(page)
        if unread:
            rows = format_html_join("", "<li>{}: {}</li>", unread)
            messages.warning(
                request,
                format_html(
                    "{}<ul>{}</ul>",
                    _("The text of these files is not searchable. They can still be downloaded."),
                    rows,
                ),
            )

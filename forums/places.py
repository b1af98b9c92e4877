"""Posts that speak of a moment in a recording or a page of a document, and open it there."""

import re
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex

from files.models import StoredFile
from forums.errors import PlaceUnknown
from programme.models import SessionPage

TIMED = {"mp3", "mp4", "m4a", "ogg", "wav", "webm"}
PAGED = {"pdf"}
RECORDING = "recording"
LONGEST = 100 * 3600  # seconds
MOST_PAGES = 100_000

_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)")
_PAGE = re.compile(r"(?:(?:page|p)\.?\s*)?(\d{1,6})", re.I)


class Choice(NamedTuple):
    """Something under whose page people talk that a post can speak of. `file` is None for a recording kept elsewhere."""

    key: str
    title: str
    file: StoredFile | None
    is_timed: bool


class Place(NamedTuple):
    """A page or a second of a file, or of the page's own recording."""

    file: StoredFile | None
    page: int | None
    second: int | None


def kind_of(file: StoredFile) -> str:
    """Return `time`, `page`, or nothing where a file has neither."""
    ending = file.file_extension.lower()
    return "time" if ending in TIMED else "page" if ending in PAGED else ""


def choices_under(page: Page) -> list[Choice]:
    """Return what a post under this page can speak of: its recording, and the films, sounds and PDFs that it shows.

    What a page shows is read from Wagtail's own index of references. Two queries.
    """
    specific = page.specific_deferred
    found = []
    if isinstance(specific, SessionPage) and SessionPage.objects.values_list("recording").get(pk=page.pk)[0]:
        found.append(Choice(RECORDING, _("The recording"), None, True))
    shown = ReferenceIndex.get_references_for_object(page).filter(
        to_content_type=ReferenceIndex._get_base_content_type(StoredFile)
    )
    for file in StoredFile.objects.filter(
        pk__in=[int(pk) for pk in shown.values_list("to_object_id", flat=True)]
    ):
        if kind := kind_of(file):
            found.append(Choice(str(file.uuid), file.title, file, kind == "time"))
    return found


def place_in(choice: Choice, said: str) -> Place:
    """Read what somebody wrote for a place: 12:34, 1:02:03, page 7, p. 7, 7. Raises PlaceUnknown."""
    said = said.strip()
    if match := _TIME.fullmatch(said):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        second = hours * 3600 + minutes * 60 + seconds
        if choice.is_timed and second <= LONGEST:
            return Place(choice.file, None, second)
    elif (match := _PAGE.fullmatch(said)) and not choice.is_timed and 0 < int(match[1]) <= MOST_PAGES:
        return Place(choice.file, int(match[1]), None)
    raise PlaceUnknown


def clock(second: int) -> str:
    """Say a time in a recording: 12:34, 1:02:03."""
    hours, rest = divmod(second, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def in_words(*, page: int | None, second: int | None) -> str:
    """Say a place: at 12:34, page 7."""
    if second is not None:
        return _("at %(time)s") % {"time": clock(second)}
    return _("page %(n)s") % {"n": page}


def address_in(address: str, *, page: int | None = None, second: int | None = None) -> str:
    """Return where a file or recording opens at that page or second. What other sites understand is known for two."""
    if second is None:
        return f"{address}#page={page}"
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    if host in ("youtube.com", "youtu.be"):
        query = f"{parts.query}&t={second}" if parts.query else f"t={second}"
        return urlunsplit(parts._replace(query=query))
    return urlunsplit(parts._replace(fragment=f"t={second}s" if host == "vimeo.com" else f"t={second}"))

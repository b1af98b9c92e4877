"""How a resource is cited: three styles to read, and three formats for reference managers."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.safestring import SafeString

from resources.citing import formats, styles
from resources.describing import Described


class Download(NamedTuple):
    """A citation as a file."""

    ending: str
    word: str
    media_type: str
    write: Callable[[Described], str]


STYLES: tuple[tuple[str, str, Callable[[Described], SafeString]], ...] = (
    ("apa", "APA", styles.apa),
    ("chicago", "Chicago", styles.chicago),
    ("iso690", "ISO 690", styles.iso690),
)

DOWNLOADS: dict[str, Download] = {
    one.ending: one
    for one in (
        Download("bib", "BibTeX", "application/x-bibtex; charset=utf-8", formats.bibtex),
        Download("ris", "RIS", "application/x-research-info-systems; charset=utf-8", formats.ris),
        Download(
            "json", "CSL-JSON", "application/vnd.citationstyles.csl+json; charset=utf-8", formats.csl_json
        ),
    )
}

__all__ = ["DOWNLOADS", "STYLES", "Download"]

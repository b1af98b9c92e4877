"""One file of a resource to read in the page: what it looks like, its text by page, slide or sheet, its captions, what
an archive holds.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404

from files.formats import Family
from files.models import ExtractedPage, Extraction, ReadingView, StoredFile
from members.audiences import Viewer
from resources.models import ResourcePage
from resources.queries.page import files_of

PAGES = 60  # pages, slides or sheets of text on one page of ours
ROWS = 200  # of one sheet
LETTERS = 6000  # of one page of text


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of cells, as far as they are shown."""

    rows: list[list[str]]
    more: bool


def reading_for(person: Viewer, key: uuid.UUID, file_key: uuid.UUID, start: int = 0) -> dict[str, Any]:
    """Return what there is to read of a file that a resource offers; to whom it is not shown, it is not there."""
    page = ResourcePage.objects.visible_to(person).in_best_language().filter(translation_key=key).first()
    if page is None:
        raise Http404
    offered = next((one for one in files_of(page) if one.file.uuid == file_key), None)
    if offered is None:
        raise Http404
    extraction = get_object_or_404(Extraction, file_id=offered.file_id)
    pages = list(extraction.pages.all()[start : start + PAGES + 1])
    view = ReadingView.objects.filter(extraction=extraction).first() if start == 0 else None
    return {
        "page": page,
        "offered": offered,
        "file": offered.file,
        "extraction": extraction,
        "states": Extraction.State,
        "previews": list(extraction.previews.select_related("extraction__file")),
        "view": view,
        "texts": [] if view else [_shown(offered.file, one) for one in pages[:PAGES]],
        "next_start": start + PAGES if len(pages) > PAGES and not view else None,
        "scans": list(extraction.pages.filter(is_scan=True).values_list("number", flat=True)),
        "word": _word(offered.file),
    }


def _word(file: StoredFile) -> str:
    """What a piece of this file is called: the template says it."""
    if file.format == "pdf":
        return "page"
    return {Family.SLIDES: "slide", Family.SHEET: "sheet"}.get(file.family, "section")


def _shown(file: StoredFile, page: ExtractedPage) -> dict[str, Any]:
    told: dict[str, Any] = {"page": page, "text": page.text[:LETTERS], "more": len(page.text) > LETTERS}
    if file.family is Family.SHEET:
        told["sheet"] = _sheet(file, page.text)
    return told


def _sheet(file: StoredFile, text: str) -> Sheet:
    """Cut text into cells: a spreadsheet's by tabs, a CSV's by whatever its first line is cut by."""
    lines = [line for line in text.splitlines() if line.strip()]
    if file.format == "csv":
        import csv  # noqa: PLC0415 - only this format needs it

        mark = max(",;\t", key=lines[0].count) if lines else ","
        rows = list(csv.reader(lines[: ROWS + 1], delimiter=mark))
    else:
        rows = [line.split("\t") for line in lines[: ROWS + 1]]
    wide = max((len(row) for row in rows), default=0)
    return Sheet([row + [""] * (wide - len(row)) for row in rows[:ROWS]], len(lines) > ROWS)

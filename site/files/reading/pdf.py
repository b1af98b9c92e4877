"""PDF page by page, with its outline; a page that is only a picture says so."""

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from files import reasons
from files.reading.said import Active, Heading, Note, Page, Said, Total, Unreadable

PAGES = 5000  # more than any report has
HEADINGS = 2000
_SCAN = {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM}


def opened(path: str) -> pypdfium2.PdfDocument:
    """Open a PDF, or say why not."""
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(reasons.LOCKED if locked else reasons.NOT_A_PDF) from error


def read(path: str) -> Iterator[Said]:
    """Say the outline, then each page under the heading that it stands below."""
    document = opened(path)
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0:
        yield Active()
    yield Total(len(document))
    headings = list(_outline(document))
    yield from headings
    heading_of = {}
    for heading in headings:
        heading_of.setdefault(heading.number, heading.title)
    standing_below = ""
    for index in range(min(len(document), PAGES)):
        standing_below = heading_of.get(index + 1, standing_below)
        yield _page(document, index, standing_below)
    if len(document) > PAGES:
        yield Note(reasons.TOO_MANY_PAGES)


def _page(document: pypdfium2.PdfDocument, index: int, heading: str) -> Page:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return Page(index + 1, heading, "")  # one broken page does not hide the others
    words = page.get_textpage()
    # A hyphen at a line's end is pdfium's U+FFFE; the word goes on in the next line.
    text = re.sub(r"\ufffe\s*|\u00ad\s*", "", words.get_text_range())
    words.close()
    is_scan = not text.strip() and _holds_a_picture(page)
    page.close()
    return Page(index + 1, heading, text, is_scan=is_scan)


def _holds_a_picture(page: pypdfium2.PdfPage) -> bool:
    count = min(pdfium.FPDFPage_CountObjects(page.raw), 200)
    return any(
        pdfium.FPDFPageObj_GetType(pdfium.FPDFPage_GetObject(page.raw, number)) in _SCAN
        for number in range(count)
    )


def _outline(document: pypdfium2.PdfDocument) -> Iterator[Heading]:
    """Walk the bookmarks ourselves: an outline that leads back into itself ends by its own count."""
    seen: set[int] = set()
    left = [HEADINGS]

    def below(parent: object, level: int) -> Iterator[Heading]:
        mark = pdfium.FPDFBookmark_GetFirstChild(document.raw, parent)
        while mark and left[0] > 0 and ctypes.addressof(mark.contents) not in seen:
            seen.add(ctypes.addressof(mark.contents))
            left[0] -= 1
            target = pdfium.FPDFBookmark_GetDest(document.raw, mark)
            number = pdfium.FPDFDest_GetDestPageIndex(document.raw, target) + 1 if target else 0
            title = _title(mark)
            if title and number > 0:
                yield Heading(level, title, number)
            if level < 5:
                yield from below(mark, level + 1)
            mark = pdfium.FPDFBookmark_GetNextSibling(document.raw, mark)

    yield from below(None, 1)


def _title(mark: object) -> str:
    size = min(pdfium.FPDFBookmark_GetTitle(mark, None, 0), 4096)
    if size < 4:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFBookmark_GetTitle(mark, buffer, size)
    return " ".join(buffer.raw[: size - 2].decode("utf-16-le", "replace").split())[:300]

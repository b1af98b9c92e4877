"""Word and OpenDocument texts by heading, presentations by slide, spreadsheets by sheet. All are archives, and looked
at as such first.
"""

import base64
import html
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any

import nh3

from files import archives, photos, reasons
from files.reading.said import Page, Said, Unreadable, View

ROWS = 20_000  # of one sheet
COLUMNS = 200
VIEW_LIMIT = 8_000_000  # letters of a reading view, its pictures included
PICTURE_LIMIT = 2_000_000  # bytes of one picture in it
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_HEADING = re.compile(r"<h([2-4])[^>]*>(.*?)</h\1>", re.S)

# A Word heading 1 stands below the title of the page that shows it.
_STYLES = "\n".join(
    f"p[style-name='{name} {level}'] => h{min(level + 1, 4)}:fresh"
    for name in ("Heading", "heading", "Titre")
    for level in (1, 2, 3, 4)
)
_TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "sup", "sub", "a", "br", "img", "s", "u"} | {
    "table", "thead", "tbody", "tr", "th", "td", "blockquote",
}  # fmt: skip


def _refuse_hostile(path: str, reason: str) -> None:
    """Refuse an archive beyond measure, and parts that declare a document type.

    None of these formats has one, and the entities within it can grow without end.
    """
    try:
        with open(path, "rb") as stream:
            archives.contents(stream)
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.filename.endswith((".xml", ".rels")):
                    with archive.open(entry) as part:
                        _refuse_doctype(part, reason)
    except archives.BadArchive as error:
        raise Unreadable(reason if str(error) == reasons.NOT_AN_ARCHIVE else str(error)) from error
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable(reason) from error


def docx(path: str) -> Iterator[Said]:
    """Convert once; the same HTML is the reading view and, cut at its headings, the text."""
    import mammoth  # noqa: PLC0415 - only this format needs it

    _refuse_hostile(path, reasons.NOT_A_WORD)
    left = [VIEW_LIMIT]
    try:
        with open(path, "rb") as stream:
            body = mammoth.convert_to_html(
                stream, style_map=_STYLES, convert_image=mammoth.images.img_element(_picture_within(left))
            ).value
    except MemoryError:
        raise
    except Exception as error:  # mammoth raises whatever zipfile and its XML reader raise
        raise Unreadable(reasons.NOT_A_WORD) from error
    view = cleaned(body)
    if len(view) <= 2 * VIEW_LIMIT:
        yield View(view)
    yield from _by_heading(view)


def _picture_within(left: list[int]) -> Callable[[Any], dict[str, str]]:
    def convert(image: Any) -> dict[str, str]:
        ending = _PICTURES.get(image.content_type, "")
        with image.open() as stream:
            content = stream.read(PICTURE_LIMIT + 1)
        if not ending or len(content) > PICTURE_LIMIT or len(content) * 4 // 3 > left[0]:
            return {"src": ""}
        try:
            content = photos.cleaned(content, ending)
        except photos.BadPicture:
            return {"src": ""}
        left[0] -= len(content) * 4 // 3
        return {"src": f"data:{image.content_type};base64,{base64.b64encode(content).decode()}"}

    return convert


def cleaned(markup: str) -> str:
    """Return HTML that is safe in our own pages: no address but of the web, mail and this document, no picture but
    inlined ones.
    """

    def keep(tag: str, name: str, value: str) -> str | None:
        inlined = value.startswith(tuple(f"data:{media};base64," for media in _PICTURES))
        if name == "src" or value.lstrip().lower().startswith("data:"):
            return value if tag == "img" and name == "src" and inlined else None
        return value

    return nh3.clean(
        markup,
        tags=_TAGS,
        attributes={
            "a": {"href"},
            "img": {"src", "alt"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        url_schemes={"http", "https", "mailto", "data"},
        attribute_filter=keep,
        link_rel="noopener nofollow",
    ).replace("<img>", "")


def _by_heading(view: str) -> Iterator[Page]:
    parts = _HEADING.split(view)
    yield Page(1, "", plain(parts[0]))
    for number, (heading, text) in enumerate(zip(parts[2::3], parts[3::3], strict=True), start=2):
        yield Page(number, plain(heading), f"{plain(heading)}\n{plain(text)}")


def plain(markup: str) -> str:
    """Return the words of HTML, a line a paragraph."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</(p|li|tr|h\d)>", "\n", markup)))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def pptx(path: str) -> Iterator[Page]:
    """Each slide under its title, with the speaker's notes after what stands on it."""
    import pptx as library  # noqa: PLC0415 - only this format needs it

    _refuse_hostile(path, reasons.NOT_A_SHOW)
    try:
        slides = library.Presentation(path).slides
        for number, slide in enumerate(slides, start=1):
            title = slide.shapes.title.text_frame.text if slide.shapes.title is not None else ""
            words = [text for shape in slide.shapes for text in _words_of(shape, 0)]
            if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
                words.append(slide.notes_slide.notes_text_frame.text)
            yield Page(number, " ".join(title.split()), "\n".join(filter(None, words)))
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # the library raises whatever lxml and zipfile raise
        raise Unreadable(reasons.NOT_A_SHOW) from error


def _words_of(shape: Any, depth: int) -> Iterator[str]:
    if getattr(shape, "has_text_frame", False):
        yield shape.text_frame.text
    if getattr(shape, "has_table", False):
        for row in shape.table.rows:
            yield "\t".join(cell.text for cell in row.cells)
    if depth < 8:
        for inner in getattr(shape, "shapes", ()):
            yield from _words_of(inner, depth + 1)


def xlsx(path: str) -> Iterator[Page]:
    """Each sheet under its name, a line a row, cells apart by tabs; what formulas last came to."""
    import openpyxl  # noqa: PLC0415 - only this format needs it

    _refuse_hostile(path, reasons.NOT_A_SHEET)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        for number, sheet in enumerate(book.worksheets, start=1):
            rows = sheet.iter_rows(max_row=ROWS, max_col=COLUMNS, values_only=True)
            lines = ("\t".join("" if cell is None else str(cell) for cell in row).rstrip() for row in rows)
            yield Page(number, sheet.title, "\n".join(line for line in lines if line))
    except MemoryError:
        raise
    except Exception as error:  # the library raises whatever zipfile and its XML reader raise
        raise Unreadable(reasons.NOT_A_SHEET) from error


def odt(path: str) -> Iterator[Page]:
    """Cut at headings, as Word documents are."""
    import odfdo  # noqa: PLC0415 - only this format needs it

    _refuse_hostile(path, reasons.NOT_AN_ODT)
    try:
        body = odfdo.Document(path).body
        number, heading, words = 1, "", []
        for element in body.get_elements("//text:h|//text:p"):
            if element.tag == "text:h":
                yield Page(number, heading, "\n".join(words))
                number, heading = number + 1, " ".join(element.text_recursive.split())
                words = [heading]
            else:
                words.append(element.text_recursive)
        yield Page(number, heading, "\n".join(words))
    except MemoryError:
        raise
    except Exception as error:  # the library raises whatever lxml and zipfile raise
        raise Unreadable(reasons.NOT_AN_ODT) from error


def _refuse_doctype(part: IO[bytes], reason: str) -> None:
    head = part.read(4096)
    if b"\x00" in head or re.search(rb"<!\s*(DOCTYPE|ENTITY)", head, re.I):  # two-byte letters would hide it
        raise Unreadable(reason)

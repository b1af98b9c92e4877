"""Reads the text of one file. Run as a process of its own, so that a hostile file can end nothing but itself.

`python -m files.reading KIND PATH` prints one JSON line a page: {"number", "heading", "text"}. It imports no Django. Exit code 3
says that the file could not be read; the reason is on stderr in one line.
"""

import html
import json
import re
import resource
import sys
from collections.abc import Iterator

MEMORY_LIMIT = 2 * 1024**3  # bytes of address space
TIME_LIMIT = 120  # seconds of CPU
PAGE_LIMIT = 5000  # more pages than any report has; a file beyond it says so
TEXT_LIMIT = 200_000  # characters kept of one page

Page = tuple[int, str, str]


class Unreadable(Exception):
    """The file is broken, locked or beyond the limits; the message is for the editor."""


def pages_of(kind: str, path: str) -> Iterator[Page]:
    """Yield (number, heading, text) for each page or section that has text."""
    reader = {"pdf": _pdf, "docx": _docx, "txt": _text, "md": _markdown, "csv": _text}.get(kind)
    if reader is None:
        return
    for number, heading, text in reader(path):
        if number > PAGE_LIMIT:
            raise Unreadable(f"it has more than {PAGE_LIMIT} pages")
        text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", text).strip()[:TEXT_LIMIT]
        if text:
            yield number, heading[:300], text


def _pdf(path: str) -> Iterator[Page]:
    import pypdfium2  # noqa: PLC0415 - only this kind needs it

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable("it is locked with a password" if locked else "it is not a whole PDF") from error
    for index in range(len(document)):
        page = document[index]
        text = page.get_textpage()
        # A hyphen at a line's end is pdfium's U+FFFE; the word goes on in the next line.
        yield index + 1, "", re.sub(r"\ufffe\s*|\u00ad\s*", "", text.get_text_range())
        text.close()
        page.close()


def _docx(path: str) -> Iterator[Page]:
    import mammoth  # noqa: PLC0415 - only this kind needs it

    try:
        with open(path, "rb") as stream:
            body = mammoth.convert_to_html(
                stream, convert_image=mammoth.images.img_element(lambda _image: {"src": ""})
            ).value
    except Exception as error:  # mammoth raises whatever zipfile and its XML reader raise
        raise Unreadable("it is not a whole Word document") from error
    sections = re.split(r"<h[1-3][^>]*>(.*?)</h[1-3]>", body, flags=re.S)
    yield 1, "", _plain(sections[0])
    for number, (heading, text) in enumerate(zip(sections[1::2], sections[2::2], strict=True), start=2):
        yield number, _plain(heading), f"{_plain(heading)}\n{_plain(text)}"


def _plain(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</(p|li|tr|h\d)>", "\n", markup)))


def _text(path: str) -> Iterator[Page]:
    with open(path, encoding="utf-8-sig", errors="replace") as stream:
        number = 1
        while chunk := stream.read(TEXT_LIMIT):
            yield number, "", chunk
            number += 1


def _markdown(path: str) -> Iterator[Page]:
    with open(path, encoding="utf-8-sig", errors="replace") as stream:
        sections = re.split(r"^#{1,3} +(.+)$", stream.read(), flags=re.M)
    yield 1, "", sections[0]
    for number, (heading, text) in enumerate(zip(sections[1::2], sections[2::2], strict=True), start=2):
        yield number, heading.strip(), f"{heading}\n{text}"


def main(kind: str, path: str) -> int:
    """Print the pages; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_LIMIT, TIME_LIMIT))
    try:
        for number, heading, text in pages_of(kind, path):
            print(json.dumps({"number": number, "heading": heading, "text": text}))
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 3
    except MemoryError:
        print("it needs more memory than a file may take", file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))

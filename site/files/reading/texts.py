"""Plain texts in pieces, Markdown by heading, web pages by heading, and what an archive lists."""

import re
from collections.abc import Iterator

from files import archives, reasons
from files.reading.office import plain
from files.reading.said import Entry, Page, Said, Unreadable

PIECE = 100_000  # letters of a plain text that are one page of it
LISTED = 2000  # files of an archive that are named
WHOLE = 30_000_000  # letters of a text that has to be read as a whole


def text(path: str) -> Iterator[Page]:
    """Say a plain text piece by piece."""
    with open(path, encoding="utf-8-sig", errors="replace") as stream:
        number = 1
        while piece := stream.read(PIECE):
            piece += "" if piece.endswith("\n") else stream.readline(PIECE)
            yield Page(number, "", piece)
            number += 1


def markdown(path: str) -> Iterator[Page]:
    """Cut Markdown at its headings."""
    with open(path, encoding="utf-8-sig", errors="replace") as stream:
        parts = re.split(r"^#{1,3} +(.+)$", stream.read(WHOLE), flags=re.M)
    yield Page(1, "", parts[0])
    for number, (heading, words) in enumerate(zip(parts[1::2], parts[2::2], strict=True), start=2):
        yield Page(number, heading.strip(), f"{heading}\n{words}")


def web(path: str) -> Iterator[Page]:
    """Cut a web page at its headings; its scripts and styles are no words of its."""
    with open(path, encoding="utf-8-sig", errors="replace") as stream:
        markup = re.sub(
            r"<(script|style|template)\b.*?(</\1\s*>|\Z)|<!--.*?(-->|\Z)",
            " ",
            stream.read(WHOLE),
            flags=re.S | re.I,
        )
    parts = re.split(r"<h[1-3][^>]*>(.*?)</h[1-3]>", markup, flags=re.S | re.I)
    yield Page(1, "", plain(parts[0]))
    for number, (heading, words) in enumerate(zip(parts[1::2], parts[2::2], strict=True), start=2):
        yield Page(number, " ".join(plain(heading).split()), f"{plain(heading)}\n{plain(words)}")


def archive(path: str) -> Iterator[Said]:
    """Say what an archive lists; its names are its text."""
    try:
        with open(path, "rb") as stream:
            entries = [entry for entry in archives.contents(stream) if not entry.is_dir()]
    except archives.BadArchive as error:
        raise Unreadable(str(error)) from error
    for entry in entries[:LISTED]:
        yield Entry(entry.filename, entry.file_size)
    yield Page(1, "", "\n".join(entry.filename for entry in entries))


def epub(path: str) -> Iterator[Page]:
    """Say the chapters of a book in the order of their names, each as the web page that it is."""
    import zipfile  # noqa: PLC0415 - only this format unpacks

    try:
        with open(path, "rb") as stream:
            archives.contents(stream)
        with zipfile.ZipFile(path) as book:
            names = sorted(n for n in book.namelist() if n.lower().endswith((".xhtml", ".html", ".htm")))
            for number, name in enumerate(names, start=1):
                with book.open(name) as part:
                    markup = part.read(WHOLE).decode("utf-8", "replace")
                heading = re.search(r"<h[1-3][^>]*>(.*?)</h[1-3]>", markup, re.S | re.I)
                body = re.split(r"<body[^>]*>", markup, maxsplit=1, flags=re.I)[-1]
                title = " ".join(plain(heading[1]).split()) if heading else ""
                yield Page(number, title, plain(body))
    except archives.BadArchive as error:
        raise Unreadable(str(error)) from error
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise Unreadable(reasons.NOT_WHOLE) from error

"""What a reader can say of a file, one object a line."""

import json
from dataclasses import asdict, dataclass


class Unreadable(Exception):
    """The file is broken, locked or beyond the limits; the message is one of `files.reasons`."""


@dataclass(slots=True)
class Page:
    """A page, slide, sheet, caption or section."""

    number: int
    heading: str
    text: str
    seconds: float | None = None
    is_scan: bool = False


@dataclass(slots=True)
class Heading:
    """An entry of the document's own table of contents: how deep, what, and in which page."""

    level: int
    title: str
    number: int


@dataclass(slots=True)
class Entry:
    """A file in an archive."""

    name: str
    size: int


@dataclass(slots=True)
class View:
    """The whole document as clean HTML."""

    html: str


@dataclass(slots=True)
class Note:
    """What is to be told beside the text, one of `files.reasons`."""

    reason: str


@dataclass(slots=True)
class Active:
    """The file can act by itself when it is opened."""


@dataclass(slots=True)
class Total:
    """How many pages there are, with words or without."""

    pages: int


Said = Page | Heading | Entry | View | Note | Active | Total
KINDS: dict[str, type[Said]] = {
    kind.__name__: kind for kind in (Page, Heading, Entry, View, Note, Active, Total)
}


def to_line(said: Said) -> str:
    """Return it as one line."""
    return json.dumps([type(said).__name__, asdict(said)])


def from_line(line: str) -> Said:
    """Return what a line says."""
    kind, values = json.loads(line)
    return KINDS[kind](**values)

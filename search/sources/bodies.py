"""A StreamField body as sections: what stands before the first heading, then one section a heading."""

import html
import re
from typing import Any, NamedTuple

_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"</(?:p|li|h\d|tr|td|blockquote)>|<br ?/?>", re.I)
_SPACE = re.compile(r"\s+")


class Section(NamedTuple):
    """A heading, empty for the opening, and the text below it."""

    heading: str
    text: str


def plain(markup: str) -> str:
    """Return HTML as one line of text."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub("", _BREAK.sub(" ", markup)))).strip()


def sections_of(body: Any) -> list[Section]:
    """Cut a body at its heading blocks. The opening is always there, perhaps empty.

    Reads the stored values, not the blocks: a block would fetch each chosen page, picture and file from the
    database.
    """
    heading = ""
    texts: list[str] = []
    sections = []
    for block in body.raw_data:
        if block["type"] == "heading":
            sections.append(Section(heading, " ".join(filter(None, texts))))
            heading, texts = _SPACE.sub(" ", str(block["value"])).strip(), []
        else:
            texts.append(_words_in(block["type"], block["value"]))
    sections.append(Section(heading, " ".join(filter(None, texts))))
    return sections


def _words_in(kind: str, value: Any) -> str:
    """Return the words of one block; a chosen page or picture has none of its own."""
    if kind == "text":
        return plain(str(value))
    if kind == "callout":
        return plain(str(value.get("text", "")))
    if kind == "quote":
        return _joined(value, "text", "source")
    if kind == "picture":
        return _joined(value, "alt", "caption")
    return _joined(value, "note") if kind == "file" else ""


def _joined(value: dict[str, Any], *names: str) -> str:
    return _SPACE.sub(" ", " ".join(str(value.get(name) or "") for name in names)).strip()

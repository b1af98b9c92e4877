"""The formats that the house knows: how each is named, sent and shown. Imports no Django, so that settings can read it."""

from enum import StrEnum
from typing import NamedTuple


class Family(StrEnum):
    """What a person does with a file of this format."""

    TEXT = "text"
    SLIDES = "slides"
    SHEET = "sheet"
    PICTURE = "picture"
    SOUND = "sound"
    FILM = "film"
    CAPTIONS = "captions"
    ARCHIVE = "archive"
    WEB = "web"  # could run in a browser; leaves as an attachment under a sandbox, always


class Format(NamedTuple):
    """One format. `inline`: a browser may show it by itself; all else is saved."""

    ending: str
    media_type: str
    family: Family
    inline: bool = False


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS: dict[str, Format] = {
    one.ending: one
    for one in (
        Format("pdf", "application/pdf", Family.TEXT, inline=True),
        Format("docx", f"{_OFFICE}.wordprocessingml.document", Family.TEXT),
        Format("pptx", f"{_OFFICE}.presentationml.presentation", Family.SLIDES),
        Format("xlsx", f"{_OFFICE}.spreadsheetml.sheet", Family.SHEET),
        Format("odt", "application/vnd.oasis.opendocument.text", Family.TEXT),
        Format("epub", "application/epub+zip", Family.TEXT),
        Format("zip", "application/zip", Family.ARCHIVE),
        Format("png", "image/png", Family.PICTURE, inline=True),
        Format("jpg", "image/jpeg", Family.PICTURE, inline=True),
        Format("gif", "image/gif", Family.PICTURE, inline=True),
        Format("webp", "image/webp", Family.PICTURE, inline=True),
        Format("mp3", "audio/mpeg", Family.SOUND, inline=True),
        Format("m4a", "audio/mp4", Family.SOUND, inline=True),
        Format("ogg", "audio/ogg", Family.SOUND, inline=True),
        Format("wav", "audio/wav", Family.SOUND, inline=True),
        Format("mp4", "video/mp4", Family.FILM, inline=True),
        Format("webm", "video/webm", Family.FILM, inline=True),
        Format("csv", "text/csv; charset=utf-8", Family.SHEET),
        Format("md", "text/markdown; charset=utf-8", Family.TEXT),
        Format("txt", "text/plain; charset=utf-8", Family.TEXT, inline=True),
        Format("vtt", "text/vtt; charset=utf-8", Family.CAPTIONS, inline=True),
        Format("srt", "text/plain; charset=utf-8", Family.CAPTIONS),
        Format("html", "text/html; charset=utf-8", Family.WEB),
        Format("svg", "image/svg+xml", Family.WEB),
    )
}
#: What content was not recognised as; it can be saved and nothing else.
UNKNOWN = Format("", "application/octet-stream", Family.WEB)

#: Other endings of the same formats.
ALIASES = {"jpeg": "jpg", "jpe": "jpg", "markdown": "md", "htm": "html", "oga": "ogg", "m4v": "mp4"}

#: Endings that a file may arrive with.
ACCEPTED = sorted({*FORMATS, *ALIASES})

#: Texts that differ in nothing but what people call them; any text may claim one of them.
PLAIN = frozenset({"csv", "md", "txt"})


def format_of(ending: str) -> Format:
    """Return the format with this ending."""
    return FORMATS.get(ending, UNKNOWN)


def claimed_by(name: str) -> str:
    """Return the format that a file name claims, whether or not the house knows it."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return ALIASES.get(ending, ending)

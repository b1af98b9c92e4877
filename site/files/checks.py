"""What a file is, by its first bytes and, for the zip-based formats, by the parts inside. A name never decides."""

import re
import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from files import archives, photos, reasons
from files.formats import FORMATS, PLAIN, Family, claimed_by, format_of

_HEAD = 4096  # bytes that tell a format
_PARTS = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}
_BY_MIMETYPE = {FORMATS[ending].media_type: ending for ending in ("odt", "epub")}
_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"\xff\xf2", "mp3"),
)
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")  # no text has these
_CUE = re.compile(r"\A\s*(?:\d+\s*\r?\n)?\d{1,2}:\d\d:\d\d[,.]\d{1,3}\s*-->")
_MARKUP = re.compile(
    r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+(html|svg)|(html|head|body|script|iframe|style|title|svg|img)\b)",
    re.I | re.S,
)


def kind_of(stream: IO[bytes], name: str) -> str:
    """Return the format of an upload, or raise ValidationError with a sentence for the person who sent it.

    The name must agree with the content, because people will trust it; among plain texts it chooses.
    """
    claimed = claimed_by(name)
    stream.seek(0)
    if not stream.read(1):
        raise ValidationError(_("This file is empty."), code="empty")
    found = recognise(stream, name)
    if not found and format_of(claimed).media_type.startswith("text/") and not _is_binary(stream):
        raise ValidationError(
            _("The letters of this text are in an old encoding. Save it again as UTF-8."), code="encoding"
        )
    if not found:
        raise ValidationError(
            _("What is in this file could not be recognised as one of the accepted types."), code="unknown"
        )
    if found != claimed:
        raise ValidationError(
            _(
                "This file is named .%(claimed)s but contains %(found)s. Rename it, or save it again in the right format."
            ),
            code="mismatch",
            params={"claimed": claimed or "?", "found": found.upper()},
        )
    refuse_harmful(stream, found)
    return found


def recognise(stream: IO[bytes], name: str = "") -> str:
    """Return the format that the content has; "" for none that the house knows.

    The name has a say only where content has none: which of the plain texts a text is.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    stream.seek(0)
    return _by_signature(head, stream) or (_by_words(head, name) if head and _is_text(stream) else "")


def refuse_harmful(stream: IO[bytes], ending: str) -> None:
    """Raise ValidationError for an archive that is made to hurt whoever opens it, and a picture beyond measure."""
    family = format_of(ending).family
    try:
        if zipfile.is_zipfile(stream) and family not in (Family.FILM, Family.SOUND, Family.PICTURE):
            archives.contents(stream)
        if family is Family.PICTURE:
            photos.refuse_pixel_flood(stream)
            stream.seek(0)
            photos.cleaned(stream.read(), ending)
    except archives.BadArchive as error:
        raise ValidationError(
            _("This archive cannot be accepted: %(reason)s."),
            code="archive",
            params={"reason": _(str(error))},
        ) from error
    except photos.BadPicture as error:
        raise ValidationError(
            _("This picture cannot be accepted: %(reason)s."),
            code="picture",
            params={"reason": _(str(error))},
        ) from error
    finally:
        stream.seek(0)


def _by_signature(head: bytes, stream: IO[bytes]) -> str:
    for mark, ending in _SIGNATURES:
        if head.startswith(mark):
            return ending
    if head[4:8] == b"ftyp":
        return {b"M4A ": "m4a", b"heic": "", b"mif1": "", b"avif": ""}.get(head[8:12], "mp4")
    if head.startswith(b"RIFF"):
        return {b"WAVE": "wav", b"WEBP": "webp"}.get(head[8:12], "")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else ""
    if head.startswith(b"PK\x03\x04"):
        return _by_parts(stream)
    return "pdf" if b"%PDF-" in head[:1024] else ""


def _by_parts(stream: IO[bytes]) -> str:
    """Tell by its parts what kind of archive it is; a directory beyond measure is not read to tell."""
    try:
        entries = archives.contents(stream)
    except archives.BadArchive as error:
        return "" if str(error) == reasons.NOT_AN_ARCHIVE else "zip"
    names = [entry.filename for entry in entries]
    try:
        if "mimetype" in names:
            with zipfile.ZipFile(stream) as archive, archive.open("mimetype") as part:
                return _BY_MIMETYPE.get(part.read(200).decode("ascii", "replace").strip(), "zip")
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError):
        return ""
    finally:
        stream.seek(0)
    if "[Content_Types].xml" in names:
        return next(
            (kind for start, kind in _PARTS.items() if any(n.startswith(start) for n in names)), "zip"
        )
    return "zip"


def _by_words(head: bytes, name: str) -> str:
    """Tell which text it is: captions and markup by how they begin, the plain ones by what they are called."""
    start = head.decode("utf-8-sig", "ignore")
    claimed = claimed_by(name)
    if start.startswith("WEBVTT"):
        return "vtt"
    if claimed in PLAIN:
        return claimed
    if _CUE.match(start):
        return "srt"
    if markup := _MARKUP.match(start):
        return "svg" if "svg" in {(group or "").lower() for group in markup.groups()} else "html"
    return "txt" if claimed in {"", "vtt", "srt"} else ""


def _is_binary(stream: IO[bytes]) -> bool:
    stream.seek(0)
    return bool(_BINARY.search(stream.read(_HEAD)))


def _is_text(stream: IO[bytes]) -> bool:
    stream.seek(0)
    try:
        while chunk := stream.read(1 << 20):
            # A multi-byte letter may be cut at the end of a chunk: give it its rest.
            chunk += stream.readline(4096) if not chunk.endswith(b"\n") else b""
            if _BINARY.search(chunk):
                return False
            chunk.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True

"""What a file is, by its first bytes and, for the zip-based formats, by the parts inside."""

import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: extension -> media type, for what the library accepts
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "zip": "application/zip",
    "png": "image/png",
    "jpg": "image/jpeg",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "csv": "text/csv; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "srt": "text/plain; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
TEXT = {"csv", "md", "vtt", "srt", "txt"}
_ZIPPED = {"word/": "docx", "ppt/": "pptx", "xl/": "xlsx"}


def kind_of(stream: IO[bytes], name: str) -> str:
    """Return the extension that the content deserves, or raise ValidationError with a sentence for the person.

    A text is taken for what its name says it is; everything else must agree with its name.
    """
    claimed = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    claimed = {"jpeg": "jpg", "markdown": "md"}.get(claimed, claimed)
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    if not head:
        raise ValidationError(_("This file is empty."), code="empty")
    found = _by_signature(head, stream)
    if not found and claimed in TEXT and _is_text(stream):
        found = claimed
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
    return found


def _by_signature(head: bytes, stream: IO[bytes]) -> str:
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head.startswith(b"ID3") or head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "mp3"
    if head.startswith(b"PK\x03\x04"):
        return _by_parts(stream)
    return ""


def _by_parts(stream: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            small = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            if small and archive.read("mimetype").decode("ascii", "replace") == MEDIA_TYPES["odt"]:
                return "odt"
            if "[Content_Types].xml" in names:
                return next(
                    (kind for start, kind in _ZIPPED.items() if any(n.startswith(start) for n in names)),
                    "zip",
                )
            return "zip"
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError):
        return ""
    finally:
        stream.seek(0)


def _is_text(stream: IO[bytes]) -> bool:
    stream.seek(0)
    try:
        while chunk := stream.read(1 << 20):
            # A multi-byte letter may be cut at the end of a chunk: give it its rest.
            chunk += stream.readline(4096) if not chunk.endswith(b"\n") else b""
            if b"\x00" in chunk:
                return False
            chunk.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True

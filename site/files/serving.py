"""How a file leaves: ranges, validators, safe headers, in blocks, whatever its size."""

import re
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date

from files.checks import MEDIA_TYPES
from files.models import StoredFile

BLOCK = 256 * 1024  # bytes read at once
INLINE = {
    "pdf",
    "png",
    "jpg",
    "mp3",
    "mp4",
    "txt",
    "vtt",
}  # what a browser may show by itself; all else is saved
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def respond(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """Answer with the file or the asked range of it (RFC 9110, section 14); one range at a time, as resuming needs."""
    stream = file.file.storage.open(file.file.name)
    size = stream.size
    kind = file.file_extension.lower()
    etag = f'"{file.file_hash or file.pk}-{size}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Last-Modified": http_date(file.created_at.timestamp()),
        "Cache-Control": "private, no-cache",
        "Content-Type": MEDIA_TYPES.get(kind, "application/octet-stream"),
        "Content-Disposition": f"{'inline' if kind in INLINE else 'attachment'}; filename*=UTF-8''{quote(file.download_name)}",
        "X-Content-Type-Options": "nosniff",
        # The browser's own PDF view needs scripts of its own, so a PDF is held by object-src instead of the sandbox.
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'"
        + ("; object-src 'self'" if kind == "pdf" else "; sandbox"),
    }
    if request.headers.get("If-None-Match") == etag:
        stream.close()
        return HttpResponse(status=304, headers=headers)
    start, end, status = 0, size - 1, 200
    wanted = request.headers.get("Range")
    if wanted and request.headers.get("If-Range", etag) == etag:
        span = _span(wanted, size)
        if span is None:
            stream.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        if span:
            (start, end), status = span, 206
            headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    headers["Content-Length"] = str(end - start + 1)
    if request.method == "HEAD":
        stream.close()
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(Span(stream, start, end - start + 1), status=status, headers=headers)


def _span(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """Return first and last byte; () when the header is to be ignored; None when it cannot be satisfied."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return ()
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, size - 1) if length else None
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if start >= size:
        return None
    return (start, end) if start <= end else ()


class Span:
    """A part of an open file, in blocks; closes the file also when nobody reads it to the end."""

    def __init__(self, stream: IO[bytes], start: int, length: int) -> None:
        self.stream, self.left = stream, length
        stream.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0 and (block := self.stream.read(min(BLOCK, self.left))):
            self.left -= len(block)
            yield block
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self.stream.close()

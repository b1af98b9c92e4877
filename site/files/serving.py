"""How a file or an archive leaves: ranges, validators, safe headers, in blocks, whatever its size."""

import re
from collections.abc import Callable, Iterator
from typing import IO
from urllib.parse import quote

from django.core.files.storage import Storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date

from files.models import Preview, StoredFile

BLOCK = 256 * 1024  # bytes read at once
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# Whatever a file holds, it runs nothing and reaches nothing of ours.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; img-src 'self'"

Open = Callable[[int, int], Iterator[bytes]]


def respond(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """Answer with the file or the asked range of it; with `?save` the browser is told to save what it could show."""
    storage, name = file.file.storage, file.file.name
    size = file.file_size if file.file_size is not None else storage.size(name)
    inline = file.about_format.inline and not file.only_saved and "save" not in request.GET
    # The browser's own PDF view needs scripts of its own, so a PDF is held by object-src instead of the sandbox.
    held = "; object-src 'self'" if file.format == "pdf" else "; sandbox"
    headers = {
        "Last-Modified": http_date(file.created_at.timestamp()),
        "Content-Type": file.about_format.media_type,
        "Content-Disposition": disposition(file.download_name, inline=inline),
        "Content-Security-Policy": _POLICY + held,
    }
    etag = f'"{file.sha256[:32] or f"{file.pk}-{size}"}"'
    return respond_with(
        request, size=size, etag=etag, headers=headers, span=lambda start, n: Span(storage, name, start, n)
    )


def respond_with_preview(request: HttpRequest, preview: Preview) -> HttpResponseBase:
    """Answer with a drawn page. It is as private as the file; a browser asks again each time whether it still may show it."""
    storage, name = preview.image.storage, preview.image.name
    headers = {
        "Content-Type": "image/webp",
        "Content-Disposition": "inline",
        "Content-Security-Policy": _POLICY + "; sandbox",
    }
    return respond_with(
        request,
        size=storage.size(name),
        etag=f'"{preview.pk}-{preview.extraction.tries}"',
        headers=headers,
        span=lambda start, n: Span(storage, name, start, n),
    )


def disposition(name: str, *, inline: bool) -> str:
    """Say how to show or save it, under a name for every browser: letters of ASCII for the old ones, all for the others."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name.encode("ascii", "replace").decode())
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def respond_with(
    request: HttpRequest, *, size: int, etag: str, headers: dict[str, str], span: Open
) -> HttpResponseBase:
    """Answer with a whole or the asked range of it (RFC 9110, section 14); one range at a time, as resuming needs.

    `span(start, length)` gives the bytes, and is only asked for what is sent.
    """
    headers = {
        **headers,
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if etag in {
        one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")
    }:
        return HttpResponse(status=304, headers=headers)
    start, end, status = 0, size - 1, 200
    wanted = request.headers.get("Range")
    if wanted and request.headers.get("If-Range", etag) == etag:
        asked = _asked(wanted, size)
        if asked is None:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        if asked:
            (start, end), status = asked, 206
            headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    headers["Content-Length"] = str(end - start + 1)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(span(start, end - start + 1), status=status, headers=headers)


def is_first_part(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this answer begins a download: resumed parts, HEAD and what the browser has already begin none."""
    return (
        request.method == "GET"
        and response.status_code in (200, 206)
        and response.headers.get("Content-Range", "bytes 0-").startswith("bytes 0-")
    )


def _asked(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
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
    """A part of a stored file, in blocks; closes the file also when nobody reads it to the end."""

    def __init__(self, storage: Storage, name: str, start: int, length: int) -> None:
        self.stream: IO[bytes] = storage.open(name)
        self.left = length
        self.stream.seek(start)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        block = self.stream.read(min(BLOCK, self.left)) if self.left > 0 else b""
        if not block:
            self.close()
            raise StopIteration
        self.left -= len(block)
        return block

    def close(self) -> None:
        """Let go of the file."""
        self.stream.close()

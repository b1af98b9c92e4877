"""How a file that was handed in leaves: to whom, the caller has asked."""

from django.http import Http404, HttpRequest, HttpResponseBase

from courses.models import SubmissionFile
from files.formats import Family
from files.serving import Span, disposition, respond_with

_SHOWN = frozenset(
    {Family.PICTURE, Family.SOUND, Family.FILM}
)  # a browser shows these and nothing in them can act


def send_file(request: HttpRequest, file: SubmissionFile, name: str) -> HttpResponseBase:
    """Answer with the file under a name. Nothing in the answer tells more of it than the name and its content."""
    storage, stored = file.file.storage, file.file.name
    if not storage.exists(stored):
        raise Http404
    inline = file.about_format.family in _SHOWN and file.about_format.inline and "save" not in request.GET
    headers = {
        "Content-Type": file.about_format.media_type,
        "Content-Disposition": disposition(name, inline=inline),
        "Content-Security-Policy": "default-src 'none'; media-src 'self'; img-src 'self'; sandbox",
    }
    size = file.file_size if file.file_size is not None else storage.size(stored)
    return respond_with(
        request,
        size=size,
        etag=f'"{file.sha256[:32]}"',
        headers=headers,
        span=lambda start, length: Span(storage, stored, start, length),
    )

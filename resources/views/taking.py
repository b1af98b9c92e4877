"""Take all of a resource as one archive, read a file in the page, and the captions that a player asks for."""

import uuid
import zlib

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from files import serving
from files.formats import Family
from files.models import StoredFile
from files.reading.captions import cues_of
from files.zipping import Archive, Member, safe_names
from resources import actions, queries
from resources.archive import about_text, offered_in
from resources.views import page_of

LONGEST_CAPTIONS = 5_000_000  # letters


@require_safe
def archive(request: HttpRequest, key: uuid.UUID, what: str) -> HttpResponseBase:
    """Send everything, or what there is in one language or of one version, as one archive that can be resumed."""
    page = page_of(request, key)
    offered = offered_in(page, what)
    if not offered:
        raise Http404
    files = [(name, file) for name, file in offered if _is_there(file)]
    about = about_text(page, files, left_out=[name for name, file in offered if not _is_there(file)])
    folder = slugify(page.title)[:60] or "resource"
    names = safe_names([f"{folder}/about.txt", *(f"{folder}/{name}" for name, _file in files)])
    at = max(
        (file.created_at for _name, file in files),
        default=page.last_published_at or page.latest_revision_created_at,
    )
    members = [Member(names[0], about, zlib.crc32(about), len(about), at)]
    members += [
        Member(name, file, file.crc32 or 0, file.file_size or 0, file.created_at)
        for name, (_name, file) in zip(names[1:], files, strict=True)
    ]
    made = Archive(members)
    suffix = "" if what == "all" else f"-{what}"
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": serving.disposition(f"{folder}{suffix}.zip", inline=False),
    }
    response = serving.respond_with(request, size=made.size, etag=made.etag, headers=headers, span=made.span)
    if serving.is_first_part(request, response):
        actions.count_archive(resource_key=key, title=page.title, person=request.user)
    return response


def _is_there(file: StoredFile) -> bool:
    """Whether the file can be sent: its sum is known and storage has it. One that is missing must not break the others."""
    return file.crc32 is not None and file.file.storage.exists(file.file.name)


@require_safe
def read(request: HttpRequest, key: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    """Read a file in the page."""
    start = request.GET.get("from", "")
    context = queries.reading_for(
        request.user, key, file, int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0
    )
    return render(request, "resources/read.html", context)


@require_safe
def captions(request: HttpRequest, key: uuid.UUID, file: uuid.UUID) -> HttpResponse:
    """Give a player its captions as WebVTT, whatever they were written in: times and plain words, and nothing that could act."""
    page = page_of(request, key)
    offered = next((one for one in queries.files_of(page) if one.file.uuid == file), None)
    if offered is None or offered.file.family is not Family.CAPTIONS:
        raise Http404
    with offered.file.file.storage.open(offered.file.file.name) as stream:
        text = stream.read(LONGEST_CAPTIONS).decode("utf-8-sig", "replace")
    lines = ["WEBVTT", ""]
    for begins, ends, words in cues_of(text.replace("\r\n", "\n").replace("\r", "\n")):
        plain = words.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "→")
        lines += [f"{_moment(begins)} --> {_moment(max(ends, begins))}", plain, ""]
    response = HttpResponse("\n".join(lines), content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _moment(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{round((seconds - whole) * 1000) % 1000:03}"

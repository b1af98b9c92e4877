"""Verbs on files: read one, let a role handle them."""

import datetime
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission

from files import picturing, processes, reading, reasons
from files.arriving import arrived
from files.formats import Family, claimed_by, format_of
from files.models import ExtractedPage, Extraction, Preview, ReadingView, StoredFile
from files.reading import said
from files.signals import file_read

LEASE = datetime.timedelta(seconds=settings.FILE_READING_LEASE)  # a reader that took longer is taken for dead
MAX_TRIES = 3
READABLE = frozenset(
    {"pdf", "docx", "pptx", "xlsx", "odt", "epub", "zip", "vtt", "srt", "md", "html", "txt", "csv"}
)


def let_handle_files(group: Group, *, verbs: Iterable[str]) -> None:
    """Let a role handle files and pictures: the CMS asks for permissions on a collection, never for global ones."""
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for label, noun in (("wagtaildocs", "document"), ("wagtailimages", "image")):
        wanted = [f"{verb}_{noun}" for verb in verbs]
        for permission in Permission.objects.filter(content_type__app_label=label, codename__in=wanted):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )


def waiting() -> Q:
    """What is to be read: never begun, or begun by a reader that died."""
    lost = Q(state=Extraction.State.READING, claimed_at__lt=timezone.now() - LEASE, tries__lt=MAX_TRIES)
    return Q(state=Extraction.State.WAITING) | lost


@dataclass(slots=True)
class Findings:
    """All that was read and seen in a file."""

    state: str = Extraction.State.READ
    reason: str = ""
    pages: list[said.Page] = field(default_factory=list)
    outline: list[list] = field(default_factory=list)
    entries: list[list] = field(default_factory=list)
    html: str = ""
    total: int = 0
    acts: bool = False
    previews: list[tuple[int, int, int, bytes]] = field(default_factory=list)
    no_view: str = ""


def read_file(extraction_id: int) -> bool:
    """Read one file's text into rows, draw its first pages, and announce it; say whether this call did it.

    The claim is one UPDATE, so that of two calls one reads. The work happens in processes of their own, outside any
    transaction; what it brings replaces what was there in one.
    """
    claimed = Extraction.objects.filter(waiting(), pk=extraction_id).update(
        state=Extraction.State.READING, claimed_at=timezone.now(), tries=F("tries") + 1
    )
    if not claimed:
        return False
    extraction = Extraction.objects.select_related("file").get(pk=extraction_id)
    source = extraction.file.file.name
    found = _look_into(extraction.file)
    _take_sums(extraction.file)
    with transaction.atomic():
        current = Extraction.objects.select_for_update().select_related("file").get(pk=extraction_id)
        if current.source != source:
            return False  # replaced while we read: its own row is waiting again
        _write(current, found)
        file_read.send(Extraction, file_id=current.file_id)
    return True


def _look_into(file: StoredFile) -> Findings:
    kind = file.format or claimed_by(file.file.name)
    path = file.file.storage.path(file.file.name)
    if not Path(path).exists():
        return Findings(Extraction.State.FAILED, reasons.MISSING, no_view=reasons.MISSING)
    found = _read(kind, path) if kind in READABLE else Findings(Extraction.State.NOTHING)
    if kind == "pdf" or format_of(kind).family is Family.PICTURE:
        _draw(kind, path, found)
    return found


def _take_sums(file: StoredFile) -> None:
    """Examine a file that was stored before its sums were taken on arrival."""
    if file.sha256 or not file.file.storage.exists(file.file.name):
        return
    with file.file.storage.open(file.file.name) as stream:
        examined = arrived(stream)
    StoredFile.objects.filter(pk=file.pk, file=file.file.name).update(
        format=examined.format, sha256=examined.sha256, crc32=examined.crc32
    )


def _read(kind: str, path: str) -> Findings:
    ended = processes.run(reading.__name__, kind, path)
    found = Findings(reason=ended.reason)
    for line in ended.lines:
        match said.from_line(line):
            case said.Page() as page:
                found.pages.append(page)
            case said.Heading(level, title, number):
                found.outline.append([level, title, number])
            case said.Entry(name, size):
                found.entries.append([name, size])
            case said.View(html):
                found.html = html
            case said.Note(reason):
                found.reason = reason
            case said.Total(pages):
                found.total = pages
            case said.Active():
                found.acts = True
    words = any(page.text for page in found.pages)
    if ended.reason and not words:
        found.state = Extraction.State.FAILED
    elif ended.reason:
        found.reason = reasons.CUT_SHORT if ended.reason == reasons.TOO_LONG else reasons.BROKE_OFF
    elif not words:
        found.state = Extraction.State.NOTHING
        found.reason = reasons.ONLY_SCANS if found.pages or kind == "pdf" else reasons.NOTHING_INSIDE
    return found


def _draw(kind: str, path: str, found: Findings) -> None:
    with tempfile.TemporaryDirectory(prefix="first-pages-") as folder:
        ended = processes.run(picturing.__name__, kind, path, folder)
        for line in ended.lines:
            number, width, height = picturing.drawn(line)
            found.previews.append((number, width, height, Path(folder, f"{number}.webp").read_bytes()))
    found.no_view = reasons.NO_VIEW_IN_TIME if ended.reason == reasons.TOO_LONG else ended.reason


def _write(extraction: Extraction, found: Findings) -> None:
    extraction.pages.all().delete()
    ExtractedPage.objects.bulk_create(
        [
            ExtractedPage(
                extraction=extraction,
                number=page.number,
                heading=page.heading,
                text=page.text,
                seconds=page.seconds,
                is_scan=page.is_scan,
            )
            for page in found.pages
        ],
        batch_size=500,
    )
    ReadingView.objects.filter(extraction=extraction).delete()
    if found.html:
        ReadingView.objects.create(extraction=extraction, html=found.html)
    forget_previews(extraction)
    for number, width, height, content in found.previews:
        image = ContentFile(content, name=f"{extraction.tries}-{number}.webp")
        Preview.objects.create(extraction=extraction, number=number, image=image, width=width, height=height)
    extraction.state, extraction.reason, extraction.no_view = found.state, found.reason, found.no_view
    extraction.outline, extraction.entries = found.outline, found.entries
    extraction.page_count = found.total or len(found.pages)
    extraction.save(update_fields=["state", "reason", "no_view", "outline", "entries", "page_count"])
    if extraction.file.only_saved != found.acts:
        StoredFile.objects.filter(pk=extraction.file_id).update(only_saved=found.acts)


def forget_previews(extraction: Extraction) -> None:
    """Drop the drawn pages, and their files once that is certain."""
    previews = list(extraction.previews.all())
    Preview.objects.filter(pk__in=[preview.pk for preview in previews]).delete()
    for preview in previews:
        transaction.on_commit(lambda image=preview.image: image.storage.delete(image.name))

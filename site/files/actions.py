"""Verbs on files: read the text of one, let a role handle them."""

import datetime
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop
from wagtail.models import Collection, GroupCollectionPermission

from files import reading
from files.models import ExtractedPage, Extraction
from files.signals import file_read

LEASE = datetime.timedelta(seconds=settings.FILE_READING_LEASE)  # a reader that took longer is taken for dead
MAX_TRIES = 3
READABLE = {"pdf", "docx", "txt", "md", "csv"}

REASONS = (  # what files.reading says, so that the catalogues know it
    gettext_noop("it is locked with a password"),
    gettext_noop("it is not a whole PDF"),
    gettext_noop("it is not a whole Word document"),
    gettext_noop("it needs more memory than a file may take"),
    gettext_noop("it took longer to read than a file may take"),
    gettext_noop("its pages hold pictures but no text; a scan needs text recognition first"),
    gettext_noop("the file is missing from storage"),
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


def read_file(extraction_id: int) -> bool:
    """Read one file's text into rows and announce it; say whether this call did it.

    The claim is one UPDATE, so that of two calls one reads. The reading happens in a process of its own, outside any
    transaction; its pages replace the former ones in one.
    """
    claimed = Extraction.objects.filter(waiting(), pk=extraction_id).update(
        state=Extraction.State.READING, claimed_at=timezone.now(), tries=F("tries") + 1
    )
    if not claimed:
        return False
    extraction = Extraction.objects.select_related("file").get(pk=extraction_id)
    source = extraction.file.file.name
    kind = extraction.file.file_extension.lower()
    state, reason, pages = _read(kind, source, extraction.file.file.storage.path(source))
    with transaction.atomic():
        current = Extraction.objects.select_for_update().get(pk=extraction_id)
        if current.source != source:
            return False  # replaced while we read: its own row is waiting again
        current.pages.all().delete()
        ExtractedPage.objects.bulk_create(
            [ExtractedPage(extraction=current, **page) for page in pages], batch_size=500
        )
        current.state, current.reason, current.page_count = state, reason, len(pages)
        current.save(update_fields=["state", "reason", "page_count"])
        file_read.send(Extraction, file_id=current.file_id)
    return True


def _read(kind: str, source: str, path: str) -> tuple[str, str, list[dict]]:
    """Run the reader process; return the state, the reason and the pages."""
    if kind not in READABLE:
        return Extraction.State.NOTHING, "", []
    if not Path(path).exists():
        return Extraction.State.FAILED, "the file is missing from storage", []
    try:
        done = subprocess.run(  # noqa: S603 - our own module, arguments not from a shell
            [sys.executable, "-m", "files.reading", kind, path],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=reading.TIME_LIMIT + 30,
            cwd=settings.ROOT / "site",
        )
    except subprocess.TimeoutExpired:
        return Extraction.State.FAILED, "it took longer to read than a file may take", []
    if done.returncode == 3:
        return Extraction.State.FAILED, done.stderr.strip().splitlines()[-1][:300], []
    if done.returncode != 0:
        reason = (
            "it took longer to read than a file may take" if done.returncode < 0 else "it is not a whole file"
        )
        return Extraction.State.FAILED, reason, []
    pages = [json.loads(line) for line in done.stdout.splitlines()]
    if not pages:
        reason = (
            "its pages hold pictures but no text; a scan needs text recognition first"
            if kind == "pdf"
            else ""
        )
        return Extraction.State.NOTHING, reason, []
    return Extraction.State.READ, "", pages

"""Reads with two or more callers."""

import uuid

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from files.models import ExtractedPage, Extraction, StoredFile

TWINS_NAMED = 5


def twins_of(file: StoredFile) -> list[StoredFile]:
    """Return other files with the very same content, the oldest first."""
    if not file.sha256:
        return []
    return list(
        StoredFile.objects.filter(sha256=file.sha256).exclude(pk=file.pk).order_by("pk")[:TWINS_NAMED]
    )


def file_to_read(key: uuid.UUID) -> StoredFile:
    """Return a file with all that was read and seen in it, in four queries. Who may open it is asked by the caller."""
    pages = Prefetch("extraction__pages", ExtractedPage.objects.order_by("number"))
    files = StoredFile.objects.select_related("extraction__reading_view")
    return get_object_or_404(files.prefetch_related(pages, "extraction__previews"), uuid=key)


def scans_in(extraction: Extraction) -> list[int]:
    """Return the pages that are pictures of pages, for whoever wonders why their words are not found."""
    return list(extraction.pages.filter(is_scan=True).values_list("number", flat=True))

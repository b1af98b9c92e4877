"""Stored files with real content, made here."""

import itertools

import typst
from django.core.files.base import ContentFile

from files.models import StoredFile

_numbers = itertools.count(1)


def pdf(*pages: str) -> bytes:
    """Return a PDF with one page for each text."""
    body = "\n#pagebreak()\n".join(pages or ("One page.",))
    return typst.compile(f'#set document(title: "Test")\n{body}'.encode(), format="pdf")


def stored_file(content: bytes | None = None, name: str = "", title: str = "") -> StoredFile:
    """Store a file; a small text one unless content and name are given."""
    number = next(_numbers)
    name = name or f"note-{number}.txt"
    file = StoredFile(
        title=title or f"File {number}",
        file=ContentFile(content or f"Note number {number}.".encode(), name=name),
    )
    file.save()
    file.get_file_hash()
    return file

"""The text of files is work, and work is a row."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils import timezone

from files import checks
from files.actions import LEASE, read_file
from files.models import Extraction, StoredFile
from files.tasks import sweep
from tests.factories.files import pdf, stored_file

pytestmark = pytest.mark.django_db


def read(file: StoredFile) -> Extraction:
    extraction = Extraction.objects.get(file=file)
    read_file(extraction.pk)
    extraction.refresh_from_db()
    return extraction


def test_a_new_file_waits_to_be_read() -> None:
    assert Extraction.objects.get(file=stored_file()).state == Extraction.State.WAITING


def test_a_pdf_is_read_page_by_page() -> None:
    extraction = read(stored_file(pdf("Apples on the first page.", "Pears on the second."), "fruit.pdf"))

    assert extraction.state == Extraction.State.READ
    assert [(page.number, page.text) for page in extraction.pages.all()] == [
        (1, "Apples on the first page."),
        (2, "Pears on the second."),
    ]


def test_markdown_is_read_by_heading() -> None:
    extraction = read(stored_file(b"Before.\n\n## First\n\nOne.\n\n## Second\n\nTwo.\n", "note.md"))

    assert [(page.number, page.heading) for page in extraction.pages.all()] == [
        (1, ""),
        (2, "First"),
        (3, "Second"),
    ]


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"%PDF-1.4 and then nothing that a reader could use", "broken.pdf", "it is not a whole PDF"),
        (b"PK\x03\x04 not an archive", "broken.docx", "it is not a whole Word document"),
    ],
)
def test_a_broken_file_says_why_and_loses_nothing(content: bytes, name: str, reason: str) -> None:
    extraction = read(stored_file(content, name))

    assert (extraction.state, extraction.reason) == (Extraction.State.FAILED, reason)
    assert StoredFile.objects.filter(pk=extraction.file_id).exists()


def test_a_pdf_of_pictures_says_that_it_has_no_text() -> None:
    extraction = read(stored_file(pdf("#rect(width: 2cm, height: 2cm)"), "scan.pdf"))

    assert extraction.state == Extraction.State.NOTHING
    assert "text recognition" in extraction.reason


def test_a_file_missing_from_storage_says_so() -> None:
    file = stored_file(pdf("Here."), "gone.pdf")
    file.file.storage.delete(file.file.name)

    assert read(file).reason == "the file is missing from storage"


def test_of_two_readers_one_reads() -> None:
    extraction = Extraction.objects.get(file=stored_file())

    assert [read_file(extraction.pk), read_file(extraction.pk)] == [True, False]


def test_what_a_killed_reader_left_is_read_by_the_sweep() -> None:
    extraction = Extraction.objects.get(file=stored_file())
    Extraction.objects.filter(pk=extraction.pk).update(
        state=Extraction.State.READING,
        claimed_at=timezone.now() - LEASE - datetime.timedelta(seconds=1),
        tries=1,
    )

    sweep()

    extraction.refresh_from_db()
    assert (extraction.state, extraction.pages.count()) == (Extraction.State.READ, 1)


def test_what_is_being_read_is_left_alone() -> None:
    extraction = Extraction.objects.get(file=stored_file())
    Extraction.objects.filter(pk=extraction.pk).update(
        state=Extraction.State.READING, claimed_at=timezone.now(), tries=1
    )

    sweep()

    extraction.refresh_from_db()
    assert extraction.state == Extraction.State.READING


def test_a_replaced_file_is_read_again() -> None:
    file = stored_file(b"Old words.", "note.txt")
    read(file)
    file.file = ContentFile(b"New words.", name="note.txt")
    file.save()

    extraction = read(file)

    assert [page.text for page in extraction.pages.all()] == ["New words."]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.txt", "empty"),
        (b"<script>alert(1)</script>", "page.html", "unknown"),
        (b"\x00\x01\x02binary", "note.txt", "unknown"),
        (b"%PDF-1.7 something", "note.txt", "mismatch"),
        (b"\x89PNG\r\n\x1a\n....", "report.pdf", "mismatch"),
        (b"MZ\x90\x00", "report.pdf", "unknown"),
    ],
)
def test_the_type_is_decided_by_content(content: bytes, name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        checks.kind_of(ContentFile(content), name)

    assert refused.value.code == code


@pytest.mark.parametrize("name", ["note.txt", "table.csv", "text.md", "captions.vtt"])
def test_text_is_what_its_name_says(name: str) -> None:
    assert checks.kind_of(ContentFile("Où est l’été ? 🎭".encode()), name) == name.rsplit(".")[-1]

"""The text of files is work, and work is a row."""

import datetime

import pytest
import typst
from django.core.files.base import ContentFile
from django.utils import timezone

from files import reasons
from files.actions import LEASE, read_file
from files.models import Extraction, StoredFile
from files.tasks import sweep
from tests.factories import documents
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
        (documents.docx()[:900], "cut.docx", "it is not a whole Word document"),
        (b"PK\x03\x04 not an archive", "broken.pptx", "it is not a whole presentation"),
        (b"PK\x03\x04 not an archive", "broken.xlsx", "it is not a whole spreadsheet"),
        (b"PK\x03\x04 not an archive", "broken.odt", "it is not a whole OpenDocument text"),
        (b"PK\x03\x04 not an archive", "broken.zip", "it is not a whole archive"),
        (b"WEBVTT\n\nno times at all\n", "broken.vtt", "its captions have no readable times"),
    ],
)
def test_a_broken_file_says_why_and_loses_nothing(content: bytes, name: str, reason: str) -> None:
    extraction = read(stored_file(content, name))

    assert (extraction.state, extraction.reason) == (Extraction.State.FAILED, reason)
    assert StoredFile.objects.filter(pk=extraction.file_id).exists()


def test_a_pdf_of_pictures_says_that_it_has_no_text() -> None:
    extraction = read(stored_file(documents.scanned_pdf(), "scan.pdf"))

    assert (extraction.state, extraction.reason) == (Extraction.State.NOTHING, reasons.ONLY_SCANS)


def test_a_scanned_page_among_others_says_so() -> None:
    extraction = read(stored_file(documents.scanned_pdf(with_words=True), "mixed.pdf"))

    assert extraction.state == Extraction.State.READ
    assert [(page.number, page.text, page.is_scan) for page in extraction.pages.all()] == [
        (1, "Words that can be read", False),
        (2, "", True),
    ]


def test_a_pdf_page_stands_under_its_heading_and_the_outline_is_kept() -> None:
    source = "= One\nFirst words.\n#pagebreak()\nStill one.\n#pagebreak()\n= Two\nOther words."
    extraction = read(stored_file(typst.compile(source.encode(), format="pdf"), "parts.pdf"))

    assert extraction.outline == [[1, "One", 1], [1, "Two", 3]]
    assert [page.heading for page in extraction.pages.all()] == ["One", "One", "Two"]


def pages_of(content: bytes, name: str) -> list[tuple[int, str, str]]:
    extraction = read(stored_file(content, name))
    assert extraction.state == Extraction.State.READ, extraction.reason
    return [(page.number, page.heading, page.text) for page in extraction.pages.all()]


def test_a_word_document_is_read_by_heading() -> None:
    found = pages_of(documents.docx(), "paper.docx")

    assert [(number, heading) for number, heading, _text in found] == [
        (2, "A paper"),
        (3, "First"),
        (4, "Second"),
    ]
    assert "One." in found[1][2]


def test_a_presentation_is_read_by_slide_with_its_notes() -> None:
    found = pages_of(documents.slides("Arriving", "Leaving"), "show.pptx")

    assert [(number, heading) for number, heading, _text in found] == [(1, "Arriving"), (2, "Leaving")]
    assert "What stands under Leaving" in found[1][2]
    assert "What is said about Leaving" in found[1][2]


def test_a_spreadsheet_is_read_by_sheet() -> None:
    content = documents.sheets(Costs=[["Van", 640], ["Beds", 78.5]], Income=[["Fee", None, "net"]])

    assert pages_of(content, "budget.xlsx") == [
        (1, "Costs", "Van\t640\nBeds\t78.5"),
        (2, "Income", "Fee\t\tnet"),
    ]


def test_an_opendocument_text_is_read_by_heading() -> None:
    found = pages_of(documents.odt(("Arriving", "By boat."), ("Leaving", "By train.")), "text.odt")

    assert [(number, heading) for number, heading, _text in found] == [(2, "Arriving"), (3, "Leaving")]
    assert found[1][2] == "Leaving\nBy train."


@pytest.mark.parametrize(
    ("content", "name", "moments"),
    [(documents.VTT, "said.vtt", [(1.0, "0:01"), (5.5, "0:05")]), (documents.SRT, "said.srt", [(1.0, "0:01"), (65.5, "1:05")])],
)  # fmt: skip
def test_captions_are_read_by_cue(content: str, name: str, moments: list) -> None:
    extraction = read(stored_file(content.encode(), name))

    assert [(page.seconds, page.heading) for page in extraction.pages.all()] == moments
    assert extraction.pages.first().text == "The van leaves at six."
    assert "Who has the keys?" in extraction.pages.last().text


def test_an_archive_lists_what_is_in_it() -> None:
    content = documents.archive(plan__stage__pdf=b"12345", plan__lights__csv=b"1")
    extraction = read(stored_file(content, "kit.zip"))

    assert extraction.entries == [["plan/stage/pdf", 5], ["plan/lights/csv", 1]]
    assert "plan/stage/pdf" in extraction.pages.get().text


def test_a_web_page_is_read_without_its_scripts() -> None:
    found = pages_of(
        b"<!doctype html><title>T</title><script>var secretword = 1</script><h2>Part</h2><p>Words &amp; more.</p>",
        "page.html",
    )

    assert found[-1][1:] == ("Part", "Part\nWords & more.")
    assert "secretword" not in str(found)


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

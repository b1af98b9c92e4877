"""Files made to harm end by their limits, say so, and end nothing but themselves."""

import time

import pytest
from django.conf import LazySettings

from files import reasons
from files.actions import READABLE, read_file
from files.formats import FORMATS
from files.models import Extraction, StoredFile
from files.reading.__main__ import READERS
from files.reading.office import cleaned
from tests.factories import documents
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _short_limits(settings: LazySettings) -> None:
    settings.FILE_READING_SECONDS = 4


def read(file: StoredFile) -> Extraction:
    extraction = Extraction.objects.get(file=file)
    read_file(extraction.pk)
    extraction.refresh_from_db()
    return extraction


def test_every_format_that_is_read_has_a_reader() -> None:
    assert set(READERS) == READABLE


@pytest.mark.parametrize(
    ("content", "state", "reason"),
    [
        (documents.pdf_with_a_loop(), Extraction.State.FAILED, {reasons.NOT_A_PDF}),
        (documents.pdf_that_grows(), Extraction.State.FAILED, {reasons.TOO_MUCH_MEMORY, reasons.TOO_LONG}),
        (documents.pdf_with_a_huge_picture(), Extraction.State.NOTHING, {reasons.ONLY_SCANS}),
        (documents.long_pdf(10_000), Extraction.State.READ, {reasons.TOO_MANY_PAGES}),
        (documents.pdf_with_a_circular_outline(), Extraction.State.READ, {""}),
    ],
    ids=["loop", "grows", "huge picture", "10,000 pages", "circular outline"],
)
def test_a_hostile_pdf_ends_by_its_limits_and_says_so(content: bytes, state: str, reason: set[str]) -> None:
    started = time.monotonic()

    extraction = read(stored_file(content, "hostile.pdf"))

    assert extraction.state == state
    assert extraction.reason in reason
    assert time.monotonic() - started < 60


def test_of_10_000_pages_the_first_5_000_are_found() -> None:
    extraction = read(stored_file(documents.long_pdf(10_000), "long.pdf"))

    assert (extraction.page_count, extraction.pages.count()) == (10_000, 5000)
    assert extraction.previews.count() == 3


def test_a_picture_of_50_000_points_has_no_preview_and_says_why() -> None:
    in_a_pdf = read(stored_file(documents.pdf_with_a_huge_picture(), "huge.pdf"))
    alone = read(stored_file(documents.pixel_flood(), "flood.png"))

    for extraction in (in_a_pdf, alone):
        assert (extraction.no_view, extraction.previews.count()) == (reasons.TOO_MANY_PIXELS, 0)


def test_what_was_read_before_the_time_was_up_is_kept(settings: LazySettings) -> None:
    settings.FILE_READING_SECONDS = 1
    # One page with a million words among short ones: reading begins, and does not come to its end.
    words = "word " * 3000
    content = documents.long_pdf(4500, words=words)

    extraction = read(stored_file(content, "slow.pdf"))

    assert (extraction.state, extraction.reason) == (Extraction.State.READ, reasons.CUT_SHORT)
    assert 0 < extraction.pages.count() < 4500


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("bomb.docx", "word/document.xml"),
        ("bomb.pptx", "ppt/presentation.xml"),
        ("bomb.xlsx", "xl/workbook.xml"),
        ("bomb.odt", "content.xml"),
    ],
)
@pytest.mark.parametrize("letters", ["utf-8", "utf-16"])
def test_entities_that_grow_are_refused(name: str, part: str, letters: str) -> None:
    grow = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    xml = f'<?xml version="1.0" encoding="{letters}"?><!DOCTYPE x [<!ENTITY e0 "ha">{grow}]><x>&e9;</x>'
    first = (
        ("mimetype", FORMATS["odt"].media_type.encode())
        if name.endswith("odt")
        else ("[Content_Types].xml", b"<Types/>")
    )
    content = documents.archive_of({first[0]: first[1], part: xml.encode(letters)})

    extraction = read(stored_file(content, name))

    assert extraction.state == Extraction.State.FAILED
    assert extraction.reason.startswith("it is not a whole")


def test_an_outside_entity_reads_nothing_of_this_machine() -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'
    content = documents.archive_of({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml})

    assert "root:" not in str([page.text for page in read(stored_file(content, "outside.docx")).pages.all()])


def test_a_pdf_with_a_script_is_saved_and_not_shown() -> None:
    file = stored_file(documents.pdf_with_script(), "acts.pdf")
    read(file)

    file.refresh_from_db()
    assert file.only_saved


def test_a_word_document_cannot_bring_markup_of_its_own() -> None:
    view = read(stored_file(documents.docx("## <script>alert(1)</script>\n"), "paper.docx")).reading_view.html
    dot = "data:image/png;base64,iVBORw0KGgo="

    assert "<script" not in view
    assert "&lt;script&gt;" in view
    assert cleaned(
        f'<p id="content" onclick="x()"><a href="javascript:alert(1)">a</a><a href="data:text/html,x">b</a>'
        f'<a href="https://example.org/">c</a><img src="https://example.org/x.png"><img src="data:image/svg+xml;base64,AA==">'
        f'<img src="{dot}" alt="A dot"><iframe src="/"></iframe></p>'
    ) == (
        '<p><a rel="noopener nofollow">a</a><a rel="noopener nofollow">b</a>'
        f'<a href="https://example.org/" rel="noopener nofollow">c</a><img src="{dot}" alt="A dot"></p>'
    )

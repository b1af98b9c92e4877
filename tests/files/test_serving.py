"""Files leave through one door: whole, in ranges, and only to whom they are shown."""

import pytest
from django.http import HttpResponse
from django.test import Client

from files import serving
from files.actions import read_file
from files.models import Extraction, StoredFile
from members.models import Person
from resources.models import Download, ResourcePage
from tests.factories import documents, pages
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 1200


@pytest.fixture
def file() -> StoredFile:
    file = stored_file(b"%PDF-1.7" + CONTENT, "toolkit.pdf")
    pages.resource(files=(file,))
    return file


def fetch(address: str, client: Client | None = None, **headers: str) -> HttpResponse:
    """Ask and read to the end, as a browser does; the content is in `.whole`."""
    answer = (client or Client()).get(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer.whole = answer.getvalue()
    return answer


def test_a_file_arrives_whole(file: StoredFile) -> None:
    answer = fetch(file.address)

    assert answer.status_code == 200
    assert answer.whole == b"%PDF-1.7" + CONTENT
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("asked", "status", "span"),
    [
        ("bytes=0-9", 206, (0, 10)),
        ("bytes=100-199", 206, (100, 200)),
        ("bytes=300000-", 206, (300000, None)),
        ("bytes=-5", 206, (-5, None)),
        ("bytes=0-99999999", 206, (0, None)),
        ("bytes=99999999-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=9-3", 200, (0, None)),
        ("bytes=a-b", 200, (0, None)),
        ("lines=1-2", 200, (0, None)),
        ("bytes=0-1,5-6", 200, (0, None)),
    ],
)
def test_a_range_is_answered_as_the_standard_says(
    file: StoredFile, asked: str, status: int, span: tuple | None
) -> None:
    answer = fetch(file.address, Range=asked)
    whole = b"%PDF-1.7" + CONTENT

    assert answer.status_code == status
    if span is None:
        assert answer["Content-Range"] == f"bytes */{len(whole)}"
    else:
        assert answer.whole == whole[span[0] : span[1]]
        assert int(answer["Content-Length"]) == len(whole[span[0] : span[1]])


def test_a_download_is_resumed_only_while_the_file_is_the_same(file: StoredFile) -> None:
    etag = fetch(file.address)["ETag"]

    same = fetch(file.address, Range="bytes=5-", If_Range=etag)
    other = fetch(file.address, Range="bytes=5-", If_Range='"another"')

    assert (same.status_code, other.status_code) == (206, 200)


def test_what_the_browser_has_is_not_sent_again(file: StoredFile) -> None:
    etag = fetch(file.address)["ETag"]

    assert fetch(file.address, If_None_Match=etag).status_code == 304


def test_each_whole_or_first_part_counts_once_and_nothing_is_kept_of_who(
    file: StoredFile, member: Person, signed_in
) -> None:
    client = signed_in(member)
    fetch(file.address, client)
    fetch(file.address, client, Range="bytes=0-99")
    fetch(file.address, client, Range="bytes=100-199")
    client.head(file.address)

    assert [row.count for row in Download.objects.all()] == [2]
    assert {field.name for field in Download._meta.get_fields()} == {
        "id",
        "resource_key",
        "file_uuid",
        "name",
        "day",
        "count",
    }


def test_a_file_of_a_members_resource_is_for_members(
    member: Person, lapsed_member: Person, learner: Person, editor: Person, trainer: Person, signed_in
) -> None:
    file = stored_file(b"%PDF-1.7 members only", "closed.pdf", title="Closed paper")
    pages.resource(files=(file,), own_audience="member")

    seen = {
        name: fetch(file.address, signed_in(person)).status_code
        for name, person in {
            "member": member,
            "lapsed": lapsed_member,
            "learner": learner,
            "editor": editor,
            "trainer": trainer,
        }.items()
    }

    assert seen == {"member": 200, "lapsed": 404, "learner": 404, "editor": 200, "trainer": 404}
    assert fetch(file.address).status_code == 404


def test_a_file_that_nothing_shows_is_only_its_editors(editor: Person, member: Person, signed_in) -> None:
    file = stored_file()

    assert fetch(file.address, signed_in(member)).status_code == 404
    assert fetch(file.address, signed_in(editor)).status_code == 200


def test_a_file_of_an_unpublished_resource_is_gone(file: StoredFile) -> None:
    ResourcePage.objects.get().unpublish()

    assert fetch(file.address).status_code == 404


def test_wagtails_own_document_address_obeys_the_same_rule(member: Person, signed_in) -> None:
    file = stored_file()

    address = f"/cms/documents/{file.pk}/{file.filename}"
    assert signed_in(member).get(address).status_code == 404

    pages.resource(files=(file,))

    answer = signed_in(member).get(address)
    assert (answer.status_code, answer["Location"]) == (302, file.address)


RUNS = {
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "mark.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "table.csv": b"<script>alert(1)</script>",
    "report.pdf.exe": b"MZ\x90\x00",
    "book.epub": b"<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", RUNS)
def test_what_could_run_leaves_as_an_attachment_under_a_sandbox(name: str) -> None:
    note = stored_file(RUNS[name], name)
    pages.resource(files=(note,))

    answer = fetch(note.address)

    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_type_sent_is_that_of_the_content() -> None:
    """A PNG that calls itself a page is shown as the picture that it is, and as nothing else."""
    lying = stored_file(documents.picture("png"), "page.html")
    pages.resource(files=(lying,))

    answer = fetch(lying.address)

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_browser_is_told_to_save_what_it_was_asked_to_save(file: StoredFile) -> None:
    assert fetch(file.address)["Content-Disposition"].startswith("inline;")
    assert fetch(f"{file.address}?save")["Content-Disposition"].startswith("attachment;")


def test_a_pdf_with_a_script_is_saved() -> None:
    file = stored_file(documents.pdf_with_script(), "acts.pdf")
    pages.resource(files=(file,))
    read_file(Extraction.objects.get(file=file).pk)

    assert fetch(file.address)["Content-Disposition"].startswith("attachment;")


def test_a_name_of_any_letters_cannot_break_the_header() -> None:
    said = serving.disposition('Bühne "1"\r\nX-Evil: 1\u202e.pdf', inline=True)

    assert "\r" not in said
    assert "\n" not in said
    assert said.count('"') == 2
    assert "filename*=UTF-8''B%C3%BChne%20%221%22%0D%0AX-Evil%3A%201%E2%80%AE.pdf" in said


def test_a_file_missing_from_storage_is_not_there(file: StoredFile) -> None:
    file.file.storage.delete(file.file.name)

    assert fetch(file.address).status_code == 404

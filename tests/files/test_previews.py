"""The first pages of a file are drawn once, and shown to whoever may open the file."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from PIL import Image

from files.actions import read_file
from files.models import Extraction, Preview, StoredFile
from members.models import Person
from resources.models import Download
from tests.factories import documents, pages
from tests.factories.files import pdf, stored_file

pytestmark = pytest.mark.django_db


def drawn(content: bytes, name: str) -> list[Preview]:
    file = stored_file(content, name)
    read_file(Extraction.objects.get(file=file).pk)
    return list(Preview.objects.filter(extraction__file=file).select_related("extraction__file"))


def test_the_first_three_pages_of_a_pdf_are_drawn() -> None:
    found = drawn(pdf("One.", "Two.", "Three.", "Four."), "four.pdf")

    assert [preview.number for preview in found] == [1, 2, 3]
    with found[0].image.open() as stream, Image.open(stream) as image:
        assert (image.format, image.size) == ("WEBP", (found[0].width, found[0].height))
        assert image.convert("L").getextrema()[0] < 100, "nothing is drawn on it"


@pytest.mark.parametrize("ending", ["jpg", "png", "gif", "webp"])
def test_a_picture_is_made_small_and_upright(ending: str) -> None:
    (preview,) = drawn(documents.picture(ending, (2400, 1200)), f"photo.{ending}")

    # The phone said that its left side is up; a browser obeys only where the file can say so.
    assert (preview.width, preview.height) == ((800, 1600) if ending == "jpg" else (1600, 800))


def test_a_word_document_has_a_reading_view() -> None:
    file = stored_file(documents.docx("## Arriving\n\nBy boat.\n"), "paper.docx")
    read_file(Extraction.objects.get(file=file).pk)

    assert "<h3>Arriving</h3><p>By boat.</p>" in file.extraction.reading_view.html


def test_a_preview_is_as_private_as_the_file(member: Person, learner: Person, signed_in) -> None:
    (preview,) = drawn(pdf("Members only."), "closed.pdf")
    file = preview.extraction.file
    address = preview.address

    def asked(client: Client) -> int:
        return client.get(address).status_code

    assert asked(signed_in(member)) == 404, "nothing shows it yet"
    pages.resource(files=(file,), own_audience="member")
    assert {asked(Client()), asked(signed_in(learner))} == {404}
    answer = signed_in(member).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert Image.open(io.BytesIO(answer.getvalue())).size == (preview.width, preview.height)
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not storages["default"].exists(preview.image.name)


def test_looking_is_no_download() -> None:
    (preview,) = drawn(pdf("Open."), "open.pdf")
    pages.resource(files=(preview.extraction.file,))

    assert Client().get(preview.address).getvalue()
    assert not Download.objects.exists()


def test_previews_of_a_replaced_or_deleted_file_leave_storage(django_capture_on_commit_callbacks) -> None:
    (first,) = drawn(pdf("Old."), "page.pdf")
    storage, file = first.image.storage, StoredFile.objects.get(pk=first.extraction.file_id)
    with django_capture_on_commit_callbacks(execute=True):
        file.file = ContentFile(pdf("New."), name="page.pdf")
        file.save()
        read_file(Extraction.objects.get(file=file).pk)
    second = Preview.objects.get()

    assert (storage.exists(first.image.name), storage.exists(second.image.name)) == (False, True)
    with django_capture_on_commit_callbacks(execute=True):
        file.delete()
    assert not storage.exists(second.image.name)

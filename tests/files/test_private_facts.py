"""A picture or film forgets where, when and by whom it was made, and loses nothing else."""

import io
import random
import zlib

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageOps

from files import photos
from files.forms import PictureForm
from files.models import Picture, StoredFile
from tests.factories import documents
from tests.factories.files import stored_file

PLACE = (b"50.8466", b"A phone", b"Exif", b"com.apple.quicktime", b"+004.3528")


def points(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return ImageOps.exif_transpose(image).convert("RGB").tobytes()


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif"])
def test_a_picture_keeps_every_point_and_no_place(ending: str) -> None:
    before = documents.picture(ending)

    after = photos.cleaned(before, ending)

    with Image.open(io.BytesIO(before)) as image:
        assert image.getexif().get_ifd(0x8825) or image.info.get("comment"), "nothing could have leaked"
    with Image.open(io.BytesIO(after)) as image:
        told = dict(image.getexif())
        assert not image.getexif().get_ifd(0x8825)
        assert "comment" not in image.info
    assert set(told) <= {0x0112}
    if ending == "jpg":
        assert points(after) == points(before)


def test_which_side_is_up_is_kept() -> None:
    after = photos.cleaned(documents.picture("jpg"), "jpg")

    with Image.open(io.BytesIO(after)) as image:
        assert image.getexif()[0x0112] == 6


def test_a_second_photograph_behind_the_first_goes() -> None:
    plain = documents.picture("jpg", private=False)

    after = photos.cleaned(plain + documents.picture("jpg"), "jpg")

    assert after == photos.cleaned(plain, "jpg")


def test_xmp_and_comments_go() -> None:
    content = documents.picture("jpg", private=False)
    xmp = b"http://ns.adobe.com/xap/1.0/\x00<exif:GPSLatitude>50.8466</exif:GPSLatitude>"
    told = content[:2] + b"\xff\xe1" + (len(xmp) + 2).to_bytes(2, "big") + xmp + content[2:]

    assert photos.cleaned(told, "jpg") == photos.cleaned(content, "jpg")


def test_colours_stay() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "JPEG", icc_profile=b"profile" * 20)

    with Image.open(io.BytesIO(photos.cleaned(stream.getvalue(), "jpg"))) as image:
        assert image.info["icc_profile"] == b"profile" * 20


@pytest.mark.django_db
def test_a_stored_picture_has_been_cleaned_and_its_sums_are_of_what_is_kept() -> None:
    file = stored_file(documents.picture("jpg"), "photo.jpg")

    with file.file.open() as stream:
        kept = stream.read()
    assert kept == photos.cleaned(documents.picture("jpg"), "jpg")
    assert not any(word in kept for word in PLACE[1:2])
    assert (file.file_size, file.crc32) == (len(kept), zlib.crc32(kept))


@pytest.mark.django_db
def test_a_film_becomes_free_space_where_it_told_its_place() -> None:
    before = documents.film()
    assert any(word in before for word in PLACE)

    file = stored_file(before, "scene.mp4")

    with file.file.open() as stream:
        after = stream.read()
    assert len(after) == len(before)
    assert not any(word in after for word in PLACE)
    assert after.count(b"free") == 3
    assert after[-5000:] == before[-5000:]


@pytest.mark.django_db
def test_a_picture_of_the_cms_is_cleaned_by_its_form_and_without_one() -> None:
    by_form = picture_form(SimpleUploadedFile("photo.jpg", documents.picture("jpg", (80, 60))))
    assert by_form.is_valid(), by_form.errors
    made = by_form.save()
    direct = Picture(title="Direct")
    direct.file.save("photo.jpg", ImageFile(io.BytesIO(documents.picture("jpg", (90, 60)))), save=False)
    direct.save()

    for picture in (made, direct):
        with picture.file.open() as stream, Image.open(stream) as image:
            assert not image.getexif().get_ifd(0x8825)
            assert picture.file_size == picture.file.size
    assert (made.width, made.height) == (80, 60)


def picture_form(upload: SimpleUploadedFile) -> PictureForm:
    from wagtail.images.forms import get_image_form  # noqa: PLC0415 - reads settings

    return get_image_form(Picture)(
        {"title": "By form", "collection": 1, "tags": ""}, {"file": upload}, user=None
    )


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "gif"])
def test_a_damaged_picture_is_said_to_be_and_nothing_worse(ending: str) -> None:
    whole = documents.picture(ending)
    chance = random.Random(ending)
    outcomes = set()
    for _try in range(400):
        damaged = bytearray(whole)
        for _byte in range(chance.randint(1, 6)):
            damaged[chance.randrange(2, len(damaged))] = chance.randrange(256)
        try:
            photos.cleaned(bytes(damaged[: chance.choice([None, chance.randrange(len(damaged))])]), ending)
            outcomes.add("cleaned")
        except photos.BadPicture:
            outcomes.add("refused")

    assert outcomes == {"cleaned", "refused"}


@pytest.mark.django_db
def test_a_row_knows_its_sums_whoever_stored_it() -> None:
    file = StoredFile(title="Note", file=ContentFile(b"Some words.", name="note.txt"))
    file.save()

    file.refresh_from_db()
    assert (file.format, file.file_size, len(file.sha256), file.crc32) == (
        "txt", 11, 64, zlib.crc32(b"Some words."),
    )  # fmt: skip

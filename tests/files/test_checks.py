"""What a file is, by content; and what is refused before it is stored."""

import io
import struct
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from files import archives, checks, reasons
from tests.factories import documents
from tests.factories.files import pdf, stored_file


def kind(content: bytes, name: str) -> str:
    return checks.kind_of(ContentFile(content), name)


GENUINE = {
    "paper.pdf": pdf("One."),
    "paper.docx": documents.docx(),
    "show.pptx": documents.slides("One"),
    "budget.xlsx": documents.sheets(One=[[1, 2]]),
    "text.odt": documents.odt(("One", "Words.")),
    "kit.zip": documents.archive(a__txt=b"a"),
    "photo.jpg": documents.picture("jpg"),
    "photo.jpeg": documents.picture("jpg"),
    "drawing.png": documents.picture("png"),
    "moving.gif": documents.picture("gif"),
    "small.webp": documents.picture("webp"),
    "room.wav": documents.sound(),
    "scene.mp4": documents.film(),
    "said.vtt": documents.VTT.encode(),
    "said.srt": documents.SRT.encode(),
    "table.csv": "town;seats\nÉvry;120\n".encode(),
    "note.txt": "Où est l’été ? 🎭".encode(),
    "note.md": b"<!-- hidden -->\n# Title\n",
    "page.html": b"<!DOCTYPE html><p>Hello</p>",
    "mark.svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>',
}


@pytest.mark.parametrize("name", GENUINE)
def test_what_is_what_it_claims_is_taken(name: str) -> None:
    ending = name.rpartition(".")[2]

    assert kind(GENUINE[name], name) == {"jpeg": "jpg"}.get(ending, ending)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "empty.txt", "empty"),
        (b"\x00\x01\x02binary", "note.txt", "unknown"),
        (b"%PDF-1.7 something", "note.txt", "mismatch"),
        (b"\x89PNG\r\n\x1a\n....", "report.pdf", "mismatch"),
        (b"MZ\x90\x00", "report.pdf", "unknown"),
        (b"<script>alert(1)</script>", "photo.jpg", "mismatch"),
        (GENUINE["drawing.png"] + b"<script>alert(1)</script>", "page.html", "mismatch"),
        (GENUINE["page.html"], "report.pdf.exe", "mismatch"),
        (GENUINE["paper.docx"], "paper.xlsx", "mismatch"),
        ("Où est l’été ?".encode(), "captions.vtt", "mismatch"),
        ("L'été à Évry".encode("latin-1"), "table.csv", "encoding"),
        (documents.pixel_flood(), "flood.png", "picture"),
        (GENUINE["photo.jpg"][:30], "cut.jpg", "picture"),
    ],
)
def test_what_is_not_is_refused_with_a_reason(content: bytes, name: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        kind(content, name)

    assert refused.value.code == code
    assert len(str(refused.value.messages[0])) > 15


def test_a_name_cannot_hide_its_ending_from_people() -> None:
    file = stored_file(b"MZ\x90\x00 not a report", "report\u202efdp.exe")

    assert (file.format, file.about_format.inline) == ("", False)
    assert "\u202e" not in file.download_name


test_a_name_cannot_hide_its_ending_from_people = pytest.mark.django_db(
    test_a_name_cannot_hide_its_ending_from_people
)


def bomb(entries: int, size: int) -> bytes:
    """An archive whose directory promises far more than it holds, without the work of packing it."""
    made = bytearray(documents.archive_of({f"{n}.txt": b"x" for n in range(entries)}))
    with zipfile.ZipFile(io.BytesIO(bytes(made))) as archive:
        start = archive.start_dir
    for _entry in range(entries):
        struct.pack_into("<L", made, start + 24, size)
        name, extra, comment = struct.unpack_from("<3H", made, start + 28)
        start += 46 + name + extra + comment
    return bytes(made)


HOSTILE = {
    "slips.zip": (documents.archive_of({"../../etc/cron.d/x": b"x"}), reasons.ESCAPES),
    "root.zip": (documents.archive_of({"/etc/passwd": b"x"}), reasons.ESCAPES),
    "drive.zip": (documents.archive_of({"C:/x.txt": b"x"}), reasons.ESCAPES),
    "backslash.zip": (documents.archive_of({"..\\..\\x.txt": b"x"}), reasons.ESCAPES),
    "bomb.zip": (bomb(10, 400_000_000), reasons.UNPACKS_TOO_LARGE),
    "many.zip": (documents.archive_of({f"{n}": b"" for n in range(archives.ENTRIES + 1)}, packed=False), reasons.TOO_MANY_ENTRIES),
}  # fmt: skip


def _link() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = 0o120777 << 16
        made.writestr(entry, "/etc/passwd")
    return stream.getvalue()


HOSTILE["link.zip"] = (_link(), reasons.ESCAPES)


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_made_to_hurt_is_refused_at_once(name: str) -> None:
    content, reason = HOSTILE[name]
    started = time.monotonic()

    with pytest.raises(ValidationError) as refused:
        kind(content, name)

    assert reason in refused.value.messages[0]
    assert time.monotonic() - started < 2


def test_a_directory_made_to_fill_the_memory_is_not_read() -> None:
    made = bytearray(documents.archive(a=b"a"))
    struct.pack_into("<2H", made, len(made) - 14, 0xFFFE, 0xFFFE)
    struct.pack_into("<L", made, len(made) - 10, 900_000_000)

    with pytest.raises(archives.BadArchive) as refused:
        archives.contents(io.BytesIO(bytes(made)))

    assert str(refused.value) == reasons.TOO_MANY_ENTRIES

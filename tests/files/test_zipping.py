"""An archive that is never made: whole, in parts, with names that are safe, and beyond four gigabytes."""

import datetime
import io
import random
import shutil
import subprocess
import zipfile
import zlib

import pytest

from files.models import StoredFile
from files.zipping import Archive, Member, safe_names
from tests.factories.files import stored_file

AT = datetime.datetime(2026, 3, 14, 15, 9, 26)


def member(name: str, file: StoredFile) -> Member:
    return Member(name, file, file.crc32, file.file_size, AT)


def words(name: str, content: bytes) -> Member:
    return Member(name, content, zlib.crc32(content), len(content), AT)


@pytest.fixture
def archive(db: None) -> Archive:
    chance = random.Random(5)
    files = [stored_file(chance.randbytes(700_000), f"{n}.bin") for n in range(3)]
    return Archive(
        [
            words("À lire.txt", "Voilà.".encode()),
            *(member(f"kit/{n}.bin", file) for n, file in enumerate(files)),
        ]
    )


def test_it_is_a_whole_archive(archive: Archive, tmp_path) -> None:
    content = b"".join(archive.span(0, archive.size))

    assert len(content) == archive.size
    with zipfile.ZipFile(io.BytesIO(content)) as read:
        assert read.testzip() is None
        assert read.namelist() == ["À lire.txt", "kit/0.bin", "kit/1.bin", "kit/2.bin"]
        assert read.read("À lire.txt").decode() == "Voilà."
        assert read.infolist()[0].date_time == (2026, 3, 14, 15, 9, 26)
    if shutil.which("unzip"):
        (tmp_path / "kit.zip").write_bytes(content)
        assert (
            subprocess.run(
                ["unzip", "-tq", tmp_path / "kit.zip"], check=False, stdout=subprocess.DEVNULL
            ).returncode
            == 0
        )


def test_any_part_is_the_part_of_the_whole(archive: Archive) -> None:
    content = b"".join(archive.span(0, archive.size))
    chance = random.Random(6)

    for _try in range(60):
        start = chance.randrange(archive.size)
        length = min(chance.choice([1, 7, 1000, 800_000]), archive.size - start)
        assert b"".join(archive.span(start, length)) == content[start : start + length]


def test_the_same_members_have_the_same_sum_and_others_another(archive: Archive) -> None:
    one, other = words("a.txt", b"one"), words("a.txt", b"two")

    assert Archive([one]).etag == Archive([one]).etag != Archive([other]).etag


@pytest.mark.django_db
def test_a_reader_who_goes_away_leaves_no_file_open(archive: Archive) -> None:
    span = archive.span(0, archive.size)
    for _block in zip(range(5), span, strict=False):
        pass
    assert span.open is not None
    assert not span.open.stream.closed

    span.close()

    assert span.open.stream.closed


@pytest.mark.django_db
def test_beyond_four_gigabytes_the_heads_say_so_in_64_bits() -> None:
    """Sparse members, whose bytes nobody reads: the directory alone tells whether the sizes are right."""
    size = 5 * 1024**3
    archive = Archive(
        [Member(f"{n}.mp4", StoredFile(sha256="x", collection_id=1), 7, size, AT) for n in range(2)]
        + [words("end.txt", b"end")]
    )
    directory = archive.pieces[-1]

    class Sparse(io.RawIOBase):
        """The archive with zeros for its files."""

        at = 0

        def seek(self, offset: int, whence: int = 0) -> int:
            self.at = offset + {0: 0, 1: self.at, 2: archive.size}[whence]
            return self.at

        def tell(self) -> int:
            return self.at

        def seekable(self) -> bool:
            return True

        def readable(self) -> bool:
            return True

        def read(self, length: int = -1) -> bytes:
            length = archive.size - self.at if length < 0 else length
            assert length < 10_000_000
            out = bytearray(length)
            for piece in archive.pieces:
                if isinstance(piece.content, bytes):
                    for i in range(
                        max(self.at, piece.start), min(self.at + length, piece.start + piece.length)
                    ):
                        out[i - self.at] = piece.content[i - piece.start]
            self.at += length
            return bytes(out)

    with zipfile.ZipFile(Sparse()) as read:
        assert [(entry.filename, entry.file_size) for entry in read.infolist()] == [
            ("0.mp4", size), ("1.mp4", size), ("end.txt", 3),
        ]  # fmt: skip
        assert read.read("end.txt") == b"end"
    assert directory.start > 2 * size


@pytest.mark.parametrize(
    ("names", "safe"),
    [
        (["a.pdf", "a.pdf", "A.pdf"], ["a.pdf", "a (2).pdf", "A (3).pdf"]),
        (["../../etc/passwd"], ["etc/passwd"]),
        (["/root.txt", "C:\\x.txt"], ["root.txt", "C__x.txt"]),
        (["a\u202efdp.exe", "\x00"], ["a_fdp.exe", "_"]),
        (["été/plan.pdf"], ["été/plan.pdf"]),
        ([""], ["_"]),
    ],
)
def test_names_unpack_everywhere_and_differ(names: list[str], safe: list[str]) -> None:
    assert safe_names(names) == safe


def test_a_long_name_keeps_its_ending() -> None:
    (name,) = safe_names(["x" * 300 + ".pdf"])

    assert len(name) == 100
    assert name.endswith(".pdf")

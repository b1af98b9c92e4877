"""Many stored files as one zip archive that is never made: every byte of it is known from the rows, so any part can be
sent.

The files are stored, not packed: what a library holds is packed already. Sizes and sums stand in the rows
(`StoredFile.crc32`), so that each head is whole before its file is read, the length of the archive is known, and a
download can be resumed in the middle of it. Archives and files beyond four gigabytes use ZIP64. Memory is what the
heads take.
"""

import datetime
import hashlib
import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from files.models import StoredFile
from files.serving import Span

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_MOST = 0xFFFFFFFF  # a size that says: look in the ZIP64 field
_UTF8 = 0x800


class Member(NamedTuple):
    """One file of an archive under its name there: a stored file, or words of our own."""

    name: str
    content: StoredFile | bytes
    crc32: int
    size: int
    at: datetime.datetime


class _Piece(NamedTuple):
    """A stretch of the archive: heads as they are, or a stored file."""

    start: int
    length: int
    content: StoredFile | bytes


class Archive:
    """An archive of some members, in their order. Names must be safe and differ; `safe_names` sees to that."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.pieces: list[_Piece] = []
        self.size = 0
        directory: list[bytes] = []
        hashed = hashlib.sha256()
        for member in members:
            offset = self.size
            self._add(_local_head(member))
            self._add(member.content, member.size)
            directory.append(_central_head(member, offset))
            hashed.update(directory[-1])
            hashed.update(
                member.content.sha256.encode() if isinstance(member.content, StoredFile) else member.content
            )
        whole = b"".join(directory)
        self._add(whole + _end(len(directory), len(whole), self.size))
        self.etag = f'"{hashed.hexdigest()[:32]}"'

    def _add(self, content: StoredFile | bytes, length: int | None = None) -> None:
        length = len(content) if isinstance(content, bytes) else length or 0
        self.pieces.append(_Piece(self.size, length, content))
        self.size += length

    def span(self, start: int, length: int) -> "ArchiveSpan":
        """Return a part of the archive, in blocks."""
        return ArchiveSpan(self.pieces, start, length)


class ArchiveSpan:
    """A part of an archive, in blocks; at most one file is open at a time, and is closed when nobody reads on."""

    def __init__(self, pieces: list[_Piece], start: int, length: int) -> None:
        self.blocks = self._read(pieces, start, start + length)
        self.open: Span | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self.blocks

    def _read(self, pieces: list[_Piece], start: int, end: int) -> Iterator[bytes]:
        for piece in pieces:
            first, last = max(start, piece.start), min(end, piece.start + piece.length)
            if first >= last:
                continue
            if isinstance(piece.content, bytes):
                yield piece.content[first - piece.start : last - piece.start]
                continue
            stored = piece.content.file
            self.open = Span(stored.storage, stored.name, first - piece.start, last - first)
            yield from self.open

    def close(self) -> None:
        """Let go of the file that is open."""
        self.blocks.close()  # type: ignore[attr-defined]  # a generator
        if self.open is not None:
            self.open.close()


def safe_names(names: Iterable[str]) -> list[str]:
    """Return names that unpack everywhere, into their own folder, and that differ: the second `a.pdf` is `a (2).pdf`."""
    given: set[str] = set()
    safe = []
    for name in names:
        parts = [
            "".join(c if c.isprintable() and c not in '<>:"|?*\\' else "_" for c in part)
            for part in name.split("/")
        ]
        parts = [part.strip(" .") or "_" for part in parts if part.strip(" .")] or ["_"]
        parts = [part if len(part) <= 100 else part[:80] + part[-20:] for part in parts]
        stem, dot, ending = parts[-1].rpartition(".")
        stem, ending = (stem, dot + ending) if stem else (parts[-1], "")
        folder = "".join(part + "/" for part in parts[:-1])
        wanted, number = f"{folder}{stem}{ending}", 1
        while wanted.lower() in given:
            number += 1
            wanted = f"{folder}{stem} ({number}){ending}"
        given.add(wanted.lower())
        safe.append(wanted)
    return safe


def _moment(at: datetime.datetime) -> tuple[int, int]:
    year = min(max(at.year, 1980), 2107)
    return at.hour << 11 | at.minute << 5 | at.second // 2, (year - 1980) << 9 | at.month << 5 | at.day


def _local_head(member: Member) -> bytes:
    name = member.name.encode()
    large = member.size >= _MOST
    extra = struct.pack("<2H2Q", 1, 16, member.size, member.size) if large else b""
    size = _MOST if large else member.size
    time, day = _moment(member.at)
    return (
        _LOCAL.pack(
            b"PK\x03\x04",
            45 if large else 20,
            _UTF8,
            0,
            time,
            day,
            member.crc32,
            size,
            size,
            len(name),
            len(extra),
        )
        + name
        + extra
    )


def _central_head(member: Member, offset: int) -> bytes:
    name = member.name.encode()
    values = [member.size, member.size] if member.size >= _MOST else []
    values += [offset] if offset >= _MOST else []
    extra = struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values) if values else b""
    size = min(member.size, _MOST)
    time, day = _moment(member.at)
    version = 45 if values else 20
    return (
        _CENTRAL.pack(
            b"PK\x01\x02", version | 3 << 8, version, _UTF8, 0, time, day, member.crc32, size, size, len(name),
            len(extra), 0, 0, 0, 0o100644 << 16, min(offset, _MOST),
        )
        + name
        + extra
    )  # fmt: skip


def _end(count: int, length: int, offset: int) -> bytes:
    end = _END.pack(
        b"PK\x05\x06", 0, 0, min(count, 0xFFFF), min(count, 0xFFFF), min(length, _MOST), min(offset, _MOST), 0
    )
    if count < 0xFFFF and length < _MOST and offset < _MOST:
        return end
    record = _END64.pack(b"PK\x06\x06", 44, 45 | 3 << 8, 45, 0, 0, count, count, length, offset)
    return record + _LOCATOR.pack(b"PK\x06\x07", 0, offset + length, 1) + end

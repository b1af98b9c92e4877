"""What a zip archive holds, told by its directory alone: nothing is unpacked, and a hostile directory is refused
before it is read.

Imports no Django: the reader process uses it for archives and for the office formats, which are archives too.
"""

import stat
import struct
import zipfile
from typing import IO

from files import reasons

ENTRIES = 10_000  # files in one archive
DIRECTORY = 4 * 1024**2  # bytes of the directory; ten thousand long names fit
FREE = 200 * 1024**2  # bytes that anything may unpack to
RATIO = 100  # and beyond that, how many times its own size
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")


class BadArchive(Exception):
    """The archive is broken or hostile; the message is one of `files.reasons`."""


def contents(stream: IO[bytes]) -> list[zipfile.ZipInfo]:
    """Return what the archive lists. Raises BadArchive for one that is not whole, too large or not safe to unpack."""
    stream.seek(0, 2)
    size = stream.tell()
    _refuse_large_directory(stream, size)
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error, EOFError) as error:
        raise BadArchive(reasons.NOT_AN_ARCHIVE) from error
    if len(entries) > ENTRIES:
        raise BadArchive(reasons.TOO_MANY_ENTRIES)
    if sum(entry.file_size for entry in entries) > max(FREE, size * RATIO) or _overlap(entries, size):
        raise BadArchive(reasons.UNPACKS_TOO_LARGE)
    if any(_escapes(entry) for entry in entries):
        raise BadArchive(reasons.ESCAPES)
    return entries


def _refuse_large_directory(stream: IO[bytes], size: int) -> None:
    """Look at the last record only: the directory itself may be made to fill the memory."""
    tail_size = min(size, 65_535 + _END.size + _LOCATOR.size)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise BadArchive(reasons.NOT_AN_ARCHIVE)
    _mark, _disk, _first, _here, count, directory, _offset, _comment = _END.unpack_from(tail, at)
    if at >= _LOCATOR.size and tail[at - _LOCATOR.size :].startswith(b"PK\x06\x07"):
        _mark, _disk, offset, _disks = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
        stream.seek(min(offset, size))
        record = stream.read(_END64.size)
        if len(record) == _END64.size and record.startswith(b"PK\x06\x06"):
            count, directory = _END64.unpack(record)[7:9]
    if count > ENTRIES or directory > DIRECTORY:
        raise BadArchive(reasons.TOO_MANY_ENTRIES)
    stream.seek(0)


def _overlap(entries: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether two entries share bytes, as in an archive made to unpack one file a thousand times."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            return True
        end = entry.header_offset + 30 + entry.compress_size
    return end > size


def _escapes(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename.replace("\\", "/")
    mode = entry.external_attr >> 16
    odd = bool(mode) and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_IFMT(mode) == 0)
    return odd or name.startswith("/") or name[1:2] == ":" or "\x00" in name or ".." in name.split("/")

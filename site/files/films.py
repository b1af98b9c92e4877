"""Takes out of an MP4 film or sound what tells where it was made: the boxes that phones fill with place, time and owner.

A box becomes free space of the same length, so that nothing else moves, whatever the size of the film.
"""

import struct
from collections.abc import Iterator
from typing import IO

from django.core.files.base import File

_TELLING = {b"udta", b"meta", b"uuid"}
_HOLDING = {b"moov", b"trak"}
_LONGEST_WALK = 10_000  # boxes looked at; a film has some dozens


Box = tuple[int, int, int]  # where it starts, where its content starts, where it ends


def telling_boxes(stream: IO[bytes]) -> list[Box]:
    """Return each box that may tell of place and people, top boxes and those of the tracks."""
    stream.seek(0, 2)
    end = stream.tell()
    found = list(_walk(stream, 0, end, [_LONGEST_WALK]))
    stream.seek(0)
    return found


def _walk(stream: IO[bytes], at: int, end: int, budget: list[int]) -> Iterator[Box]:
    while at + 8 <= end and budget[0] > 0:
        budget[0] -= 1
        stream.seek(at)
        length, name = struct.unpack(">L4s", stream.read(8))
        head = 8
        if length == 1:
            (length,) = struct.unpack(">Q", stream.read(8).rjust(8, b"\x00"))
            head = 16
        length = length or end - at
        if length < head or at + length > end:
            return
        if name in _TELLING:
            yield at, at + head, at + length
        elif name in _HOLDING:
            yield from _walk(stream, at + head, at + length, budget)
        at += length


class FreedFile(File):
    """A film whose telling boxes read as free space. Storage reads it in chunks, so a long film costs no memory."""

    def __init__(self, file: File, boxes: list[Box]) -> None:
        super().__init__(file.file, name=file.name)
        self.boxes = boxes

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the film with each of its telling boxes made free."""
        self.seek(0)
        at = 0
        while block := self.read(chunk_size or self.DEFAULT_CHUNK_SIZE):
            yield self._freed(bytearray(block), at)
            at += len(block)

    def _freed(self, block: bytearray, at: int) -> bytes:
        for start, content, end in self.boxes:
            for where, letter in enumerate(b"free", start=start + 4 - at):
                if 0 <= where < len(block):
                    block[where] = letter
            first, last = max(content - at, 0), min(end - at, len(block))
            if first < last:
                block[first:last] = bytes(last - first)
        return bytes(block)

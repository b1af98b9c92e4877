"""Takes out of a picture what tells where, when and by whom it was made, without touching one point of it.

Only the blocks that a picture needs are kept: its points, its colours, and which side is up. What follows the end of the picture
goes too: phones put a second, whole photograph there.
"""

import struct
from collections.abc import Iterator
from typing import IO

from files import reasons

MOST_PIXELS = 120_000_000
PICTURES = frozenset({"jpg", "png", "gif", "webp"})
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_DROPPED = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_ORIENTATION = 0x0112
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})  # JPEG marks without a length


class BadPicture(Exception):
    """The picture is damaged or too large; the message is one of `files.reasons`."""


def cleaned(content: bytes, ending: str) -> bytes:
    """Return the same picture without what it tells about place, time and people."""
    try:
        return {"jpg": _jpeg, "png": _png, "gif": _gif, "webp": _webp}[ending](content)
    except (struct.error, IndexError, ValueError) as error:
        raise BadPicture(reasons.DAMAGED_PICTURE) from error


def refuse_pixel_flood(stream: IO[bytes]) -> None:
    """Raise BadPicture where the head of the picture promises more points than anybody can hold in memory."""
    stream.seek(0)
    head = stream.read(1 << 20)
    stream.seek(0)
    try:
        width, height = size_of(head)
    except (struct.error, IndexError, ValueError) as error:
        raise BadPicture(reasons.DAMAGED_PICTURE) from error
    if width * height > MOST_PIXELS:
        raise BadPicture(reasons.TOO_MANY_PIXELS)


def size_of(head: bytes) -> tuple[int, int]:
    """Return width and height as the head of a picture tells them."""
    if head.startswith(_PNG):
        width, height = struct.unpack_from(">2L", head, 16)
    elif head.startswith(b"GIF8"):
        width, height = struct.unpack_from("<2H", head, 6)
    elif head.startswith(b"RIFF"):
        width, height = _webp_size(head)
    else:
        width, height = _jpeg_size(head)
    if not width or not height:
        raise ValueError("a picture without points")
    return int(width), int(height)


# -- JPEG --------------------------------------------------------------------------------------------
def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (mark, start, end) of each segment, with the scan that follows it, up to the end of the first picture."""
    if not content.startswith(b"\xff\xd8"):
        raise ValueError("no JPEG")
    at = 2
    while at < len(content):
        start = at
        if content[at] != 0xFF:
            raise ValueError("no mark where one must be")
        while content[at] == 0xFF:  # any number of them may stand before a mark
            at += 1
        mark = content[at]
        at += 1
        if mark == 0xD9:
            yield mark, at - 2, at
            return
        if mark not in _BARE:
            at += struct.unpack_from(">H", content, at)[0]
            if at > len(content):
                raise ValueError("a segment that goes on beyond the file")
        if mark == 0xDA:
            at = _end_of_scan(content, at)
        yield mark, start, at


def _end_of_scan(content: bytes, at: int) -> int:
    while (at := content.find(b"\xff", at)) >= 0:
        if at + 1 >= len(content):
            break
        if content[at + 1] not in {0x00, 0xFF, *range(0xD0, 0xD8)}:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
    return len(content)  # cut off, as many are; what is there can be seen


def _jpeg(content: bytes) -> bytes:
    kept = [b"\xff\xd8"]
    for mark, start, end in _segments(content):
        body = content[start:end]
        if mark == 0xE1 and body[4:10] == b"Exif\x00\x00":
            kept.append(_only_orientation(body[10:]))
        elif (
            mark in {0xE0, 0xEE}
            or (mark == 0xE2 and body[4:16] == b"ICC_PROFILE\x00")
            or not (0xE0 <= mark <= 0xEF or mark == 0xFE)
        ):
            kept.append(body)
    return b"".join(kept)


def _only_orientation(exif: bytes) -> bytes:
    """Return an Exif segment that says which side is up, or nothing where that is as it seems."""
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        (directory,) = struct.unpack_from(f"{order}L", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, directory)
        for number in range(min(count, 200)):
            tag, _kind, _n, value = struct.unpack_from(f"{order}2HLH", exif, directory + 2 + 12 * number)
            if tag == _ORIENTATION and 2 <= value <= 8:
                tiff = struct.pack(">2sHLHHHLHHL", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
                return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\x00\x00" + tiff
    except (struct.error, KeyError):
        return b""
    return b""


def _jpeg_size(head: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if head[at] != 0xFF:
            raise ValueError("no mark where one must be")
        while head[at] == 0xFF:
            at += 1
        mark = head[at]
        at += 1
        if 0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">2H", head, at + 3)
            return width, height
        if mark not in _BARE:
            at += struct.unpack_from(">H", head, at)[0]


# -- PNG, WebP, GIF ------------------------------------------------------------------------------------
def _png(content: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at < len(content):
        length, name = struct.unpack_from(">L4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("a chunk that goes on beyond the file")
        if name not in _PNG_DROPPED:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    raise ValueError("no end")


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    while at + 8 <= len(content):
        name, length = struct.unpack_from("<4sL", content, at)
        yield name, content[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _webp(content: bytes) -> bytes:
    kept = []
    for name, body in _webp_chunks(content):
        if name in {b"EXIF", b"XMP "}:
            continue
        if name == b"VP8X":
            body = bytes([body[0] & ~0x0C]) + body[1:]  # the flags that announced the two
        kept.append(struct.pack("<4sL", name, len(body)) + body + b"\x00" * (len(body) % 2))
    if not kept:
        raise ValueError("nothing in it")
    whole = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<L", len(whole)) + whole


def _webp_size(head: bytes) -> tuple[int, int]:
    name, body = next(_webp_chunks(head))
    if name == b"VP8X":
        return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    if name == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<2H", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _gif(content: bytes) -> bytes:
    flags = content[10]
    at = 13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0)
    kept = [content[:at]]
    while True:
        start, mark = at, content[at]
        if mark == 0x3B:
            return b"".join([*kept, b"\x3b"])
        if mark == 0x2C:
            flags = content[at + 9]
            at += 10 + (3 << (flags & 7) + 1 if flags & 0x80 else 0) + 1
            at = _after_blocks(content, at)
            kept.append(content[start:at])
        elif mark == 0x21:
            label, name = content[at + 1], content[at + 3 : at + 11]
            at = _after_blocks(content, at + 2)
            if label != 0xFE and not (label == 0xFF and name not in {b"NETSCAPE", b"ANIMEXTS"}):
                kept.append(content[start:at])
        else:
            raise ValueError("neither a picture nor an extension")


def _after_blocks(content: bytes, at: int) -> int:
    while content[at]:
        at += content[at] + 1
    return at + 1

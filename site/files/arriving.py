"""What is done once to every file that comes in: its format by content, private facts taken out, its sums taken in one
reading.
"""

import hashlib
import zlib
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from files import checks, films, photos

LARGEST_PICTURE = 60 * 1024**2  # bytes of a picture file; it is held in memory to be cleaned


class Arrived(NamedTuple):
    """A file ready to be stored. `crc32` is what a streamed archive needs before it has read the file."""

    file: File
    format: str
    size: int
    sha1: str
    sha256: str
    crc32: int


def arrived(file: File) -> Arrived:
    """Examine a file that is about to be stored; what is to be stored is in the answer, under the name that it came with."""
    format_ = checks.recognise(file, file.name or "")
    file = without_private_facts(file, format_)
    sha1, sha256 = hashlib.sha1(usedforsecurity=False), hashlib.sha256()
    crc32 = size = 0
    for block in file.chunks(1 << 20):
        sha1.update(block)
        sha256.update(block)
        crc32 = zlib.crc32(block, crc32)
        size += len(block)
    file.seek(0)
    return Arrived(file, format_, size, sha1.hexdigest(), sha256.hexdigest(), crc32)


def without_private_facts(file: File, format_: str) -> File:
    """Return the picture or film without where, when and by whom it was made; every other file as it is."""
    if format_ in photos.PICTURES:
        if (file.size or 0) > LARGEST_PICTURE:
            raise ValidationError(_("This picture is too large. Save it with fewer points."), code="large")
        file.seek(0)
        try:
            cleaned = photos.cleaned(file.read(), format_)
        except photos.BadPicture as error:
            raise ValidationError(
                _("This picture cannot be accepted: %(reason)s."),
                code="picture",
                params={"reason": _(str(error))},
            ) from error
        return ContentFile(cleaned, name=file.name)
    if format_ in {"mp4", "m4a"} and (boxes := films.telling_boxes(file)):
        return films.FreedFile(file, boxes)
    return file

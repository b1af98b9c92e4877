"""Draw within limits: the first pages of a PDF, or a picture in a size for the page."""

import ctypes
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from files import photos, reasons
from files.reading.said import Unreadable

PAGES = 3
WIDTH = 1000  # points of a drawn page; twice what a phone shows
HEIGHT = 2000
OBJECTS = 2000  # things on a page that are looked at before it is drawn
LARGEST_SIDE = 1600  # points of a picture


def draw(kind: str, path: str) -> Iterator[Image.Image]:
    """Yield what can be drawn."""
    if kind == "pdf":
        yield from _pdf(path)
    else:
        yield _picture(path)


def _pdf(path: str) -> Iterator[Image.Image]:
    from files.reading.pdf import opened  # noqa: PLC0415 - pdfium is needed for this kind only

    document = opened(path)
    for index in range(min(len(document), PAGES)):
        page = document[index]
        width, height = page.get_size()
        if not width or not height:
            continue
        _refuse_huge_pictures(page)
        bitmap = page.render(scale=min(WIDTH / width, HEIGHT / height))
        yield bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()


def _refuse_huge_pictures(page: Any) -> None:
    """Say why, where pdfium would leave the picture out in silence."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - as above

    width, height = ctypes.c_uint(), ctypes.c_uint()
    for number in range(min(pdfium.FPDFPage_CountObjects(page.raw), OBJECTS)):
        thing = pdfium.FPDFPage_GetObject(page.raw, number)
        if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_IMAGE:
            continue
        known = pdfium.FPDFImageObj_GetImagePixelSize(thing, width, height)
        if known and width.value * height.value > photos.MOST_PIXELS:
            raise Unreadable(reasons.TOO_MANY_PIXELS)


def _picture(path: str) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # counted here, before a point of it is unpacked
    with open(path, "rb") as stream:
        try:
            photos.refuse_pixel_flood(stream)
            image = Image.open(stream)
            image.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            image.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            return _upright(image).convert(
                "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
            )
        except photos.BadPicture as error:
            raise Unreadable(str(error)) from error
        except MemoryError:
            raise
        except Exception as error:  # Pillow's decoders raise what they like on what is damaged
            raise Unreadable(reasons.DAMAGED_PICTURE) from error


def _upright(image: Image.Image) -> Image.Image:
    from PIL import ImageOps  # noqa: PLC0415 - as above

    return ImageOps.exif_transpose(image)


def main(kind: str, path: str, folder: str, memory: str, seconds: str) -> int:
    """Draw into the folder; return the exit code."""
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5)
    )  # ended by SIGXCPU, which tells why
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for number, image in enumerate(draw(kind, path), start=1):
            image.save(Path(folder) / f"{number}.webp", quality=78, method=2)
            print(json.dumps([number, image.width, image.height]), flush=True)
    except Unreadable as error:
        print(error, file=sys.stderr)
        return 3
    except MemoryError:
        print(reasons.TOO_MUCH_MEMORY, file=sys.stderr)
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:6]))

"""Documents of every format with real content, and hostile ones, made here."""

import io
import struct
import wave
import zipfile
import zlib
from collections.abc import Mapping

import odfdo
import openpyxl
import pptx
from PIL import Image

from demo import markdown

GPS = {0x8825: {1: "N", 2: (50.0, 50.0, 48.0), 3: "E", 4: (4.0, 21.0, 0.0)}}  # a square in Brussels


def docx(text: str = "## First\n\nOne.\n\n## Second\n\nTwo.\n", title: str = "A paper") -> bytes:
    """Return a Word document made of Markdown."""
    return markdown.to_docx({"title": title, "summary": "What it is about."}, text)


def slides(*titles: str) -> bytes:
    """Return a presentation with a slide for each title."""
    show = pptx.Presentation()
    for title in titles:
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = f"What stands under {title}"
        slide.notes_slide.notes_text_frame.text = f"What is said about {title}"
    return _saved(show)


def sheets(**sheets: list[list[object]]) -> bytes:
    """Return a spreadsheet with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return _saved(book)


def odt(*sections: tuple[str, str]) -> bytes:
    """Return an OpenDocument text with (heading, words)."""
    document = odfdo.Document("text")
    document.body.clear()
    for heading, words in sections:
        document.body.append(odfdo.Header(1, heading))
        document.body.append(odfdo.Paragraph(words))
    return _saved(document)


def _saved(document: object) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def archive(**entries: bytes) -> bytes:
    """Return a zip archive; `__` in a name stands for a slash."""
    return archive_of({name.replace("__", "/"): content for name, content in entries.items()})


def archive_of(entries: Mapping[str, bytes], *, packed: bool = True) -> bytes:
    """Return a zip archive with these entries, whatever their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return stream.getvalue()


def picture(ending: str = "jpg", size: tuple[int, int] = (60, 40), *, private: bool = True) -> bytes:
    """Return a picture that tells, if private, where it was taken."""
    image = Image.new("RGB", size, (176, 58, 32))
    image.paste((31, 79, 160), (0, 0, size[0] // 2, size[1]))
    exif = image.getexif()
    more: dict[str, object] = {}
    if private:
        exif[0x0112] = 6  # its left side is up
        exif[0x010F] = "A phone"
        exif.get_ifd(0x8825).update(GPS[0x8825])
        more["exif"] = exif
    if private and ending == "gif":
        more = {"comment": b"at 50.8466 N"}
    stream = io.BytesIO()
    image.save(stream, {"jpg": "JPEG"}.get(ending, ending.upper()), **more)
    return stream.getvalue()


def pixel_flood(side: int = 50_000) -> bytes:
    """Return a PNG of a few bytes that says it is as large as a house."""
    head = struct.pack(">2L5B", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def sound(seconds: int = 1) -> bytes:
    """Return a WAV of silence."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(1)
        made.setframerate(8000)
        made.writeframes(b"\x80" * 8000 * seconds)
    return stream.getvalue()


def film(*, place: bytes = b"+50.8466+004.3528/") -> bytes:
    """Return the skeleton of an MP4 whose boxes tell a place, as phones write them."""
    told = _box(b"udta", _box(b"\xa9xyz", struct.pack(">2H", len(place), 0) + place))
    keys = _box(b"meta", b"com.apple.quicktime.location.ISO6709" + place)
    track = _box(b"trak", _box(b"tkhd", bytes(84)) + told)
    return (
        _box(b"ftyp", b"isom\x00\x00\x02\x00isomiso2")
        + _box(b"moov", _box(b"mvhd", bytes(100)) + track + told + keys)
        + _box(b"mdat", b"\x07" * 5000)
    )


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body) + 8) + name + body


VTT = """WEBVTT

00:01.000 --> 00:04.000
The van leaves at six.

2
00:05.500 --> 00:09.000 align:start
<v Ines>Who has the <b>keys</b>?
Nobody.
"""
SRT = "1\n00:00:01,000 --> 00:00:04,000\nThe van leaves at six.\n\n2\n00:01:05,500 --> 00:01:09,000\nWho has the keys?\n"


# -- PDF by hand -------------------------------------------------------------------------------------
def raw_pdf(objects: Mapping[int, bytes], root: int = 1) -> bytes:
    """Return a PDF of these objects, as somebody writes it who means harm."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in sorted(places.items()):
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, root, start)
    )
    return out.getvalue()


def stream(body: bytes, more: bytes = b"") -> bytes:
    """Return the body of a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), more, body)


_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def long_pdf(pages: int, words: str = "Page") -> bytes:
    """Return a PDF with many small pages."""
    kids = b" ".join(b"%d 0 R" % (10 + 2 * n) for n in range(pages))
    objects = {1: _CATALOG, 2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids), 3: _FONT}
    for n in range(pages):
        objects[10 + 2 * n] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> >>"
            % (11 + 2 * n)
        )
        objects[11 + 2 * n] = stream(b"BT /F 12 Tf 20 200 Td (%s %d) Tj ET" % (words.encode(), n + 1))
    return raw_pdf(objects)


def pdf_with_a_loop() -> bytes:
    """Return a PDF whose tree of pages holds itself."""
    return raw_pdf({1: _CATALOG, 2: b"<< /Type /Pages /Count 9000000 /Kids [2 0 R 2 0 R] >>"})


def pdf_that_grows(levels: int = 40) -> bytes:
    """Return a PDF whose one page draws a form that draws a form twice, and so on: more than a lifetime of drawing."""
    objects = {
        1: _CATALOG,
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /XObject << /X 10 0 R >> >> >>",
        4: stream(b"/X Do /X Do"),
    }
    for n in range(levels):
        more = b"/Type /XObject /Subtype /Form /BBox [0 0 300 300]"
        if n + 1 < levels:
            more += b" /Resources << /XObject << /X %d 0 R >> >>" % (11 + n)
            objects[10 + n] = stream(b"/X Do /X Do", more)
        else:
            objects[10 + n] = stream(b"0 0 10 10 re f", more)
    return raw_pdf(objects)


def pdf_with_a_huge_picture(side: int = 50_000) -> bytes:
    """Return a PDF with an image of side × side points in some kilobytes."""
    row = b"\x00" * 1000
    packed = zlib.compress(zlib.compress(row * 3000, 9), 9)
    more = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter [/FlateDecode /FlateDecode]"
    return raw_pdf(
        {
            1: _CATALOG,
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
            4: stream(b"300 0 0 300 0 0 cm /I Do"),
            5: stream(packed, more % (side, side)),
        }
    )


def scanned_pdf(*, with_words: bool = False) -> bytes:
    """Return a PDF with a page that is a picture, after one with words if asked."""
    pixels = zlib.compress(b"\xcc" * 300)
    kids = b"3 0 R 6 0 R" if with_words else b"6 0 R"
    return raw_pdf(
        {
            1: _CATALOG,
            2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (1 + with_words, kids),
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
            4: stream(b"BT /F 12 Tf 20 200 Td (Words that can be read) Tj ET"),
            5: _FONT,
            6: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 7 0 R /Resources << /XObject << /I 8 0 R >> >> >>",
            7: stream(b"300 0 0 300 0 0 cm /I Do"),
            8: stream(
                pixels,
                b"/Type /XObject /Subtype /Image /Width 10 /Height 10 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode",
            ),
        }
    )


def pdf_with_script() -> bytes:
    """Return a PDF that runs a script when it is opened."""
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /Names << /JavaScript << /Names [(go) 5 0 R] >> >> >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>",
            5: b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        }
    )


def pdf_with_a_circular_outline() -> bytes:
    """Return a PDF whose bookmarks lead back to themselves."""
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /Outlines 5 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << /Font << /F 8 0 R >> >> >>",
            4: stream(b"BT /F 12 Tf 20 200 Td (Round and round) Tj ET"),
            5: b"<< /Type /Outlines /First 6 0 R /Last 7 0 R >>",
            6: b"<< /Title (One) /Parent 5 0 R /Next 7 0 R /Dest [3 0 R /Fit] >>",
            7: b"<< /Title (Two) /Parent 5 0 R /Next 6 0 R /First 6 0 R /Last 6 0 R /Dest [3 0 R /Fit] >>",
            8: _FONT,
        }
    )

"""Makes real files from a resource's text: PDF by typst, Word, Markdown, CSV, and for a recording sound with captions."""

import array
import io
import random
import sys
import wave
from collections.abc import Iterator
from typing import Any, NamedTuple

import typst
from django.core.files.base import ContentFile
from django.utils.translation import gettext, override

from demo import markdown
from demo.source import Source
from files.models import StoredFile

COLOURS = {
    "sustain": "#2f6b3d",
    "impact": "#1f4fa0",
    "digital": "#6436ad",
    "world": "#b03a20",
    "capacity": "#865800",
}
RATE = 8000  # samples a second; rooms hum, they do not sparkle
STRETCH = 12  # seconds of each room


class Offered(NamedTuple):
    """A stored file, the language that it is in, and its format in the source."""

    file: StoredFile
    language: str
    format: str


def files_of(source: Source, colour: str, about: dict[str, Any]) -> Iterator[Offered]:
    """Make and store each format that the source asks for; `about` is what the library says of it."""
    for kind in source.about["formats"]:
        for language, content in _contents(kind, source, COLOURS[colour], about):
            yield Offered(stored(content, kind, source, language), language, kind)


def stored(content: bytes, kind: str, source: Source, language: str) -> StoredFile:
    """Store a file under the title of its source, with a word for what it is beside the text."""
    with override(language):
        words = {"csv": gettext("figures"), "vtt": gettext("captions"), "wav": gettext("recording")}
        title = f"{source.about['title']}, {words[kind]}" if kind in words else source.about["title"]
    name = f"{source.about['slug']}{'' if language == source.language else f'-{language}'}.{kind}"
    file = StoredFile(title=title, file=ContentFile(content, name=name))
    file.save()
    return file


def _contents(kind: str, source: Source, colour: str, about: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    if kind == "pdf":
        text = markdown.to_typst(source.about, source.text, language=source.language, colour=colour)
        yield source.language, typst.compile(text.encode(), format="pdf", pdf_standards=["ua-1"])
    elif kind == "docx":
        yield source.language, markdown.to_docx(source.about, source.text)
    elif kind == "csv":
        yield source.language, source.about["csv"].encode()
    elif kind == "vtt":
        for language in source.about["languages"]:
            yield language, about[f"captions_{language}"].encode()
    elif kind == "wav":
        yield source.language, room_tone(about["levels"])
    else:
        yield source.language, f"# {source.about['title']}\n\n{source.text}\n".encode()


def room_tone(levels: list[list[float]]) -> bytes:
    """Return a WAV of empty rooms: noise made dark by a running mean, as loud and as dark as each stretch asks for."""
    chance = random.Random("room tone")  # noqa: S311 - a fixed demonstration, not a secret
    samples = array.array("h")
    for loudness, darkness in levels:
        value = 0.0
        for _sample in range(RATE * STRETCH):
            value += (chance.uniform(-1, 1) - value) / darkness
            samples.append(int(max(-1.0, min(1.0, value * loudness * darkness**0.5)) * 30_000))
    if sys.byteorder == "big":
        samples.byteswap()
    stream = io.BytesIO()
    with wave.open(stream, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(RATE)
        recording.writeframes(samples.tobytes())
    return stream.getvalue()

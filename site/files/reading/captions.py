"""Captions by cue: what is said, and at which second. Used by the reader process and to show captions in a player."""

import re
from collections.abc import Iterator

from files import reasons
from files.reading.said import Page, Unreadable

CUES = 20_000
_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d\d)[.,](\d{1,3})"
_TIMES = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}", re.M)
_TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")


def cues_of(text: str) -> Iterator[tuple[float, float, str]]:
    """Yield (begins, ends, words) of each cue of WebVTT or SubRip, in plain words without marks."""
    found = list(_TIMES.finditer(text))[: CUES + 1]
    for at, times in enumerate(found[:CUES]):
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        block = text[times.end() : end].split("\n", 1)  # what is left of the line are settings
        words = block[1] if len(block) > 1 else ""
        words = re.split(r"\n[ \t]*\n", words.strip("\n"), maxsplit=1)[0]
        words = " ".join(_TAG.sub("", line).strip() for line in words.splitlines()).strip()
        if words:
            yield _seconds(times.groups()[:4]), _seconds(times.groups()[4:]), words


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0) + float(f"0.{fraction}")


def clock(seconds: float) -> str:
    """Say a moment: 3:07, or 1:02:40 beyond the hour."""
    minutes, second = divmod(int(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute}:{second:02}"


def read(path: str) -> Iterator[Page]:
    """Say each cue, headed by its moment."""
    with open(path, encoding="utf-8-sig", errors="replace") as stream:
        text = stream.read(20_000_000).replace("\r\n", "\n").replace("\r", "\n")
    number = 0
    for number, (begins, _ends, words) in enumerate(cues_of(text), start=1):
        yield Page(number, clock(begins), words, seconds=round(begins, 3))
    if not number and text.strip():
        raise Unreadable(reasons.NOT_CAPTIONS)

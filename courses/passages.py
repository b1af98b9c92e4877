"""Words about a passage of a text that no longer changes: where the passage is, and the text cut at all of them. Pure."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol


class Anchored(Protocol):
    """Something said of a stretch of the text."""

    start: int
    end: int


@dataclass(slots=True)
class Piece:
    """A stretch of text, and the numbers of the comments that it is meant by."""

    text: str
    numbers: list[int] = field(default_factory=list)
    opens: list[int] = field(default_factory=list)


def found_in(text: str, quote: str, near: int | None = None) -> tuple[int, int] | None:
    """Return where a quotation stands in a text, the place nearest to `near` where there are several; None for nowhere.

    Line ends may differ: browsers send others than were kept.
    """
    quote = quote.replace("\r\n", "\n").strip()
    if not quote:
        return None
    places: list[int] = []
    at = text.find(quote)
    while at >= 0 and len(places) < 200:
        places.append(at)
        at = text.find(quote, at + 1)
    if not places:
        return None
    best = places[0] if near is None else min(places, key=lambda place: abs(place - near))
    return best, best + len(quote)


def cut(text: str, anchors: Sequence[Anchored]) -> list[Piece]:
    """Cut the text where passages begin and end; comments are numbered from one, in the order given."""
    if not text:
        return []
    bounds = {0, len(text)}
    for one in anchors:
        bounds |= {min(max(one.start, 0), len(text)), min(max(one.end, 0), len(text))}
    points = sorted(bounds)
    pieces = []
    for begin, end in itertools.pairwise(points):
        within = [n for n, one in enumerate(anchors, start=1) if one.start <= begin and end <= one.end]
        opens = [n for n in within if anchors[n - 1].start == begin]
        pieces.append(Piece(text[begin:end], within, opens))
    return pieces

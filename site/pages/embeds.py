"""Recordings that stay where they are: nothing is asked of another house before the reader says so.

A page shows a link. With script a press puts the player in its place; without, the link opens the recording where it is. Only
these players may be framed, and only on pages that have one.
"""

import re
from typing import Any, NamedTuple

from django.http import HttpResponseBase


class Player(NamedTuple):
    """Where a recording plays within our page, and whose player that is."""

    address: str
    house: str


class _Known(NamedTuple):
    pattern: re.Pattern[str]
    address: str
    house: str


_KNOWN = (
    _Known(
        re.compile(r"https://(?:www\.|m\.)?youtube\.com/watch\?(?:[^#]*&)?v=(?P<id>[\w-]{11})(?:[&#].*)?"),
        "https://www.youtube-nocookie.com/embed/{id}",
        "YouTube",
    ),
    _Known(
        re.compile(r"https://youtu\.be/(?P<id>[\w-]{11})(?:[?#].*)?"),
        "https://www.youtube-nocookie.com/embed/{id}",
        "YouTube",
    ),
    _Known(
        re.compile(r"https://(?:www\.)?vimeo\.com/(?P<id>\d{6,12})(?:[/?#].*)?"),
        "https://player.vimeo.com/video/{id}?dnt=1",
        "Vimeo",
    ),
    _Known(
        re.compile(r"https://archive\.org/details/(?P<id>[\w.-]{2,100})/?(?:[?#].*)?"),
        "https://archive.org/embed/{id}",
        "Internet Archive",
    ),
)

#: What the content security policy lets a page with such a recording frame.
FRAMES = ["https://www.youtube-nocookie.com", "https://player.vimeo.com", "https://archive.org"]


def player_of(address: str) -> Player | None:
    """Return the player of a recording by the address that people copy; None for what plays only at its own house."""
    for known in _KNOWN:
        found = known.pattern.fullmatch(address)
        if found:
            return Player(known.address.format(**found.groupdict()), known.house)
    return None


def let_frames_in(response: HttpResponseBase, page: Any) -> HttpResponseBase:
    """Loosen the policy of one answer for the players that its page offers; any other page frames nothing."""
    body = getattr(page, "body", None)
    if body is not None and any(block["type"] == "embed" for block in body.raw_data):
        response._csp_update = {"frame-src": FRAMES}  # type: ignore[attr-defined]  # as csp's decorators do
    return response

"""Parts of a body that are not the same for everybody.

A rendered body is kept in memory and shown to all who may read the page. A block whose content depends on who reads, such as a
card of a page that not everybody may see, renders a mark instead; it is filled in for each reader afterwards.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Filler = Callable[[HttpRequest, Any, Collection[str]], Mapping[str, str]]

_OPENING = "<!--living:"
_MARK = re.compile(r"<!--living:([a-z]+):([\w-]+)-->")
_fillers: dict[str, Filler] = {}


def fills(kind: str) -> Callable[[Filler], Filler]:
    """Register what fills the marks of a kind: given the request, the page and the values of all its marks, it returns
    HTML, escaped, for those values that show something to this reader.
    """

    def register(filler: Filler) -> Filler:
        _fillers[kind] = filler
        return filler

    return register


def mark(kind: str, value: object) -> SafeString:
    """Return what a block renders where each reader gets something of their own. No author can type it: text is escaped."""
    return mark_safe(f"{_OPENING}{kind}:{value}-->")  # noqa: S308 - a kind from code and a number or UUID


def fill(request: HttpRequest, page: Any, body: str) -> str:
    """Return the body with its marks filled for the reader; one call of each kind's filler, none where there is no mark."""
    if _OPENING not in body:
        return body
    wanted: dict[str, set[str]] = defaultdict(set)
    for kind, value in _MARK.findall(body):
        wanted[kind].add(value)
    filled = {
        kind: _fillers[kind](request, page, values) for kind, values in wanted.items() if kind in _fillers
    }
    return _MARK.sub(lambda found: filled.get(found[1], {}).get(found[2], ""), body)

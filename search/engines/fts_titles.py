"""Titles that begin as what is being typed."""

from typing import Any

from search.engines.contract import Titled
from search.engines.fts_reading import Reader


def suggested(reader: Reader, words: list[str], begins: str, limit: int) -> list[Titled]:
    """Return a title of each thing whose title holds these words, the last one perhaps not typed to its end.

    A title that begins with what is typed comes first, then what is used more, then by the alphabet, which puts the
    shorter of two that begin alike first.
    """
    *whole, last = words
    asked = " AND ".join([*(f'"{word}"' for word in whole), f'"{last}"*'])
    found: Any = reader.visible_titles(asked, begins, limit * 3)
    seen: dict[str, Titled] = {}
    for key, name, parent, kind, title, language, url in found:
        seen.setdefault(parent, Titled(key, name, parent, kind, title, language, url))
    return list(seen.values())[:limit]

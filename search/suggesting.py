"""Titles, people and topics that begin as what is being typed, for the person who types."""

import logging
from dataclasses import dataclass
from typing import Any

from members.audiences import Viewer, labels_of
from search import results, sources
from search.engines import current
from search.engines.breaker import EnginePaused
from search.engines.contract import Found, Titled
from search.found import KIND_WORDS
from search.parsing import cleaned

log = logging.getLogger(__name__)

SHORTEST = 2  # letters; one says nothing yet
MOST = 8  # suggestions: as many as are seen without scrolling


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing by its title."""

    kind: str
    title: str
    url: str
    language: str
    place: str

    @property
    def kind_word(self) -> Any:
        """The kind in words."""
        return KIND_WORDS[self.kind]


def suggest(person: Viewer, text: str) -> list[Suggestion]:
    """Return what the person may see and begins so; nothing where the engine does not answer, for nobody waits for this."""
    text = cleaned(text)
    if len(text) < SHORTEST:
        return []
    waiting = results.state().waiting
    try:
        found = current().suggest(text, labels_of(person), results.closed(person, waiting), limit=MOST)
    except EnginePaused:
        return []
    except Exception:
        log.exception("the search engine suggested nothing")
        return []
    seen = sources.seen(person, [_as_found(one) for one in found])
    return [
        Suggestion(one.kind, here.title, here.url, here.language, here.place)
        for one in found
        if (here := seen.get(one.key))
    ]


def _as_found(titled: Titled) -> Found:
    return Found(titled.key, titled.object, titled.parent, titled.language, "", titled.url, "", 0, "")

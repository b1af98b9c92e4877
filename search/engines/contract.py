"""What an engine must do. Both engines pass `tests/search/contract`; nothing outside this folder
knows more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.passage import Passage
from search.query import Query

PASSAGES_A_HIT = 3
ENOUGH = 10  # parents found; with fewer, some of the words suffice, and typing errors are repaired
FACETS = ("kind", "line", "theme", "language")

# How much a match counts by where it is. A title names what the whole thing is about, in few words chosen for
# it: 8. A heading does so for one section: 4. A summary is written for lists and says in a sentence what the
# body takes a page for: 3. bm25 already favours short texts, so the steps are small; at 16 for titles a
# single shared word in a title beat passages that answer the whole question.
WEIGHTS = {"title": 8.0, "heading": 4.0, "summary": 3.0, "body": 1.0}

Counts = dict[str, dict[str, int]]


class EngineError(Exception):
    """The engine cannot answer."""


class NeedsRebuild(EngineError):
    """There is no index, or one made by other rules. `manage.py search rebuild` makes it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found. `excerpt` is HTML: escaped text with `<mark>` around what was asked for."""

    key: str
    object: str
    parent: str
    language: str
    heading: str
    url: str
    place_kind: str
    place_number: int
    excerpt: str


@dataclass(frozen=True, slots=True)
class EngineHit:
    """A parent with its best passages. `title` is that of the reader's language where it was found in it."""

    parent: str
    kind: str
    title: str
    language: str
    lines: tuple[str, ...]
    themes: tuple[str, ...]
    date: str
    passages: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found: one page of hits, how many parents in all, and what each facet's choices would
    give.

    A facet counts with every filter but its own. `asked` is the question that was answered, and `corrected`
    its text where a word of it was repaired. `some_words` says that too little holds all of them, so things
    with some follow.
    """

    asked: Query
    hits: tuple[EngineHit, ...] = ()
    total: int = 0
    facets: Counts = field(default_factory=lambda: {name: {} for name in FACETS})
    corrected: str = ""
    some_words: bool = False


class Rebuild(Protocol):
    """A new index that is being filled. Until it is finished, `Engine.send` writes into both."""

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write objects into the new index alone."""

    def finish(self) -> None:
        """Put the new index into the old one's place at once; the old one is kept for going back."""

    def give_up(self) -> None:
        """Throw the new index away."""


class Engine(Protocol):
    """An index of passages and the questions it answers."""

    name: str

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Replace everything that is known of each object by these passages; return the objects that are
        settled.

        An object that was written under a higher version stays as it is, and counts as settled. What an
        object no longer has stays known as gone under this version, so that no late write brings it back.
        """

    def search(self, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset()) -> Answer:
        """Answer for who holds these labels, as if the objects and keys in `without` were not there."""

    def begin_rebuild(self) -> Rebuild:
        """Start a new index beside the one in use."""

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each object that has passages, with the digest of each by key."""

    def status(self) -> dict[str, object]:
        """Say what there is, for people."""

    def close(self) -> None:
        """Let go of files and connections of this thread."""

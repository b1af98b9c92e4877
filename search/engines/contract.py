"""What an engine must do. Both engines pass `tests/search/contract`; nothing outside this folder
knows more.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from search.passage import Passage
from search.query import Query

PASSAGES_A_HIT = 3
ENOUGH = 10  # parents found; with fewer, some of the words suffice, and typing errors are repaired
FACETS = ("kind", "form", "line", "theme", "level", "language")

# How much a match counts by where it is. A title names what the whole thing is about, in few words chosen for
# it: 8. A heading does so for one section: 4. A summary is written for lists and says in a sentence what the
# body takes a page for: 3. bm25 already favours short texts, so the steps are small; at 16 for titles a
# single shared word in a title beat passages that answer the whole question.
WEIGHTS = {"title": 8.0, "heading": 4.0, "summary": 3.0, "body": 1.0}

# How much more a passage counts because it is new, or because its parent is used: a sixth at most, each. Among passages
# that say the same the newer and the more used come first, and nothing that answers better sinks below them: a second
# word of the question is worth far more. New wears off evenly over four years, the time between two plans of a network.
FRESHNESS = 0.15
FRESH_DAYS = 1460
USE = 0.15

Counts = dict[str, dict[str, int]]


class EngineError(Exception):
    """The engine cannot answer."""


class NeedsRebuild(EngineError):
    """There is no index, or one made by other rules. `manage.py search rebuild` makes it; a drain does so by itself."""


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
    form: str
    title: str
    language: str
    lines: tuple[str, ...]
    themes: tuple[str, ...]
    date: str
    picture: int
    passages: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine found: one page of hits, how many parents in all, and what each facet's choices would
    give.

    A facet counts with every filter but its own. `asked` is the question that was answered, and `corrected`
    its text where a word of it was repaired. `meant` is a text that is more likely, where little was found for a word
    that occurs. `some_words` says that too little holds all of them, so things with some follow.
    """

    asked: Query
    hits: tuple[EngineHit, ...] = ()
    total: int = 0
    facets: Counts = field(default_factory=lambda: {name: {} for name in FACETS})
    corrected: str = ""
    meant: str = ""
    some_words: bool = False


@dataclass(frozen=True, slots=True)
class Titled:
    """A thing whose title begins as what is being typed."""

    key: str
    object: str
    parent: str
    kind: str
    title: str
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Near:
    """A passage that is near in meaning; `nearness` is the cosine."""

    key: str
    parent: str
    nearness: float


class Rebuild(Protocol):
    """An index that is being filled beside the one in use. Until it is finished, `Engine.send` writes into both."""

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write objects into that index alone."""

    def start(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> Future[set[str]]:
        """Begin to do what `send` does. An engine that gains by it has a few under way at once."""

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what that index holds, as `Engine.held` does."""

    def finish(self) -> None:
        """Put that index into the other one's place at once; the other one is kept for going back."""

    def give_up(self) -> None:
        """Leave everything as it was before it began."""


class Engine(Protocol):
    """An index of passages and the questions it answers."""

    name: str

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Replace everything that is known of each object by these passages; return the objects that are
        settled.

        An object that was written under a higher version stays as it is, and counts as settled. What an
        object no longer has stays known as gone under this version, so that no late write brings it back.
        Without an index it raises `NeedsRebuild`: an index that holds only what changed lately would look whole.
        """

    def search(self, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset()) -> Answer:
        """Answer for who holds these labels, as if nothing that has one of `without` among its handles were there."""

    def rank(
        self, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset(), *, limit: int
    ) -> list[str]:
        """Return the first parents that `search` would list, without their passages."""

    def suggest(
        self, text: str, labels: frozenset[str], without: frozenset[str] = frozenset(), *, limit: int
    ) -> list[Titled]:
        """Return things whose titles hold these words, the last one perhaps not typed to its end; the best first."""

    def nearest(
        self, vector: Sequence[float], query: Query, labels: frozenset[str], without: frozenset[str] = frozenset(),
        *, limit: int,
    ) -> list[Near]:  # fmt: skip
        """Return the passages nearest in meaning that pass the filters of the question, one for each parent."""

    def begin_rebuild(self, *, from_former: bool = False) -> Rebuild:
        """Start a new, empty index beside the one in use; or take the former one, to go back to it. What has changed
        since that one was in use must be written into it before it is finished.
        """

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each object that has passages, with the digest of each by key."""

    def status(self) -> dict[str, object]:
        """Say what there is, for people."""

    def close(self) -> None:
        """Let go of files and connections of this thread."""

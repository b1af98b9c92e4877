"""What a source of passages tells."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

from members.audiences import Viewer
from search.engines.contract import Found
from search.passage import Passage


class Seen(NamedTuple):
    """How the parent of a visible passage is called and where it is, in the reader's language where it has
    that.
    """

    title: str
    url: str
    language: str


class Source(Protocol):
    """One kind of object that has passages."""

    prefix: str

    def passages(self, numbers: Sequence[int]) -> Iterable[Passage]:
        """Give the passages of these objects as they are now."""

    def all_numbers(self) -> Iterable[int]:
        """Give every object that may have passages."""

    def seen(self, person: Viewer, found: Collection[Found]) -> dict[str, Seen]:
        """Return, by key, those passages that the person may see now. One query."""

    def unseen(self, person: Viewer, objects: Sequence[str]) -> set[str]:
        """Return which of these objects, or keys in them, the person may not see now."""

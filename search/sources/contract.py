"""What a source of passages tells."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, Protocol

from members.audiences import Viewer
from search.engines.contract import Found
from search.passage import Passage


class Seen(NamedTuple):
    """How the parent of a visible passage is called and where it is, in the reader's language where it has
    that. `place` says in a few words what it belongs to, or who it is.
    """

    title: str
    url: str
    language: str
    place: str = ""


class Source(Protocol):
    """One kind of object that has passages. Its objects are called `<prefix>:<number>`.

    `wide` are the prefixes of what a `Round` may be about; what is within such a thing carries its name in
    `Passage.within` wherever its audience depends on it.
    """

    prefix: str
    wide: tuple[str, ...]

    def passages(self, numbers: Sequence[int]) -> Iterable[Passage]:
        """Give the passages of these objects as they are now."""

    def all_numbers(self) -> Iterable[int]:
        """Give every object that may have passages."""

    def seen(self, person: Viewer, found: Collection[Found]) -> dict[str, Seen]:
        """Return, by key, those passages that the person may see now. As many queries whatever their number."""

    def unseen(self, person: Viewer, objects: Sequence[str]) -> set[str]:
        """Return the handles of what in these objects the person may not see now: objects, parts, keys."""

    def reached(self, what: str, after: int, limit: int) -> Sequence[int]:
        """Return the objects after this number, by rising number, that show what a round is about."""

    def closed(self, person: Viewer, what: Sequence[str]) -> set[str]:
        """Return those of the things that rounds are about which are closed to the person, and all within them too."""

    def title_of(self, person: Viewer, within: str) -> str:
        """Return the title of what can be searched inside of under this name; nothing where it is not of this source, not
        there or closed to the person.
        """

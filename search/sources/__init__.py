"""What can be found: one file for each room that has something. An object key begins with the source's
prefix.
"""

from collections.abc import Collection, Iterator, Sequence

from members.audiences import Viewer
from search.engines.contract import Found
from search.passage import Passage
from search.sources.contract import Seen, Source
from search.sources.forums import Topics
from search.sources.pages import Pages

__all__ = ["Seen", "Source", "all_objects", "all_sources", "passages_of", "seen", "unseen"]

all_sources: tuple[Source, ...] = (Pages(), Topics())


def _by_source(keys: Collection[str]) -> Iterator[tuple[Source, list[str]]]:
    for source in all_sources:
        mine = [key for key in keys if key.startswith(f"{source.prefix}:")]
        if mine:
            yield source, mine


def numbers(objects: Collection[str]) -> list[int]:
    """Return the primary keys in object keys."""
    return [int(key.partition(":")[2]) for key in objects]


def passages_of(objects: Collection[str]) -> dict[str, Sequence[Passage]]:
    """Return what is to be found of each object now; nothing for what is hidden, not live or not there."""
    found: dict[str, list[Passage]] = {name: [] for name in objects}
    for source, mine in _by_source(objects):
        for passage in source.passages(numbers(mine)):
            found[passage.object].append(passage)
    return {name: tuple(passages) for name, passages in found.items()}


def all_objects() -> Iterator[str]:
    """Yield the keys of all objects that may have passages, for a rebuild."""
    for source in all_sources:
        for pk in source.all_numbers():
            yield f"{source.prefix}:{pk}"


def seen(person: Viewer, found: Collection[Found]) -> dict[str, Seen]:
    """Return those passages, by key, that the person may see at this moment by the database; one query a
    source.
    """
    answer: dict[str, Seen] = {}
    for source in all_sources:
        mine = [passage for passage in found if passage.object.startswith(f"{source.prefix}:")]
        if mine:
            answer.update(source.seen(person, mine))
    return answer


def unseen(person: Viewer, objects: Collection[str]) -> frozenset[str]:
    """Return what of these objects the person may not see by the database: whole objects, and keys within
    others.
    """
    closed: set[str] = set()
    for source, mine in _by_source(objects):
        closed |= source.unseen(person, mine)
    return frozenset(closed)

"""What can be found: one file for each room that has something. An object key begins with the source's
prefix.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from members.audiences import Viewer
from search import meaning
from search.engines.contract import Found
from search.models import Used
from search.passage import Passage
from search.sources.contract import Seen, Source
from search.sources.forums import Topics
from search.sources.pages import Pages
from search.sources.people import People

__all__ = [
    "Seen", "Source", "all_objects", "all_sources", "number_of", "passages_of", "reached", "seen", "title_of", "unseen",
]  # fmt: skip

all_sources: tuple[Source, ...] = (Pages(), Topics(), People())


def _by_source(keys: Collection[str]) -> Iterator[tuple[Source, list[str]]]:
    for source in all_sources:
        mine = [key for key in keys if key.startswith(f"{source.prefix}:")]
        if mine:
            yield source, mine


def number_of(name: str) -> int:
    """Return the primary key in an object key."""
    return int(name.partition(":")[2])


def passages_of(objects: Collection[str]) -> dict[str, Sequence[Passage]]:
    """Return what is to be found of each object now; nothing for what is hidden, not live or not there."""
    found: dict[str, list[Passage]] = {name: [] for name in objects}
    for source, mine in _by_source(objects):
        for passage in source.passages([number_of(name) for name in mine]):
            found[passage.object].append(passage)
    parents = {passage.parent for passages in found.values() for passage in passages}
    used = dict(Used.objects.filter(parent__in=parents).values_list("parent", "level"))
    return {
        name: meaning.with_vectors([replace(one, use=used.get(one.parent, 0)) for one in passages])
        for name, passages in found.items()
    }


def all_objects() -> Iterator[str]:
    """Yield the keys of all objects that may have passages, for a rebuild."""
    for source in all_sources:
        for pk in source.all_numbers():
            yield f"{source.prefix}:{pk}"


def reached(what: str, after: int, limit: int) -> list[str]:
    """Return the next objects that show what a round is about."""
    prefix = what.partition(":")[0]
    return [
        f"{source.prefix}:{number}"
        for source in all_sources
        if prefix in source.wide
        for number in source.reached(what, after, limit)
    ]


def seen(person: Viewer, found: Collection[Found]) -> dict[str, Seen]:
    """Return those passages, by key, that the person may see at this moment by the database."""
    answer: dict[str, Seen] = {}
    for source in all_sources:
        mine = [passage for passage in found if passage.object.startswith(f"{source.prefix}:")]
        if mine:
            answer.update(source.seen(person, mine))
    return answer


def unseen(person: Viewer, waiting: Collection[str]) -> frozenset[str]:
    """Return the handles of what the person may not see by the database among objects that wait to be indexed, and among
    things that rounds are about.
    """
    closed: set[str] = set()
    for source, mine in _by_source(waiting):
        closed |= source.unseen(person, mine)
    for source in all_sources:
        wide = [name for name in waiting if name.partition(":")[0] in source.wide]
        if wide:
            closed |= source.closed(person, wide)
    return frozenset(closed)


def title_of(person: Viewer, within: str) -> str:
    """Return the title of what is searched inside of, or nothing where the person may not see it."""
    return next(filter(None, (source.title_of(person, within) for source in all_sources)), "")

"""The index kept as the database is: brought up to date, made anew, gone back to, compared, mended.

Other rooms need nothing of this; their facts are heard (`receivers`), and a worker drains.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from search import draining, sources
from search.draining import in_batches, next_version
from search.engines import current
from search.engines.contract import Engine, EngineError, NeedsRebuild, Rebuild
from search.leases import Held, Taken, lease
from search.noting import note, note_round

log = logging.getLogger(__name__)

__all__ = [
    "Difference", "differences", "drain", "go_back", "mend", "next_version", "note", "note_round", "rebuild",
]  # fmt: skip

REBUILDING = "search index"

Progress = Callable[[int, int], None]


class Difference(NamedTuple):
    """How an object differs between database and index."""

    object: str
    why: str  # missing, ghost or different


def drain(engine: Engine | None = None) -> int:
    """Send what was noted. Where the index is gone, damaged or made by other rules, make it anew first, unless somebody does
    so already.
    """
    engine = engine or current()
    try:
        return draining.drain(engine)
    except NeedsRebuild as error:
        log.warning("the search index is made anew: %s", error)
        try:
            rebuild(engine)
        except Taken:
            raise error from None
        return draining.drain(engine)


def rebuild(engine: Engine | None = None, progress: Progress = lambda done, of: None) -> int:
    """Fill a new index from the database while changes go on, and put it in place at once; return the number
    of objects. Raises `Taken` while somebody else does it.

    `progress` is called with how many objects are done and how many there are. A few objects that cannot be
    indexed stay noted; where it is more than one in twenty, something is wrong with all, and the old index
    stays.
    """
    engine = engine or current()
    with lease(REBUILDING) as held:
        new = engine.begin_rebuild()
        try:
            names = list(sources.all_objects())
            _fill(new, names, held, progress)
            new.finish()
        except BaseException:
            new.give_up()
            raise
    return len(names)


def go_back(engine: Engine | None = None, progress: Progress = lambda done, of: None) -> int:
    """Put the former index back into use, after writing into it what has changed since; return how many objects that were."""
    engine = engine or current()
    with lease(REBUILDING) as held:
        former = engine.begin_rebuild(from_former=True)
        try:
            stale = [difference.object for difference in _differing(former)]
            _fill(former, stale, held, progress)
            former.finish()
        except BaseException:
            former.give_up()
            raise
    return len(stale)


def _fill(index: Rebuild, names: list[str], held: Held, progress: Progress) -> None:
    done = failed = 0
    for batch, settled in draining.fill(index, names):
        missing = set(batch) - settled
        note(missing)
        failed += len(missing)
        done += len(batch)
        held.go_on()
        progress(done, len(names))
    if failed * 20 > len(names):
        raise EngineError(f"{failed} of {len(names)} objects could not be indexed; the old index stays")


def differences(engine: Engine | None = None) -> Iterator[Difference]:
    """Compare the index with the database, passage by passage and field by field, and yield the objects that
    differ.
    """
    return _differing(engine or current())


def _differing(index: Engine | Rebuild) -> Iterator[Difference]:
    held = dict(index.held())
    for batch in in_batches(sources.all_objects(), draining.OBJECTS_A_SEND):
        for name, passages in sources.passages_of(batch).items():
            digests = {passage.key: passage.digest for passage in passages}
            in_index = held.pop(name, {})
            if digests != in_index:
                yield Difference(
                    name, "different" if digests and in_index else "missing" if digests else "ghost"
                )
    for name in held:
        yield Difference(name, "ghost")


def mend(found: Iterable[Difference], engine: Engine | None = None) -> None:
    """Index again what differs."""
    note(difference.object for difference in found)
    drain(engine)

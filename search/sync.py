"""From a saved row to the engine: note a change, drain what was noted, rebuild and compare.

The order keeps it right. A change is noted in the transaction that makes it. A drain sees notes, then takes a
version, then reads the objects: whoever has the higher version read the objects later, and the engine lets
the higher one win. A note is deleted only after the engine has settled its object; a note written meanwhile
has a key of its own and stays.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F
from kombu.exceptions import KombuError

from search import sources
from search.engines import current
from search.engines.contract import Engine, EngineError
from search.models import Change, Version
from search.passage import Passage

log = logging.getLogger(__name__)

NOTES_A_BATCH = 200  # rows seen at once
OBJECTS_A_SEND = 40  # objects in one of the engine's transactions
QUIET = 30.0  # seconds in which nobody is woken after the broker failed: a refused connection costs seconds

_quiet_until = 0.0


class Difference(NamedTuple):
    """How an object differs between database and index."""

    object: str
    why: str  # missing, ghost or different


def note(objects: Iterable[str]) -> None:
    """Write down that these objects changed, within the caller's transaction, and wake a worker after it."""
    rows = (Change(object=name) for name in dict.fromkeys(objects))
    written = 0
    while batch := list(islice(rows, 500)):
        written += len(Change.objects.bulk_create(batch))
    if written:
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    """Ask a worker to drain. Beat sweeps anyway, so a broker that is down delays, and must never fail or hold
    up a save.
    """
    from search.tasks import drain as task  # noqa: PLC0415 - the task calls this module

    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        task.apply_async(retry=False)
    except (KombuError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET
        log.warning("no worker woken, the sweep will drain: %s", error)


def next_version() -> int:
    """Take the next version, in a short transaction of its own; the row's lock makes it unique and rising."""
    with transaction.atomic():
        if not Version.objects.filter(pk=1).update(number=F("number") + 1):
            Version.objects.get_or_create(pk=1)
            Version.objects.filter(pk=1).update(number=F("number") + 1)
        return Version.objects.values_list("number", flat=True).get(pk=1)


def drain(engine: Engine | None = None) -> int:
    """Send what was noted until every note has been tried once; return how many were cleared.

    What fails stays noted for the next drain and holds nothing else up.
    """
    engine = engine or current()
    cleared = last = 0
    while True:
        notes = list(
            Change.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "object")[:NOTES_A_BATCH]
        )
        if not notes:
            return cleared
        last = notes[-1][0]
        settled: set[str] = set()
        for objects in in_batches(dict.fromkeys(name for _, name in notes), OBJECTS_A_SEND):
            settled |= _send(engine.send, objects)
        cleared += Change.objects.filter(pk__in=[pk for pk, name in notes if name in settled]).delete()[0]


def _send(send: Callable[[int, Mapping[str, Sequence[Passage]]], set[str]], objects: list[str]) -> set[str]:
    """Send objects together. Where one cannot be read or written, go one by one, so that it costs only
    itself.

    An engine that is down is another matter: `EngineError` ends the drain, and everything stays noted.
    """
    try:
        version = next_version()
        # Within a caller's transaction a failed read must not break it; on its own, reading needs no
        # transaction.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            passages = sources.passages_of(objects)
        return send(version, passages)
    except EngineError:
        raise
    except Exception:
        if len(objects) == 1:
            log.exception("could not index %s; it stays noted", objects[0])
            return set()
    settled: set[str] = set()
    for name in objects:
        settled |= _send(send, [name])
    return settled


def in_batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    """Cut into lists of this size."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def rebuild(
    engine: Engine | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> int:
    """Fill a new index from the database while changes go on, and put it in place at once; return the number
    of objects.

    `progress` is called with how many objects are done and how many there are. A few objects that cannot be
    indexed stay noted; where it is more than one in twenty, something is wrong with all, and the old index
    stays.
    """
    engine = engine or current()
    new = engine.begin_rebuild()
    try:
        names = list(sources.all_objects())
        done = failed = 0
        for batch in in_batches(names, OBJECTS_A_SEND):
            missing = set(batch) - _send(new.send, batch)
            note(missing)
            failed += len(missing)
            done += len(batch)
            progress(done, len(names))
        if failed * 20 > len(names):
            raise EngineError(f"{failed} of {len(names)} objects could not be indexed; the old index stays")
        new.finish()
    except BaseException:
        new.give_up()
        raise
    return len(names)


def differences(engine: Engine | None = None) -> Iterator[Difference]:
    """Compare the index with the database, passage by passage and field by field, and yield the objects that
    differ.
    """
    engine = engine or current()
    held = dict(engine.held())
    for batch in in_batches(sources.all_objects(), OBJECTS_A_SEND):
        for name, passages in sources.passages_of(batch).items():
            digests = {passage.key: passage.digest for passage in passages}
            in_index = held.pop(name, {})
            if digests != in_index:
                yield Difference(
                    name, "different" if digests and in_index else "missing" if digests else "ghost"
                )
    for name in held:
        yield Difference(name, "ghost")

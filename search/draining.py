"""From the notes to the engine.

The order keeps it right. A change is noted in the transaction that makes it. A drain sees notes, then takes a
version, then reads the objects: whoever has the higher version read the objects later, and the engine lets
the higher one win. A note is deleted only after the engine has settled its object; a note written meanwhile
has a key of its own and stays.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import nullcontext
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import F

from search import sources
from search.engines.contract import Engine, EngineError, Rebuild
from search.models import Change, Round, Version
from search.noting import note
from search.passage import Passage

log = logging.getLogger(__name__)

NOTES_A_BATCH = 200  # rows seen at once, and objects of a round between two looks at the notes
OBJECTS_A_SEND = 40  # objects in one of the engine's transactions
OBJECTS_A_FILL = 100  # as many where nobody waits for it: in an index that is being filled
MOST_TOGETHER = 10_000  # notes that are cleared at once
AHEAD = 3  # fills that are read before the first of them need be written

Objects = Mapping[str, Sequence[Passage]]
Send = Callable[[int, Objects], set[str]]
Thing = TypeVar("Thing")


def next_version() -> int:
    """Take the next version, in a short transaction of its own; the row's lock makes it unique and rising."""
    with transaction.atomic():
        if not Version.objects.filter(pk=Version.OBJECTS).update(number=F("number") + 1):
            Version.objects.get_or_create(pk=Version.OBJECTS)
            Version.objects.filter(pk=Version.OBJECTS).update(number=F("number") + 1)
        return Version.objects.values_list("number", flat=True).get(pk=Version.OBJECTS)


def drain(engine: Engine) -> int:
    """Send what was noted until every note has been tried once; return how many objects and notes are done.

    What fails stays noted for the next drain and holds nothing else up. Rounds come after single changes, and let those
    that are noted meanwhile go before each batch.
    """
    done, last = _drain_notes(engine, 0)
    while more := _batch_of_a_round(engine):
        cleared, last = _drain_notes(engine, last)
        done += more + cleared
    return done


def _drain_notes(engine: Engine, last: int) -> tuple[int, int]:
    """Send what was noted after this row; return how many notes were cleared, and the last row that was seen."""
    cleared = 0
    while True:
        notes = list(
            Change.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "object")[:NOTES_A_BATCH]
        )
        if not notes:
            return cleared, last
        last = notes[-1][0]
        for objects in in_batches(dict.fromkeys(name for _, name in notes), OBJECTS_A_SEND):
            # All notes of an object that are there before it is read are done with it: a busy topic is sent once.
            seen = list(Change.objects.filter(object__in=objects).values_list("pk", "object")[:MOST_TOGETHER])
            settled = send(engine.send, objects)
            cleared += Change.objects.filter(pk__in=[pk for pk, name in seen if name in settled]).delete()[0]


def _batch_of_a_round(engine: Engine) -> int:
    """Go on with the oldest round for one batch; return how many objects that were, and 0 when there is no round left."""
    while (oldest := Round.objects.order_by("pk").first()) is not None:
        objects = sources.reached(oldest.what, oldest.after, NOTES_A_BATCH)
        here = Round.objects.filter(
            pk=oldest.pk, after=oldest.after
        )  # unless another worker has gone on with it
        if not objects:
            here.delete()
            continue
        for batch in in_batches(objects, OBJECTS_A_SEND):
            note(set(batch) - send(engine.send, batch))
        here.update(after=sources.number_of(objects[-1]))
        return len(objects)
    return 0


def send(send_to: Send, objects: list[str]) -> set[str]:
    """Send objects together. Where one cannot be read or written, go one by one, so that it costs only
    itself.

    An engine that is down is another matter: `EngineError` ends the drain, and everything stays noted.
    """
    try:
        return send_to(*_read(objects))
    except EngineError:
        raise
    except Exception:
        if len(objects) == 1:
            log.exception("could not index %s; it stays noted", objects[0])
            return set()
    return _one_by_one(send_to, objects)


def fill(index: Rebuild, names: Iterable[str]) -> Iterator[tuple[list[str], set[str]]]:
    """Send everything into an index that is being filled, and yield objects and which of them are settled.

    The next are read while the engine still writes the last. What goes wrong costs what it does in `send`.
    """
    batches = ((batch, _started(index, batch)) for batch in in_batches(names, OBJECTS_A_FILL))
    for batch, under_way in ahead(batches):
        try:
            settled = under_way.result()
        except EngineError:
            raise
        except Exception:
            settled = _one_by_one(index.send, batch)
        yield batch, settled


def _started(index: Rebuild, objects: list[str]) -> Future[set[str]]:
    try:
        return index.start(*_read(objects))
    except EngineError:
        raise
    except Exception as error:
        failed = Future[set[str]]()
        failed.set_exception(error)
        return failed


def ahead(things: Iterable[Thing]) -> Iterator[Thing]:
    """Yield each thing once a few after it have been asked for."""
    held = deque[Thing]()
    for thing in things:
        held.append(thing)
        if len(held) > AHEAD:
            yield held.popleft()
    yield from held


def _one_by_one(send_to: Send, objects: list[str]) -> set[str]:
    return set().union(*(send(send_to, [name]) for name in objects))


def _read(objects: list[str]) -> tuple[int, Objects]:
    """Take a version, then read."""
    version = next_version()
    # Within a caller's transaction a failed read must not break it; on its own, reading needs no
    # transaction.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        return version, sources.passages_of(objects)


def in_batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    """Cut into lists of this size."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch

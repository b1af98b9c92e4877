"""Writing down that something changed, in the transaction of the change, and waking a worker after it."""

import logging
import time
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.db import transaction
from kombu.exceptions import KombuError

from search.models import Change, Round

log = logging.getLogger(__name__)

QUIET = 30.0  # seconds in which nobody is woken after the broker failed: a refused connection costs seconds

_quiet_until = 0.0


def note(objects: Iterable[str]) -> None:
    """Write down that these objects changed, within the caller's transaction, and wake a worker after it."""
    rows = (Change(object=name) for name in dict.fromkeys(objects))
    written = 0
    while batch := list(islice(rows, 500)):
        written += len(Change.objects.bulk_create(batch))
    if written:
        transaction.on_commit(_wake, robust=True)


@transaction.atomic
def note_round(what: str) -> None:
    """Write down that everything which shows this thing is stale: one row, whatever it touches. A round that is under way
    begins anew.
    """
    Round.objects.filter(what=what).delete()
    Round.objects.create(what=what)
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    from search.tasks import drain as task  # noqa: PLC0415 - the task calls this module

    wake(task)


def wake(task: Any, *given: Any) -> None:
    """Ask a worker to do a task. Beat sweeps anyway, so a broker that is down delays, and must never fail or hold
    up a save.
    """
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        task.apply_async(given, retry=False)
    except (KombuError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET
        log.warning("no worker woken, the sweep will do it: %s", error)

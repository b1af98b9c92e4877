"""Wake a worker after commit. The rows carry the work and beat sweeps them anyway, so a broker that is down only delays."""

import logging
import time
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import KombuError

log = logging.getLogger(__name__)

QUIET = 30.0  # seconds in which nobody is woken after the broker failed: a refused connection costs seconds

_quiet_until = 0.0


def wake_after_commit(task: str) -> None:
    """Ask a worker to run a task, by its name, once the caller's transaction is saved. Never fails and never holds up a save."""
    transaction.on_commit(partial(_wake, task), robust=True)


def _wake(task: str) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, retry=False)
    except (KombuError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET
        log.warning("no worker woken for %s, the sweep will do it: %s", task, error)

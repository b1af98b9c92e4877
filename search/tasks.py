"""Thin: one action called."""

import logging

from celery import shared_task

from search import sync
from search.engines.contract import EngineError

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]  # Celery has no types
def drain() -> None:
    """Tell the engine what changed. Sent after commits and by beat; any number at once does no harm."""
    try:
        sync.drain()
    except EngineError as error:
        log.error("the search engine takes nothing, changes stay noted: %s", error)

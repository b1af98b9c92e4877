"""Thin: one action called each. Any number at once, twice or late does no harm."""

import logging

from celery import shared_task

from search import asked, meaning, saved, sync, usage
from search.engines.contract import EngineError
from search.noting import wake

log = logging.getLogger(__name__)

VECTORS_A_TASK = 20  # some seconds of work


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]  # Celery has no types
def drain() -> None:
    """Tell the engine what changed. Sent after commits and by beat."""
    try:
        sync.drain()
    except EngineError as error:
        log.error("the search engine takes nothing, changes stay noted: %s", error)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def work_out_meanings() -> None:
    """Work out some vectors, and go on while there are more."""
    if meaning.is_on() and (done := meaning.work_out(VECTORS_A_TASK)):
        sync.note(done)
        wake(work_out_meanings)


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def tend() -> None:
    """Once in an hour: how much things are used, who belongs since today, and what need not be kept."""
    usage.work_out()
    usage.note_people_of_today()
    asked.forget()


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def send_alerts() -> None:
    """Look through the saved searches that are due."""
    saved.send_due()


@shared_task(ignore_result=True)  # type: ignore[untyped-decorator]
def count_in_vain(text: str, language: str) -> None:
    """Count a question that found nothing. Nothing of who asked comes this way."""
    asked.count_in_vain(text=text, language=language)

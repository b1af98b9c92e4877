"""Thin: ids in, one action called."""

from celery import shared_task

from files import actions
from files.models import Extraction


@shared_task
def read(extraction_id: int) -> None:
    """Read one file's text."""
    actions.read_file(extraction_id)


@shared_task
def sweep() -> None:
    """Read what a lost wake-up or a killed worker left behind."""
    for pk in list(Extraction.objects.filter(actions.waiting()).values_list("pk", flat=True)[:50]):
        actions.read_file(pk)

"""A saved file gets its row of work in the same transaction; the worker is woken after commit. A file that goes takes
its pictures along.
"""

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from files import actions, tasks
from files.models import Extraction, StoredFile

log = logging.getLogger(__name__)


@receiver(post_save, sender=StoredFile)
def ask_for_text(instance: StoredFile, raw: bool = False, **kwargs: Any) -> None:
    """Ask for the text of a new or replaced file; other saves change nothing."""
    if raw:
        return
    extraction, created = Extraction.objects.get_or_create(
        file=instance, defaults={"source": instance.file.name}
    )
    if not created:
        if extraction.source == instance.file.name:
            return
        extraction.source, extraction.state = instance.file.name, Extraction.State.WAITING
        extraction.reason, extraction.tries = "", 0
        extraction.save()
    transaction.on_commit(lambda: _wake(extraction.pk))


def _wake(extraction_id: int) -> None:
    """Tell a worker. A broker that is down only means that the sweep reads the file later."""
    try:
        tasks.read.delay(extraction_id)
    except (OSError, OperationalError) as error:
        log.warning("extraction %s waits for the sweep: %s", extraction_id, error)


@receiver(pre_delete, sender=Extraction)
def forget_what_was_drawn(instance: Extraction, **kwargs: Any) -> None:
    """The rows of previews go with the extraction; their files would stay."""
    actions.forget_previews(instance)

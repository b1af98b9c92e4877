"""A saved file gets its row of work in the same transaction; the worker is woken after commit."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from files import tasks
from files.models import Extraction, StoredFile


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
    transaction.on_commit(lambda: tasks.read.delay(extraction.pk))

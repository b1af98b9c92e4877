"""A file that went out is counted."""

from typing import Any

from django.dispatch import receiver

from files.signals import file_served
from resources.actions import count_download


@receiver(file_served)
def served(file_id: int, person: Any, **kwargs: Any) -> None:
    """Count it, if it belongs to a resource."""
    count_download(file_id=file_id, person=person)

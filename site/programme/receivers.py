"""Facts heard: what stands in rendered bodies has changed."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from pages.generation import raise_generation
from programme.models import GlossaryTerm


@receiver(post_save, sender=GlossaryTerm)
@receiver(post_delete, sender=GlossaryTerm)
def term_is_explained_anew(sender: type, **kwargs: Any) -> None:
    """Bodies show the meaning of a term, and are kept until the generation rises."""
    raise_generation()

"""Facts heard: what stands in rendered bodies has changed."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from pages.generation import raise_generation
from programme.models import GlossaryTerm, ProgrammeLine, Theme


@receiver([post_save, post_delete], sender=GlossaryTerm)
@receiver([post_save, post_delete], sender=ProgrammeLine)
@receiver([post_save, post_delete], sender=Theme)
def shown_on_pages_has_changed(sender: type, **kwargs: Any) -> None:
    """Bodies show the meaning of a term, cards the colour of a line; they are kept until the generation rises."""
    raise_generation()

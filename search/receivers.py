"""Facts heard. Each is noted as objects to index again, in the transaction of the fact, and nothing else
happens here.
"""

import uuid
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page

from files.signals import file_read
from forums.models import Forum, Topic
from forums.signals import post_changed, post_written, topic_changed
from pages.models import Audience
from pages.signals import page_changed
from programme.models import ProgrammeLine, Theme
from resources.models import ResourceFile
from resources.signals import use_changed
from search.sources.pages import FILED_ABOVE, KIND_OF
from search.sync import note


def _pages(numbers: Any) -> list[str]:
    return [f"page:{pk}" for pk in numbers]


@receiver(page_changed)
def page_is_stale(sender: type, page: Page, gone: bool = False, **kwargs: Any) -> None:
    """A course or meeting takes along what is filed as it is; a version that goes may leave its files to the
    next one.
    """
    if type(page) not in KIND_OF:
        return
    wanted = Q(pk=page.pk)
    if isinstance(page, FILED_ABOVE):
        wanted |= Q(path__startswith=page.path, depth__gt=page.depth)
    if gone:
        wanted |= Q(translation_key=page.translation_key)
    found = Page.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)
    note(_pages([page.pk, *found]))


@receiver(post_save, sender=Audience)
def audience_is_stale(instance: Audience, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """All languages of a page have one audience."""
    if not raw:
        note(
            _pages(
                Page.objects.filter(translation_key=instance.translation_key, live=True).values_list(
                    "pk", flat=True
                )
            )
        )


@receiver(file_read)
def files_text_is_stale(file_id: int, **kwargs: Any) -> None:
    """Resources that show the file have more to be found, or less."""
    note(_pages(ResourceFile.objects.filter(file_id=file_id).values_list("resource_id", flat=True)))


@receiver(use_changed)
def resource_was_used(resource_key: uuid.UUID, **kwargs: Any) -> None:
    """What somebody did with a resource is found with it."""
    note(_pages(Page.objects.filter(translation_key=resource_key).values_list("pk", flat=True)))


@receiver(topic_changed)
@receiver(post_written)
@receiver(post_changed)
def topic_is_stale(topic_id: int, **kwargs: Any) -> None:
    """A topic and its posts are one object."""
    note([f"topic:{topic_id}"])


@receiver(pre_delete, sender=Topic)
def topic_goes(instance: Topic, **kwargs: Any) -> None:
    """A topic that is deleted by hand."""
    note([f"topic:{instance.pk}"])


@receiver(post_save, sender=Forum)
def forums_topics_are_stale(instance: Forum, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A forum's audience and line are those of its topics."""
    if not (created or raw):
        note(f"topic:{pk}" for pk in instance.topics.order_by("pk").values_list("pk", flat=True).iterator())


@receiver(post_save, sender=ProgrammeLine)
@receiver(post_save, sender=Theme)
@receiver(pre_delete, sender=ProgrammeLine)
@receiver(pre_delete, sender=Theme)
def filed_pages_are_stale(instance: ProgrammeLine | Theme, raw: bool = False, **kwargs: Any) -> None:
    """A slug stands on all that is filed under it, and on what lies below that."""
    if raw or kwargs.get("created"):
        return
    name = "lines" if isinstance(instance, ProgrammeLine) else "themes"
    for model in KIND_OF:
        if not hasattr(model, name):
            continue
        for pk, path in model._default_manager.filter(**{name: instance}).values_list("pk", "path"):
            below = (
                Page.objects.filter(path__startswith=path) if model in FILED_ABOVE else Page.objects.none()
            )
            note(_pages([pk, *below.values_list("pk", flat=True)]))

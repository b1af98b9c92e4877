"""Pages change in many ways; each raises the generation, settles the audience and is announced as one fact."""

from typing import Any

from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from pages.actions import settle_audience, take_down_translations
from pages.generation import raise_generation
from pages.models import BasePage, NetworkSettings
from pages.signals import page_changed

#: Columns of a page on which depends who sees it, or where.
SETTLING = {"own_audience", "live", "path", "url_path", "slug", "title"}


@receiver(post_save)
def settle(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """A saved page settles who may see it. Saving a draft writes only its revision's columns and settles nothing.

    What shows is announced when it is published, not here: a publish saves as well, and would be announced twice.
    """
    fields = kwargs.get("update_fields")
    if isinstance(instance, BasePage) and not raw and (fields is None or SETTLING & set(fields)):
        settle_audience(instance)
        raise_generation()


@receiver(page_published)
def published(sender: type, instance: Page, **kwargs: Any) -> None:
    """Everything that shows it is stale now."""
    raise_generation()
    page_changed.send(sender, page=instance, gone=False)


@receiver(page_unpublished)
def unpublished(sender: type, instance: Page, **kwargs: Any) -> None:
    """The source takes its translations along."""
    raise_generation()
    page_changed.send(sender, page=instance, gone=True)
    take_down_translations(instance)


@receiver(page_slug_changed)
def readdressed(sender: type, instance: Page, **kwargs: Any) -> None:
    """Every page below has another address; the page itself is announced by its publish."""
    raise_generation()
    for page in instance.get_descendants().live().specific():
        page_changed.send(type(page), page=page, gone=False)


@receiver(post_page_move)
def moved(sender: type, instance: Page, **kwargs: Any) -> None:
    """A moved page may have another audience, and every page below another address."""
    settle_audience(instance)
    raise_generation()
    for page in instance.get_descendants(inclusive=True).specific():
        page_changed.send(type(page), page=page, gone=False)


@receiver(pre_delete)
def going(sender: type, instance: Any, **kwargs: Any) -> None:
    """Announced before the rows go, while they can still be read."""
    if isinstance(instance, BasePage):
        raise_generation()
        page_changed.send(sender, page=instance, gone=True)


@receiver(post_save, sender=NetworkSettings)
def renamed(**kwargs: Any) -> None:
    """The network's name stands on every page."""
    raise_generation()

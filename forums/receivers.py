"""Facts heard: a page's audience or title changed, a forum was changed in the CMS."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from forums.actions import let_audience_follow, title_after_page
from forums.models import Forum, Topic
from forums.signals import topic_changed
from pages.models import Audience, BasePage
from pages.signals import page_changed


@receiver(post_save, sender=Audience)
def page_has_audience(instance: Audience, raw: bool = False, **kwargs: Any) -> None:
    """What hangs under a page is for whom the page is."""
    if not raw:
        let_audience_follow(
            key=instance.translation_key, audience=instance.audience, second_audience=instance.second_audience
        )


@receiver(page_changed)
def page_has_title(page: BasePage, gone: bool, **kwargs: Any) -> None:
    """The forum about a page is called after it; when the page goes, the talk and its name stay."""
    if not gone:
        title_after_page(key=page.translation_key)


@receiver(post_save, sender=Forum)
def forum_changed(instance: Forum, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A forum with another audience or title changes who finds its topics and under what."""
    if not created and not raw:
        instance.topics.update(news_at=timezone.now())  # people may see them now who did not
        for topic_id in instance.topics.values_list("pk", flat=True):
            topic_changed.send(Topic, topic_id=topic_id)

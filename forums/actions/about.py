"""The conversation under a page: its topic and forum are made when somebody first says something, and
follow the page's audience.
"""

from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator
from wagtail.models import Page

from forums.actions.posting import Target, reply
from forums.belonging import audience_of_page, audience_within, container_of, titles_of
from forums.errors import NotYours
from forums.models import Forum, Post, Topic
from forums.places import Place
from forums.signals import topic_changed
from members import audiences
from members.models import Person
from pages.actions import source_of


def reply_about(
    *,
    page: Page,
    phase: str = "",
    text: str,
    by: Person,
    key: str | None = None,
    language: str | None = None,
    place: Place | None = None,
    draft: Target | None = None,
) -> Post:
    """Say something under a page; the first to do so opens the topic. A refused reply leaves no empty topic
    behind.
    """
    with transaction.atomic():
        topic = topic_about(page=page, phase=phase, by=by)
        return reply(topic=topic, text=text, by=by, key=key, language=language, place=place, draft=draft)


@transaction.atomic
def topic_about(*, page: Page, phase: str = "", by: Person) -> Topic:
    """Return the topic under a page in all its languages, made now where there is none. Two people at once
    make one.

    `by` must see the page; where the topic exists, whoever may read it is asked again when they post.
    """
    source = source_of(page)
    if phase not in Topic.Phase.values:
        phase = Topic.Phase.ALWAYS
    found = (
        Topic.objects.select_related("forum")
        .filter(about_key=source.translation_key, about_phase=phase)
        .first()
    )
    if found is not None:
        return found
    forum = forum_about(source)
    audience, second_audience = audience_within(forum, source.translation_key)
    if not audiences.holds(by, audience, second_audience):
        raise NotYours
    topic, made = Topic.objects.select_related("forum").get_or_create(
        about_key=source.translation_key,
        about_phase=phase,
        defaults={
            "forum": forum,
            "title": Truncator(source.title).chars(160),
            "language": source.locale.language_code,
            "audience": audience,
            "second_audience": second_audience,
            "started_by": by,
            "starter_name": str(by)[:120],
            "started_at": timezone.now(),
        },
    )
    if made:
        topic_changed.send(Topic, topic_id=topic.pk)
    return topic


@transaction.atomic
def forum_about(page: Page) -> Forum:
    """Return the forum that gathers the conversations around a course, a meeting or the library, made now
    where there is none.

    It takes the audience of that page: the title of a closed course is not for everybody.
    """
    container = container_of(source_of(page))
    key = container.translation_key
    audience, second_audience = audience_of_page(key)
    forum, _made = Forum.objects.get_or_create(
        about_key=key,
        defaults={
            "slug": f"about-{key.hex[:12]}",
            "audience": audience,
            "second_audience": second_audience,
            "position": 1000,
            **titles_of(key),
        },
    )
    return forum


def title_after_page(*, key: UUID) -> None:
    """Call the forum about a page as the page is called now. One query where there is no such forum."""
    for forum in Forum.objects.filter(about_key=key):
        titles = titles_of(key)
        if titles != {name: getattr(forum, name) for name in titles}:
            Forum.objects.filter(pk=forum.pk).update(**titles)


@transaction.atomic
def let_audience_follow(*, key: UUID, audience: str, second_audience: str) -> None:
    """Give the topics under a page, and the forum about it, the page's audience. Announces only those that
    changed.
    """
    now = {"audience": audience, "second_audience": second_audience}
    touched: set[int] = set()
    for forum in Forum.objects.filter(about_key=key).exclude(**now):
        Forum.objects.filter(pk=forum.pk).update(**now)
        forum.topics.update(news_at=timezone.now())  # people may see them now who did not
        touched.update(forum.topics.values_list("pk", flat=True))
    own = Topic.objects.filter(about_key=key) | Topic.objects.filter(
        about_key__isnull=True, forum__about_key=key
    )
    changed = list(own.exclude(**now).values_list("pk", flat=True))
    if changed:
        Topic.objects.filter(pk__in=changed).update(**now, news_at=timezone.now())
    for topic_id in touched | set(changed):
        topic_changed.send(Topic, topic_id=topic_id)

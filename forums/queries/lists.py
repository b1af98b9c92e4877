"""Lists of forums and topics, with what is new in them for a person."""

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from forums import rules
from forums.models import Forum, Topic, TopicTag
from forums.queries.finding import colour_of, with_facilitation
from forums.queries.unread import read_to_of, unread_topics, with_watermark
from members import audiences
from members.audiences import Viewer

TOPICS_A_PAGE = 25
MOST_TAGS = 30


@dataclass(frozen=True, slots=True)
class ListedForum:
    """A forum in the list, with what is in it for this person."""

    forum: Forum
    last_post_at: datetime.datetime | None
    unread: int


@dataclass(frozen=True, slots=True)
class ListedTopic:
    """A topic in a list, with what is new in it for this person."""

    topic: Topic
    unread: int
    address: str
    go_on_at: int | None  # the first unread post, where some were read before
    only_for: list[str]  # whom its own audience lets in, where that is fewer than its forum lets in

    @property
    def is_new(self) -> bool:
        """Whether the person never opened it."""
        return bool(self.unread) and self.go_on_at is None


def listed_forums(person: Viewer) -> list[ListedForum]:
    """Return the forums that the person sees; those around a page only when a topic in it can be seen. Two
    queries, one more for the bound.
    """
    unread: Counter[int] = Counter()
    if person.is_authenticated:
        rows = unread_topics(person).order_by().values_list("forum_id").annotate(n=Count("pk"))
        unread.update(dict(rows))
    latest = Topic.objects.open_to(person).filter(forum=OuterRef("pk")).order_by("-last_post_at")
    forums: Any = Forum.objects.visible_to(person).annotate(
        colour=colour_of("line"), latest_at=Subquery(latest.values("last_post_at")[:1])
    )
    return [
        ListedForum(forum, forum.latest_at, unread[forum.pk])
        for forum in with_facilitation(forums, person, "pk")
        if forum.latest_at or forum.about_key is None
    ]


def newest_unread(person: Viewer, limit: int = 8) -> list[ListedTopic]:
    """Return the unread topics with the latest news. One query, one more for the bound."""
    topics = unread_topics(person).select_related("forum").order_by("-news_at", "-pk")
    return [listed_topic(topic) for topic in topics[:limit]]


def listed_topics(
    person: Viewer, forum: Forum, *, page: int = 1, tag: str = ""
) -> tuple[list[ListedTopic], bool]:
    """Return one page of a forum's topics, pinned first, and whether there are more. One query.

    Facilitators find hidden topics in it too, never as unread.
    """
    topics = Topic.objects.filter(forum=forum)
    keeps_order = rules.may_moderate(person, forum)
    topics = (
        topics.within_reach_of(person).filter(last_number__gt=0) if keeps_order else topics.open_to(person)
    )
    if tag:
        topics = topics.filter(tagged__tag=tag)
    start = (page - 1) * TOPICS_A_PAGE
    found = list(with_watermark(topics, person)[start : start + TOPICS_A_PAGE + 1])
    for topic in found:
        topic.forum = forum
    listed = [listed_topic(topic, counts=person.is_authenticated) for topic in found[:TOPICS_A_PAGE]]
    return listed, len(found) > TOPICS_A_PAGE


def listed_topic(topic: Topic, *, counts: bool = True) -> ListedTopic:
    """Say what is new in a topic that was read `with_watermark`, with its forum."""
    read_to = read_to_of(topic) or 0
    unread = max(0, topic.last_number - read_to) if counts and topic.hidden_at is None else 0
    go_on_at = read_to + 1 if unread and read_to else None
    address = topic.address_of(go_on_at) if go_on_at else topic.address
    return ListedTopic(topic, unread, address, go_on_at, narrower(topic))


def narrower(topic: Topic) -> list[str]:
    """Say whom the topic's own audience lets in where its forum would let in more; nothing where both are alike."""
    forum = topic.forum
    of_forum = {audiences.PUBLIC, "", forum.audience, forum.second_audience}
    return [
        str(audiences.describe(label))
        for label in (topic.audience, topic.second_audience)
        if label not in of_forum
    ]


def tags_in(person: Viewer, forum: Forum) -> list[tuple[str, int]]:
    """Return the tags of the forum's topics that the person sees, the most used first. One query."""
    topics: QuerySet[Topic] = Topic.objects.open_to(person).filter(forum=forum).order_by()
    tags = TopicTag.objects.filter(topic__in=topics).values_list("tag").annotate(n=Count("pk"))
    return list(tags.order_by("-n", "tag")[:MOST_TAGS])

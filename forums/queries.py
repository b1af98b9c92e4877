"""What is shown of forums, topics and posts, in a number of queries that does not grow with them.

Unread is `last_number - read_to`, with 0 for a topic that the person never opened; every badge, mark and
list is built from
`topics_in_order`/`UNREAD`, so that they cannot disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from wagtail.models import Page

from forums import rules
from forums.models import Forum, Post, Topic
from members.audiences import Viewer
from pages.models.base import visible
from pages.prepared import Prepared
from programme.models import ProgrammeLine

TOPICS_A_PAGE = 25
POSTS_A_PAGE = 20
UNREAD = Q(last_number__gt=Coalesce(F("read_to"), 0))
NO_LINE = "capacity"
Row = TypeVar("Row", Forum, Topic)


@dataclass(frozen=True, slots=True)
class ListedForum:
    """A forum in the list, with what is in it for this person."""

    forum: Forum
    topics: int
    unread: int


@dataclass(frozen=True, slots=True)
class ListedTopic:
    """A topic in a list, with what is new in it for this person."""

    topic: Topic
    unread: int
    address: str
    go_on_at: int | None  # the first unread post, where some were read before

    @property
    def is_new(self) -> bool:
        """Whether the person never opened it."""
        return bool(self.unread) and self.go_on_at is None


def _colour_of(line: str) -> Coalesce:
    colours = ProgrammeLine.objects.filter(slug=OuterRef(line)).order_by("pk").values("colour")[:1]
    return Coalesce(Subquery(colours), Value(NO_LINE))


def with_watermark(topics: QuerySet[Topic], person: Viewer) -> QuerySet[Topic]:
    """Read `read_to` along: up to where the person has read, None for a topic that they never opened."""
    if not person.is_authenticated:
        return topics.annotate(read_to=Value(None, output_field=IntegerField()))
    mine = FilteredRelation("readers", condition=Q(readers__person=person))
    return topics.annotate(mine=mine).annotate(read_to=F("mine__read_to"))


def read_to_of(topic: Topic) -> int | None:
    """Return the watermark that `with_watermark` read along."""
    return getattr(topic, "read_to", None)


def unread_topics(person: Viewer) -> QuerySet[Topic]:
    """The topics with posts that the person has not read; nothing falls off after a time."""
    if not person.is_authenticated:
        return Topic.objects.none()
    return with_watermark(Topic.objects.visible_to(person), person).filter(UNREAD)


def listed_forums(person: Viewer) -> list[ListedForum]:
    """Return the forums that the person sees; those around a page only when a topic in it can be seen. Two
    queries.
    """
    topics = with_watermark(Topic.objects.visible_to(person), person).order_by().values("forum_id")
    unread = Count("pk", filter=UNREAD) if person.is_authenticated else Value(0)
    counts = {row["forum_id"]: row for row in topics.annotate(topics=Count("pk"), unread=unread)}
    forums = Forum.objects.visible_to(person).annotate(colour=_colour_of("line"))
    listed = []
    for forum in forums:
        row = counts.get(forum.pk, {"topics": 0, "unread": 0})
        if row["topics"] or forum.about_key is None:
            listed.append(ListedForum(forum, row["topics"], row["unread"]))
    return listed


def newest_unread(person: Viewer, limit: int = 8) -> list[ListedTopic]:
    """Return the unread topics with the latest posts. One query."""
    topics = unread_topics(person).select_related("forum").order_by("-last_post_at", "-pk")
    return [listed_topic(topic) for topic in topics[:limit]]


def forum_for(person: Viewer, slug: str) -> Forum | None:
    """Return a forum that the person sees, with its colour. One query."""
    forums = Forum.objects.visible_to(person).annotate(colour=_colour_of("line"))
    return _with_facilitation(forums, person, "pk").filter(slug=slug).first()


def _with_facilitation(queryset: QuerySet[Row], person: Viewer, forum: str) -> QuerySet[Row]:
    """Read `is_facilitated` along: whether the person is one of the forum's own facilitators."""
    if not person.is_authenticated:
        return queryset.annotate(is_facilitated=Value(False))
    listed = Forum.facilitators.through.objects.filter(forum_id=OuterRef(forum), person_id=person.pk or 0)
    return queryset.annotate(is_facilitated=Exists(listed))


def _tell_forum(topic: Any) -> None:
    """Give a topic's forum what was read along with the topic, where `rules.may_moderate` looks for it."""
    topic.forum.is_facilitated = topic.is_facilitated


def listed_topics(person: Viewer, forum: Forum, *, page: int = 1) -> tuple[list[ListedTopic], bool]:
    """Return one page of a forum's topics, pinned first, and whether there are more. One query.

    Facilitators find hidden topics in it too, never as unread.
    """
    topics = Topic.objects.all()
    keeps_order = rules.may_moderate(person, forum)
    topics = topics.within_reach_of(person) if keeps_order else topics.visible_to(person)
    start = (page - 1) * TOPICS_A_PAGE
    found = list(with_watermark(topics, person).filter(forum=forum)[start : start + TOPICS_A_PAGE + 1])
    for topic in found:
        topic.forum = forum
    listed = [listed_topic(topic, counts=person.is_authenticated) for topic in found[:TOPICS_A_PAGE]]
    return listed, len(found) > TOPICS_A_PAGE


def listed_topic(topic: Topic, *, counts: bool = True) -> ListedTopic:
    """Say what is new in a topic that was read `with_watermark`."""
    read_to = read_to_of(topic) or 0
    unread = max(0, topic.last_number - read_to) if counts and topic.hidden_at is None else 0
    go_on_at = read_to + 1 if unread and read_to else None
    return ListedTopic(topic, unread, topic.address_of(go_on_at) if go_on_at else topic.address, go_on_at)


def topic_for(person: Viewer, pk: int) -> Topic | None:
    """Return a topic that the person may read, with its forum, colour and watermark; hidden ones to
    facilitators. One query.
    """
    topics = with_watermark(Topic.objects.within_reach_of(person), person).select_related("forum")
    topic = (
        _with_facilitation(topics, person, "forum_id")
        .annotate(colour=_colour_of("forum__line"))
        .filter(pk=pk)
        .first()
    )
    if topic is None:
        return None
    _tell_forum(topic)
    return topic if rules.may_see(person, topic) else None


def _phases_of(keys: Sequence[UUID]) -> Any:
    return Topic.objects.order_by().filter(about_key__in=keys).values_list("about_phase")


_phases_about = Prepared(_phases_of)


def topic_about(key: UUID, phase: str, person: Viewer) -> Topic | None:
    """Return the topic that hangs under a page, whoever may see it: ask `rules` before showing it. One
    query where there is none, as under most pages, else two.
    """
    if phase not in {about_phase for (about_phase,) in _phases_about.rows([key])}:
        return None
    topics = with_watermark(Topic.objects.select_related("forum"), person).filter(
        about_key=key, about_phase=phase
    )
    topic = _with_facilitation(topics, person, "forum_id").first()
    if topic is not None:
        _tell_forum(topic)
    return topic


def post_for(person: Viewer, pk: int) -> Post | None:
    """Return a post in a topic that the person may read. Two queries at most."""
    post = Post.objects.select_related("topic__forum").filter(pk=pk).first()
    return post if post is not None and rules.may_see(person, post.topic) else None


def forums_to_move_to(person: Viewer, topic: Topic) -> list[Forum]:
    """Return the network's forums in which the person keeps order, but not the one where the topic is. One
    query.
    """
    forums = _with_facilitation(Forum.objects.visible_to(person), person, "pk").filter(about_key__isnull=True)
    return [forum for forum in forums.exclude(pk=topic.forum_id) if rules.may_moderate(person, forum)]


def page_about(key: UUID | None, person: Viewer) -> Page | None:
    """Return the page that a topic or forum is about, in the best language, while it is live and the person
    sees it.
    """
    if key is None:
        return None
    versions = visible(Page.objects.filter(translation_key=key), person)
    best = Case(When(locale__language_code=get_language(), then=0), default=1, output_field=IntegerField())
    return versions.order_by(best, "pk").only("title", "url_path", "translation_key", "path", "depth").first()

"""One forum, topic or post for one person, with what its page needs read along."""

import datetime
from collections.abc import Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from forums import rules
from forums.models import Draft, Forum, Poll, Post, Restriction, Signpost, Topic
from forums.queries.unread import with_watermark
from members.audiences import Viewer, labels_of
from members.prepared import Holder, Prepared
from pages.models.base import visible
from programme.models import ProgrammeLine

NO_LINE = "capacity"
MOST_TOPICS_OFFERED = 50
Row = TypeVar("Row", Forum, Topic)


def colour_of(line: str) -> Coalesce:
    """Return the colour of a programme line as an expression."""
    colours = ProgrammeLine.objects.filter(slug=OuterRef(line)).order_by("pk").values("colour")[:1]
    return Coalesce(Subquery(colours), Value(NO_LINE))


def forum_for(person: Viewer, slug: str) -> Forum | None:
    """Return a forum that the person sees, with its colour. One query."""
    forums = Forum.objects.visible_to(person).annotate(colour=colour_of("line"))
    return with_facilitation(forums, person, "pk").filter(slug=slug).first()


def with_facilitation(queryset: QuerySet[Row], person: Viewer, forum: str) -> QuerySet[Row]:
    """Read `is_facilitated` along: whether the person is one of the forum's own facilitators."""
    if not person.is_authenticated:
        return queryset.annotate(is_facilitated=Value(False))
    listed = Forum.facilitators.through.objects.filter(forum_id=OuterRef(forum), person_id=person.pk)
    return queryset.annotate(is_facilitated=Exists(listed))


def _tell_forum(topic: Any) -> None:
    """Give a topic's forum what was read along with the topic, where `rules.may_moderate` looks for it."""
    topic.forum.is_facilitated = topic.is_facilitated


def _with_what_the_page_needs(
    topics: QuerySet[Topic], person: Viewer, now: datetime.datetime
) -> QuerySet[Topic]:
    """Read along whether there is a poll, an answer, and a draft, a waiting post or a restriction of the person's."""
    muted = Restriction.objects.holding(at=now).filter(
        Q(forum=None) | Q(forum=OuterRef("forum_id")), person_id=person.pk
    )
    return topics.annotate(
        colour=colour_of("forum__line"),
        answer_number=F("answer__number"),
        answer_by=F("answer__author_name"),
        has_poll=Exists(Poll.objects.filter(topic=OuterRef("pk"))),
        has_draft=Exists(_drafts_of(person)),
        has_waiting=Exists(Post.objects.waiting().filter(topic=OuterRef("pk"), author_id=person.pk)),
        is_muted=Exists(muted),
    )


def _drafts_of(person: Viewer) -> QuerySet[Draft]:
    """Return the person's draft of a reply in a topic, for that topic's query."""
    mine = Draft.objects.filter(person_id=person.pk, action=Draft.Action.REPLY)
    return mine.filter(target=Cast(OuterRef("pk"), CharField()))


def _topic_of(
    numbers: Sequence[int],
    people: Sequence[int],
    labels: Sequence[str],
    moments: Sequence[datetime.datetime],
) -> QuerySet[Topic]:
    """Find a topic for somebody who holds these labels; nobody has the number 0, and nothing is theirs."""
    person = cast(Viewer, Holder(labels, pk=people[0]))
    topics = with_watermark(Topic.objects.within_reach_of(person), person).select_related("forum")
    topics = _with_what_the_page_needs(with_facilitation(topics, person, "forum_id"), person, moments[0])
    return topics.filter(pk=numbers[0]).order_by()


_topics = Prepared(_topic_of)


def topic_for(person: Viewer, pk: int) -> Topic | None:
    """Return a topic that the person may read, with its forum, colour and watermark; hidden ones to
    facilitators. One query.
    """
    people = [person.pk] if person.is_authenticated else [0]
    topic = _topics.first([pk], people, labels_of(person), [timezone.now()])
    if topic is None:
        return None
    _tell_forum(topic)
    return topic if rules.may_see(person, topic) else None


def moved_to(pk: int, person: Viewer) -> Topic | None:
    """Return the topic into which another was merged, where the person may read it."""
    merged = (
        Topic.objects.filter(pk=pk, merged_into__isnull=False).values_list("merged_into", flat=True).first()
    )
    return topic_for(person, merged) if merged else None


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
    topics = with_facilitation(topics, person, "forum_id")
    if person.is_authenticated:
        topics = topics.annotate(has_draft=Exists(_drafts_of(person)))
    topic = topics.first()
    if topic is not None:
        _tell_forum(topic)
    return topic


def post_for(person: Viewer, pk: int) -> Post | None:
    """Return a post in a topic that the person may read, covered and waiting ones too: `rules.may_see_post` says whether
    its words may be shown. Two queries at most.
    """
    post = Post.objects.select_related("topic__forum").filter(pk=pk).first()
    return post if post is not None and rules.may_see(person, post.topic) else None


def signpost_at(person: Viewer, topic: Topic, number: int) -> Post | None:
    """Return the post that stood here under this number and stands elsewhere now, where the person may read that."""
    sign = Signpost.objects.select_related("post__topic__forum").filter(topic=topic, number=number).first()
    return sign.post if sign is not None and rules.may_see(person, sign.post.topic) else None


def forums_to_move_to(person: Viewer, topic: Topic) -> list[Forum]:
    """Return the network's forums in which the person keeps order, but not the one where the topic is. One
    query.
    """
    forums = with_facilitation(Forum.objects.visible_to(person), person, "pk").filter(about_key__isnull=True)
    return [forum for forum in forums.exclude(pk=topic.forum_id) if rules.may_moderate(person, forum)]


def topics_to_move_to(person: Viewer, topic: Topic, *, search: str = "") -> list[Topic]:
    """Return topics into which posts can go, those of the same forum first, then the latest; found by their title. One
    query.
    """
    topics = Topic.objects.visible_to(person).select_related("forum").exclude(pk=topic.pk)
    if search:
        topics = topics.filter(title__icontains=search)
    here = Case(When(forum_id=topic.forum_id, then=0), default=1, output_field=IntegerField())
    found = with_facilitation(topics, person, "forum_id").order_by(here, "-last_post_at")[
        :MOST_TOPICS_OFFERED
    ]
    for one in found:
        _tell_forum(one)
    return [one for one in found if rules.may_moderate(person, one.forum)]


def restriction_on(person: Viewer, forum: Forum | None = None) -> Restriction | None:
    """Return why the person may not write, where that is so. One query."""
    if not person.is_authenticated:
        return None
    holding = Restriction.objects.holding().filter(person_id=person.pk)
    holding = holding.filter(Q(forum=None) | Q(forum=forum)) if forum else holding.filter(forum=None)
    return holding.order_by(F("until").desc(nulls_first=True)).first()


def page_about(key: UUID | None, person: Viewer) -> Page | None:
    """Return the page that a topic or forum is about, in the best language, while it is live and the person
    sees it.
    """
    if key is None:
        return None
    versions = visible(Page.objects.filter(translation_key=key), person)
    best = Case(When(locale__language_code=get_language(), then=0), default=1, output_field=IntegerField())
    return (
        versions.order_by(best, "pk")
        .only("title", "url_path", "translation_key", "path", "depth", "content_type")
        .first()
    )

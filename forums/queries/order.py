"""What those who keep order look at: over all forums in which they do, and nothing of the others."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from forums import rules
from forums.models import Flag, Forum, ModerationAct, Post, Restriction, Topic, TopicReader
from forums.queries.finding import with_facilitation
from members.audiences import Viewer
from members.models import Person

SHOWN = 50
UNANSWERED_AFTER = datetime.timedelta(days=3)
UNANSWERED_FOR = datetime.timedelta(days=90)  # older questions are not chased any more
QUIET_AFTER = datetime.timedelta(days=30)
QUIET_SINCE = datetime.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Reported:
    """A post with what was said of it."""

    post: Post
    flags: list[Flag]


@dataclass(frozen=True, slots=True)
class Quiet:
    """Somebody who took part and does not any more."""

    person: Person
    posts: int
    last_at: datetime.datetime
    still_reads: bool


def forums_kept_by(person: Viewer) -> list[Forum]:
    """Return the forums in which the person keeps order. One query, kept on the person for the request."""
    known: list[Forum] | None = getattr(person, "_forums_kept", None)
    if known is None:
        forums = with_facilitation(Forum.objects.visible_to(person), person, "pk")
        known = (
            [forum for forum in forums if rules.may_moderate(person, forum)]
            if person.is_authenticated
            else []
        )
        person._forums_kept = known  # type: ignore[union-attr]
    return known


def _topics(person: Viewer) -> QuerySet[Topic]:
    return Topic.objects.within_reach_of(person).filter(
        forum__in=[forum.pk for forum in forums_kept_by(person)]
    )


def waiting_posts(person: Viewer) -> list[Post]:
    """Return the posts that wait for somebody to look at them, the oldest first."""
    posts = Post.objects.waiting().filter(topic__in=_topics(person).order_by())
    return list(posts.select_related("topic__forum", "author").order_by("held_at")[:SHOWN])


def reported_posts(person: Viewer) -> list[Reported]:
    """Return the posts that were reported and not answered, those reported most first. Two queries."""
    open_flags = Flag.objects.filter(settled_at__isnull=True, post__topic__in=_topics(person).order_by())
    flags: dict[int, list[Flag]] = {}
    for flag in open_flags.select_related("person").order_by("at")[: SHOWN * 10]:
        flags.setdefault(flag.post_id or 0, []).append(flag)
    posts = Post.objects.filter(pk__in=flags).select_related("topic__forum", "author")
    found = [Reported(post, flags[post.pk]) for post in posts]
    return sorted(found, key=lambda one: (-len(one.flags), one.flags[0].at))[:SHOWN]


def reported_messages(person: Viewer) -> list[Flag]:
    """Return the messages that were reported and not answered, for those who keep order everywhere."""
    if not rules.keeps_order_everywhere(person):
        return []
    flags = Flag.objects.filter(settled_at__isnull=True, message__isnull=False)
    return list(flags.select_related("message", "message__author", "person").order_by("at")[:SHOWN])


def queue_length(person: Viewer) -> int:
    """Return how many posts and messages want a decision; for whoever keeps order somewhere. Two queries."""
    if not forums_kept_by(person):
        return 0
    topics = _topics(person).order_by()
    waits = Post.objects.waiting().filter(topic__in=topics)[: SHOWN + 1].count()
    of_posts = Q(post__topic__in=topics)
    of_messages = Q(message__isnull=False) if rules.keeps_order_everywhere(person) else Q(pk__in=[])
    open_flags = Flag.objects.filter(of_posts | of_messages, settled_at__isnull=True).order_by()
    return waits + open_flags.values("post", "message").distinct()[: SHOWN + 1].count()


def unanswered_topics(person: Viewer) -> list[Topic]:
    """Return topics to which nobody but their starter has said anything for three days. One query."""
    now = timezone.now()
    others = Post.objects.shown().filter(topic=OuterRef("pk")).exclude(author=OuterRef("started_by"))
    topics = _topics(person).filter(
        last_number__gt=0,
        hidden_at__isnull=True,
        is_locked=False,
        answer__isnull=True,
        started_at__lt=now - UNANSWERED_AFTER,
        started_at__gt=now - UNANSWERED_FOR,
    )
    topics = topics.exclude(closes_at__lte=now).filter(~Exists(others))
    return list(topics.select_related("forum").order_by("started_at")[:SHOWN])


def quiet_people(person: Viewer) -> list[Quiet]:
    """Return people who wrote in these forums within a year and have been silent for a month. Three queries."""
    now = timezone.now()
    posts = Post.objects.shown().filter(
        topic__in=_topics(person).order_by(), author__is_active=True, written_at__gt=now - QUIET_SINCE
    )
    rows = posts.order_by().values("author").annotate(n=Count("pk"), last=Max("written_at"))
    rows = rows.filter(last__lt=now - QUIET_AFTER, n__gte=2).order_by("last")[:SHOWN]
    found = {row["author"]: row for row in rows}
    people = Person.objects.in_bulk(list(found))
    readers = TopicReader.objects.filter(person__in=found, read_at__gt=now - QUIET_AFTER)
    reading = set(readers.order_by().values_list("person", flat=True).distinct())
    return [
        Quiet(people[pk], row["n"], row["last"], pk in reading) for pk, row in found.items() if pk in people
    ]


def recent_acts(person: Viewer) -> list[ModerationAct]:
    """Return what was done lately in these forums, and everywhere for those who keep order everywhere. One query."""
    wanted = Q(forum__in=[forum.pk for forum in forums_kept_by(person)])
    if rules.keeps_order_everywhere(person):
        wanted |= Q(forum__isnull=True)
    acts = ModerationAct.objects.filter(wanted)
    return list(acts.select_related("forum", "topic__forum", "post", "person").order_by("-at", "-pk")[:SHOWN])


def act_for(person: Viewer, pk: int) -> ModerationAct | None:
    """Return an act for whom it concerns, and for those who keep order where it was done."""
    acts = ModerationAct.objects.select_related("forum", "topic__forum", "post__topic__forum", "person")
    act = acts.filter(pk=pk).first()
    if act is None or not person.is_authenticated:
        return None
    if act.person_id == person.pk:
        return act
    if act.forum is None:
        return act if rules.keeps_order_everywhere(person) else None
    return act if rules.may_moderate(person, act.forum) else None


def restrictions_seen_by(person: Viewer) -> list[Restriction]:
    """Return who may not write or come in now, as far as the person keeps order there."""
    wanted = Q(forum__in=[forum.pk for forum in forums_kept_by(person)])
    if rules.keeps_order_everywhere(person):
        wanted |= Q(forum__isnull=True)
    return list(Restriction.objects.holding().filter(wanted).select_related("person", "forum")[:SHOWN])

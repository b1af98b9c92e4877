"""What a person has not read.

Unread is `last_number - read_to`, with 0 for a topic that the person never opened. The badge, the marks and the lists are
all `unread_topics`, so that they cannot disagree; `ReadBound` spares it the topics that are known to be read.
"""

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any, cast

from django.db.models import F, FilteredRelation, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from forums.models import ReadBound, Topic, TopicReader
from members.audiences import Viewer, labels_of
from members.prepared import Holder, Prepared

UNREAD = Q(last_number__gt=Coalesce(F("read_to"), 0))
MOST_COUNTED = 99  # a badge says “99+” beyond it: nobody needs the number, and counting it takes time

_LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


def with_watermark(topics: QuerySet[Topic], person: Viewer) -> QuerySet[Topic]:
    """Read `read_to` along: up to where the person has read, None for a topic that they never opened."""
    if not person.is_authenticated:
        return topics.annotate(read_to=Value(None, output_field=IntegerField()))
    mine = FilteredRelation("readers", condition=Q(readers__person_id=person.pk))
    return topics.annotate(mine=mine).annotate(read_to=F("mine__read_to"))


def read_to_of(topic: Topic) -> int | None:
    """Return the watermark that `with_watermark` read along."""
    return getattr(topic, "read_to", None)


def unread_topics(person: Viewer) -> QuerySet[Topic]:
    """The topics with posts that the person has not read; nothing falls off after a time.

    Only those are looked at which had news since the person's bound, and those marked as behind it. One query beside this.
    """
    if not person.is_authenticated:
        return Topic.objects.none()
    return _unread_since(bound_of(person), person)


def _unread_since(bound: datetime.datetime | None, person: Viewer) -> QuerySet[Topic]:
    topics = with_watermark(Topic.objects.visible_to(person), person).filter(UNREAD)
    if bound is None:
        return topics
    recent = Topic.objects.filter(news_at__gt=bound).order_by().values("pk")
    behind = TopicReader.objects.filter(person_id=person.pk, is_behind=True).order_by().values("topic_id")
    return topics.filter(pk__in=recent.union(behind))


def _unread_of(labels: Sequence[str], people: Sequence[int], bounds: Sequence[datetime.datetime] = ()) -> Any:
    holder = cast(Viewer, Holder(labels, pk=people[0]))
    topics = _unread_since(bounds[0] if bounds else None, holder)
    return topics.order_by().values_list("pk")[: MOST_COUNTED + 1]


_unread = Prepared(_unread_of)
_bound = Prepared(
    lambda people, labels: ReadBound.objects.filter(person_id=people[0], labels=labels[0]).values_list(
        "before"
    )
)


def unread_count(person: Viewer) -> int:
    """Return how many topics have something new for the person, at most one more than is counted. Two queries a request,
    however many topics there are.
    """
    known: int | None = getattr(person, "_unread_count", None)
    if known is None:
        known = 0
        if person.is_authenticated:
            bound = bound_of(person)
            known = len(_unread.rows(labels_of(person), [person.pk], *([[bound]] if bound else [])))
        person._unread_count = known  # type: ignore[union-attr]  # kept on whoever asks while the request lasts
    return known


def bound_of(person: Viewer) -> datetime.datetime | None:
    """Return up to when all news is known to be read, None where nothing is known. One query, kept on the person."""
    if not hasattr(person, "_read_bound"):
        found = _bound.first([person.pk], [sum_of_labels(person)])
        person._read_bound = found[0] if found else None  # type: ignore[union-attr]  # kept on whoever asks while the request lasts
    return person._read_bound  # type: ignore[union-attr]  # kept on whoever asks while the request lasts


def forget_counts(person: Viewer) -> None:
    """Drop what is kept on the person, after an action changed it within one request."""
    for name in ("_unread_count", "_read_bound"):
        if hasattr(person, name):
            delattr(person, name)


def sum_of_labels(person: Viewer) -> str:
    """Return a sum over the labels that decide which topics the person sees; conversations are no topics."""
    labels = sorted(label for label in labels_of(person) if not label.startswith("conversation:"))
    return hashlib.sha256("\n".join(labels).encode()).hexdigest()


def since(bound: datetime.datetime | None) -> datetime.datetime:
    """Return the bound, or a time before all news."""
    return bound or _LONG_AGO

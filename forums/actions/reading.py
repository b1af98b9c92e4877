"""Reading moves the watermark; it is an action although a GET causes it."""

import datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from forums import rules
from forums.errors import NotYours
from forums.models import Forum, ReadBound, Topic, TopicReader
from forums.queries.unread import (
    bound_of,
    forget_counts,
    read_to_of,
    since,
    sum_of_labels,
    unread_topics,
)
from forums.sheets import Sheet, sheet_of
from members.audiences import Viewer
from members.models import Person

FAR = 200  # topics with news beyond the bound, from which on it is worth moving
MOST_BEHIND = 200  # unread topics that may be left behind it
NOT_BEFORE = datetime.timedelta(hours=1)  # longer than any transaction that is bringing news


def read_topic(
    *,
    topic: Topic,
    by: Viewer,
    post: int | None = None,
    page: int | None = None,
    counts: bool = True,
    recording: str = "",
) -> Sheet:
    """Return a page of the topic and remember that the person has seen it, unless a browser only fetched it
    in advance.

    A GET may do this because it is safe to repeat: the watermark only moves forward, and to what was shown.
    `topic` was read with `queries.topic_for`.
    """
    sheet = sheet_of(topic, person=by, post=post, page=page, recording=recording)
    if counts and by.is_authenticated and sheet.last_shown > (read_to_of(topic) or 0):
        move_watermark(topic_id=topic.pk, person_id=by.pk, to=sheet.last_shown)
        forget_counts(by)
        move_bound(person=by)
    return sheet


def move_watermark(*, topic_id: int, person_id: int, to: int) -> None:
    """Move one person's watermark in one topic forward, never back, however many tabs read at once.

    One statement.
    """
    table = connection.ops.quote_name(TopicReader._meta.db_table)
    topics = connection.ops.quote_name(Topic._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (topic_id, person_id, read_to, read_at, is_behind) "  # noqa: S608 - tables' names
            "VALUES (%s, %s, %s, %s, %s) "
            "ON CONFLICT (topic_id, person_id) "
            "DO UPDATE SET read_to = excluded.read_to, read_at = excluded.read_at, "
            f"is_behind = {table}.is_behind AND excluded.read_to < "
            f"(SELECT last_number FROM {topics} WHERE {topics}.id = {table}.topic_id) "
            f"WHERE {table}.read_to < excluded.read_to",
            [topic_id, person_id, to, connection.ops.adapt_datetimefield_value(timezone.now()), False],
        )


@transaction.atomic
def mark_unread_from(*, topic: Topic, number: int, by: Person) -> None:
    """Let the topic be unread from this post on, because its reader says so; the only way back for a watermark.

    What they had not read before that post stays unread.
    """
    if not rules.may_see(by, topic):
        raise NotYours
    known = TopicReader.objects.select_for_update().filter(topic=topic, person=by).first()
    to = max(0, min(number - 1, topic.last_number - 1, known.read_to if known else 0))
    TopicReader.objects.update_or_create(topic=topic, person=by, defaults={"read_to": to, "is_behind": True})
    forget_counts(by)


@transaction.atomic
def catch_up(*, by: Person, forum: Forum | None = None) -> int:
    """Count everything as read, in one forum or in all; return in how many topics. One statement, however many."""
    topics = unread_topics(by).order_by()
    if forum is not None:
        topics = topics.filter(forum=forum)
    rows = list(topics.values_list("pk", "last_number"))
    now = timezone.now()
    TopicReader.objects.bulk_create(
        [
            TopicReader(topic_id=pk, person=by, read_to=number, read_at=now, is_behind=False)
            for pk, number in rows
        ],
        update_conflicts=True,
        unique_fields=["topic", "person"],
        update_fields=["read_to", "read_at", "is_behind"],
        batch_size=1000,
    )
    forget_counts(by)
    move_bound(person=by)
    return len(rows)


def move_bound(*, person: Viewer) -> bool:
    """Note up to when the person has read everything, once that spares looking at many topics; say whether it moved.

    What is still unread before the new bound is marked as behind it, so that nothing falls off. Whoever has left very much
    unread gets none: there the newest are found at once.
    """
    if not person.is_authenticated:
        return False
    bound, horizon = since(bound_of(person)), timezone.now() - NOT_BEFORE
    far = Topic.objects.filter(news_at__gt=bound, news_at__lte=horizon).order_by()
    if far[: FAR + 1].count() <= FAR:
        return False
    unread = list(unread_topics(person).order_by().values_list("pk", "news_at")[: MOST_BEHIND + 1])
    if len(unread) > MOST_BEHIND:
        return False
    now = timezone.now()
    with transaction.atomic():
        TopicReader.objects.bulk_create(
            [
                TopicReader(topic_id=pk, person_id=person.pk, read_to=0, read_at=now, is_behind=True)
                for pk, news_at in unread
                if news_at <= horizon
            ],
            update_conflicts=True,
            unique_fields=["topic", "person"],
            update_fields=["is_behind"],
        )
        done = TopicReader.objects.filter(
            person_id=person.pk, is_behind=True, read_to__gte=F("topic__last_number")
        )
        TopicReader.objects.filter(pk__in=list(done.values_list("pk", flat=True))).update(is_behind=False)
        ReadBound.objects.update_or_create(
            person_id=person.pk, defaults={"before": horizon, "labels": sum_of_labels(person)}
        )
    forget_counts(person)
    return True

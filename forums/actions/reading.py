"""Reading moves the watermark; it is an action although a GET causes it."""

from django.db import connection
from django.utils import timezone

from forums.models import Topic, TopicReader
from forums.queries import read_to_of
from forums.sheets import Sheet, sheet_of
from members.audiences import Viewer


def read_topic(
    *, topic: Topic, by: Viewer, post: int | None = None, page: int | None = None, counts: bool = True
) -> Sheet:
    """Return a page of the topic and remember that the person has seen it, unless a browser only fetched it
    in advance.

    A GET may do this because it is safe to repeat: the watermark only moves forward, and to what was shown.
    `topic` was read with `queries.topic_for`.
    """
    sheet = sheet_of(topic, person=by, post=post, page=page)
    if counts and by.is_authenticated and sheet.last_shown > (read_to_of(topic) or 0):
        move_watermark(topic_id=topic.pk, person_id=by.pk, to=sheet.last_shown)
    return sheet


def move_watermark(*, topic_id: int, person_id: int, to: int) -> None:
    """Move one person's watermark in one topic forward, never back, however many tabs read at once.

    One statement.
    """
    table = connection.ops.quote_name(TopicReader._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (topic_id, person_id, read_to, read_at) "  # noqa: S608 - a table's name
            "VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (topic_id, person_id) "
            "DO UPDATE SET read_to = excluded.read_to, read_at = excluded.read_at "
            f"WHERE {table}.read_to < excluded.read_to",
            [topic_id, person_id, to, connection.ops.adapt_datetimefield_value(timezone.now())],
        )

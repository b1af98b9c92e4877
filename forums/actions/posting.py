"""Start a topic, reply, edit."""

import datetime
import math
from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import get_language

from forums import rendering, rules
from forums.actions.reading import move_watermark
from forums.belonging import audience_within
from forums.errors import NothingSaid, NotYours, TooLong, TooManyPosts, TopicLocked
from forums.models import Forum, Post, PostRevision, Topic
from forums.signals import post_changed, post_written, topic_changed
from members.models import Person

TEXT_LIMIT = 20_000
TITLE_LIMIT = 160
POSTS_AT_MOST = 20
IN_MINUTES = 10


def start_topic(
    *,
    forum: Forum,
    title: str,
    text: str,
    by: Person,
    key: str | None = None,
    language: str | None = None,
    tags: Sequence[str] = (),
    at: datetime.datetime | None = None,
) -> Topic:
    """Open a topic with its first post. Sent again with the same key it is the topic of the first time.

    `at` is for what was said elsewhere before and is brought in.
    """
    if not rules.may_start(by, forum):
        raise NotYours
    title = _within(title, TITLE_LIMIT)
    said = _within(text, TEXT_LIMIT)
    at = at or timezone.now()
    try:
        with transaction.atomic():
            before = _already_sent(by, key)
            if before is not None:
                return before.topic
            audience, second_audience = audience_within(forum)
            topic = Topic.objects.create(
                forum=forum,
                audience=audience,
                second_audience=second_audience,
                title=" ".join(title.split()),
                language=_known(language),
                tags=list(tags),
                started_by=by,
                starter_name=str(by)[:120],
                started_at=at,
            )
            _write(topic, said, by=by, key=key, language=language, at=at)
            topic_changed.send(Topic, topic_id=topic.pk)
    except IntegrityError:
        before = _already_sent(by, key)
        if before is None:
            raise
        return before.topic
    return topic


def reply(
    *,
    topic: Topic,
    text: str,
    by: Person,
    key: str | None = None,
    language: str | None = None,
    at: datetime.datetime | None = None,
) -> Post:
    """Add a post at the end. Sent again with the same key it is the post of the first time.

    Raises NotYours, TopicLocked, NothingSaid, TooLong or TooManyPosts.
    """
    if not rules.may_see(by, topic) or not by.is_authenticated:
        raise NotYours
    said = _within(text, TEXT_LIMIT)
    try:
        with transaction.atomic():
            return _already_sent(by, key) or _write(
                topic, said, by=by, key=key, language=language, at=at or timezone.now()
            )
    except IntegrityError:
        # Two of the same at once: the other one is written, and the number that this one took went back
        # with it.
        before = _already_sent(by, key)
        if before is None:
            raise
        return before


@transaction.atomic
def edit_post(*, post: Post, text: str, by: Person) -> Post:
    """Say it differently. What it said before is kept; an edit that changes nothing leaves no trace."""
    if not rules.may_edit(by, post):
        raise NotYours
    said = _within(text, TEXT_LIMIT)
    before = Post.objects.select_for_update().values_list("text", flat=True).get(pk=post.pk)
    if before == said:
        return post
    PostRevision.objects.create(post=post, text=before, edited_by=by)
    post.text, post.html, post.renderer, post.edited_at = (
        said,
        rendering.render(said),
        rendering.RENDERER,
        timezone.now(),
    )
    post.save(update_fields=["text", "html", "renderer", "edited_at"])
    post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)
    return post


def _write(
    topic: Topic, said: str, *, by: Person, key: str | None, language: str | None, at: datetime.datetime
) -> Post:
    """Take the next number and write the post, both or neither; call it in a transaction."""
    _refuse_too_many(by, at)
    number, is_locked, hidden_at = _take_number(topic, by=by, at=at)
    if (is_locked or hidden_at) and not rules.may_moderate(by, topic.forum):
        raise TopicLocked
    post = Post.objects.create(
        topic=topic,
        number=number,
        author=by,
        author_name=str(by)[:120],
        text=said,
        html=rendering.render(said),
        renderer=rendering.RENDERER,
        language=_known(language),
        key=key or None,
        written_at=at,
    )
    move_watermark(topic_id=topic.pk, person_id=by.pk, to=number)
    post_written.send(Post, post_id=post.pk, topic_id=topic.pk)
    return post


def _take_number(topic: Topic, *, by: Person, at: datetime.datetime) -> tuple[int, bool, object]:
    """Raise the topic's last number by one. The row stays ours until commit, so that numbers are dense and
    in order of commit.
    """
    operations = connection.ops
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {operations.quote_name(Topic._meta.db_table)} "  # noqa: S608 - a table's name
            "SET last_number = last_number + 1, last_post_at = %s, last_poster_name = %s "
            "WHERE id = %s RETURNING last_number, is_locked, hidden_at",
            [operations.adapt_datetimefield_value(at), str(by)[:120], topic.pk],
        )
        (number, is_locked, hidden_at), *_others = cursor.fetchall()
    topic.last_number, topic.last_post_at, topic.last_poster_name = number, at, str(by)[:120]
    return number, bool(is_locked), hidden_at


def _refuse_too_many(by: Person, at: datetime.datetime) -> None:
    """Count the person's posts of the last minutes. One query."""
    since = at - datetime.timedelta(minutes=IN_MINUTES)
    recent = Post.objects.filter(author=by, written_at__gt=since, written_at__lte=at).order_by("-written_at")
    times = list(recent.values_list("written_at", flat=True)[:POSTS_AT_MOST])
    if len(times) == POSTS_AT_MOST:
        free_at = times[-1] + datetime.timedelta(minutes=IN_MINUTES)
        raise TooManyPosts(minutes=max(1, math.ceil((free_at - at).total_seconds() / 60)))


def _already_sent(by: Person, key: str | None) -> Post | None:
    return Post.objects.select_related("topic__forum").filter(author=by, key=key).first() if key else None


def _within(text: str, limit: int) -> str:
    """Tidy what a form sent (line ends, NUL, outer space) and refuse nothing and too much."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not tidy:
        raise NothingSaid
    if len(tidy) > limit:
        raise TooLong(limit)
    return tidy


def _known(language: str | None) -> str:
    """Return the language if the site has it, else the one that is read."""
    codes = [code for code, _name in settings.LANGUAGES]
    return next((code for code in (language, get_language()) if code in codes), settings.LANGUAGE_CODE)

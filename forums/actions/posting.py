"""Start a topic, reply. Every door comes through here: rights, limits, trust and numbers are decided in one place."""

import datetime
from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forums import languages, limits, rendering, rules, trust
from forums.actions.drafting import take_along
from forums.actions.naming import name_people, quote_posts
from forums.actions.reading import move_watermark
from forums.actions.words import TEXT_LIMIT, TITLE_LIMIT, tag_topic, within
from forums.belonging import audience_within
from forums.errors import Muted, NotYours, OneTopicOnly, TopicLocked
from forums.models import Forum, Mention, Post, Topic
from forums.places import Place
from forums.queries.addressing import Addressed
from forums.queries.finding import restriction_on
from forums.signals import people_mentioned, post_held, post_written, topic_changed
from members.models import Person

Target = tuple[str, str]  # a draft's action and target


def start_topic(
    *,
    forum: Forum,
    title: str,
    text: str,
    by: Person,
    key: str | None = None,
    language: str | None = None,
    tags: Sequence[str] = (),
    draft: Target | None = None,
    at: datetime.datetime | None = None,
) -> Topic:
    """Open a topic with its first post. Sent again with the same key it is the topic of the first time.

    `at` is for what was said elsewhere before and is brought in. `draft` is what it was written as: its files come along.
    """
    if not rules.may_start(by, forum):
        raise OneTopicOnly if forum.is_one_topic and rules.may_see_forum(by, forum) else NotYours
    title = " ".join(within(title, TITLE_LIMIT).split())
    said = within(text, TEXT_LIMIT)
    at = at or timezone.now()
    try:
        with transaction.atomic():
            before = _already_sent(by, key)
            if before is not None:
                return before.topic
            if forum.is_one_topic:
                _refuse_a_second(forum)
            audience, second_audience = audience_within(forum)
            topic = Topic.objects.create(
                forum=forum,
                audience=audience,
                second_audience=second_audience,
                title=title,
                language=languages.language_of(f"{title}. {said}", told=language),
                started_by=by,
                starter_name=str(by)[:120],
                started_at=at,
            )
            tag_topic(topic=topic, tags=tags, by=by)
            write(topic, said, by=by, key=key, language=language, at=at, draft=draft)
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
    place: Place | None = None,
    draft: Target | None = None,
    at: datetime.datetime | None = None,
) -> Post:
    """Add a post at the end. Sent again with the same key it is the post of the first time.

    The post has no number while it waits for a facilitator. Raises NotYours, TopicLocked, NothingSaid, TooLong,
    TooManyPosts, TooManyPeople or Muted.
    """
    if not rules.may_see(by, topic) or not by.is_authenticated:
        raise NotYours
    said = within(text, TEXT_LIMIT)
    try:
        with transaction.atomic():
            return _already_sent(by, key) or write(
                topic,
                said,
                by=by,
                key=key,
                language=language,
                at=at or timezone.now(),
                place=place,
                draft=draft,
            )
    except IntegrityError:
        # Two of the same at once: the other one is written, and the number that this one took went back
        # with it.
        before = _already_sent(by, key)
        if before is None:
            raise
        return before


def write(
    topic: Topic,
    said: str,
    *,
    by: Person,
    key: str | None,
    language: str | None,
    at: datetime.datetime,
    place: Place | None = None,
    draft: Target | None = None,
) -> Post:
    """Take the next number and write the post, both or neither; call it in a transaction, with words that were tidied."""
    refuse_muted(by, topic.forum)
    limits.refuse_too_many_posts(by, at)
    named = name_people(said, writer=by, topic=topic)
    html = rendering.render(said, named.handles)
    held = trust.reason_to_hold(by=by, topic=topic, html=html)
    if held:
        number = None
        if topic.is_shut() or topic.hidden_at:
            raise TopicLocked
    else:
        number = _number_for(topic, by, at)
    post = Post.objects.create(
        topic=topic,
        number=number,
        author=by,
        author_name=str(by)[:120],
        text=said,
        html=html,
        renderer=rendering.RENDERER,
        language=languages.language_of(said, told=language),
        language_told=bool(languages.known(language)),
        key=key or None,
        written_at=at,
        held_at=timezone.now() if held else None,
        held_because=held,
        **_at_place(place),
    )
    if draft:
        take_along(post=post, draft=draft)
    Mention.objects.bulk_create(
        [Mention(post=post, person_id=pk, written_as=written) for pk, written in named.people.items()]
    )
    if held:
        post_held.send(Post, post_id=post.pk)
    else:
        tell(post, named)
    post.unclear_names = named.unclear  # type: ignore[attr-defined]
    return post


def tell(post: Post, named: Addressed | None = None) -> None:
    """Announce a post that stands in its topic now, whom it names and whom it quotes. In the transaction that placed it."""
    if post.author_id and post.number:
        move_watermark(topic_id=post.topic_id, person_id=post.author_id, to=post.number)
    post_written.send(Post, post_id=post.pk, topic_id=post.topic_id)
    people = list(named.people) if named else list(post.mentions.values_list("person_id", flat=True))
    quote_posts(post=post)
    announce_names(post, people)


def announce_names(post: Post, people: Sequence[int]) -> None:
    """Announce who is named, if anybody is."""
    if people:
        people_mentioned.send(Post, post_id=post.pk, topic_id=post.topic_id, person_ids=sorted(people))


def refuse_muted(by: Person, forum: Forum) -> None:
    """Refuse whoever may not write, with the reason that they were given. One query."""
    restriction = restriction_on(by, forum)
    if restriction is not None:
        raise Muted(restriction.until, restriction.why)


def refuse_muted_everywhere(by: Person) -> None:
    """Refuse whoever may write nowhere. One query."""
    restriction = restriction_on(by)
    if restriction is not None:
        raise Muted(restriction.until, restriction.why)


def _number_for(topic: Topic, by: Person, at: datetime.datetime) -> int:
    number, is_shut = take_number(topic, name=str(by)[:120], at=at)
    if is_shut and not rules.may_moderate(by, topic.forum):
        raise TopicLocked
    return number


def take_number(topic: Topic, *, name: str, at: datetime.datetime) -> tuple[int, bool]:
    """Raise the topic's last number by one and say whether it is shut. The row stays ours until commit, so that numbers are
    dense and in order of commit.
    """
    operations, now = connection.ops, timezone.now()
    stamp, news = operations.adapt_datetimefield_value(at), operations.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {operations.quote_name(Topic._meta.db_table)} "  # noqa: S608 - a table's name
            "SET last_number = last_number + 1, post_count = post_count + 1, last_post_at = %s, news_at = %s, "
            "last_poster_name = %s WHERE id = %s "
            # Columns as they are: SQLite gets IS NOT NULL wrong in RETURNING.
            "RETURNING last_number, is_locked, hidden_at, merged_into_id, closes_at",
            [stamp, news, name, topic.pk],
        )
        (number, is_locked, hidden_at, merged_into_id, closes_at), *_others = cursor.fetchall()
    closes = datetime.datetime.fromisoformat(closes_at) if isinstance(closes_at, str) else closes_at
    if closes is not None and timezone.is_naive(closes):
        closes = closes.replace(tzinfo=datetime.UTC)
    is_shut = bool(is_locked or hidden_at or merged_into_id or (closes and closes <= now))
    topic.last_number, topic.last_post_at, topic.last_poster_name, topic.news_at = number, at, name, now
    topic.post_count += 1
    return number, is_shut


def _at_place(place: Place | None) -> dict[str, object]:
    if place is None:
        return {}
    return {"place_file": place.file, "place_page": place.page, "place_second": place.second}


def _refuse_a_second(forum: Forum) -> None:
    Forum.objects.select_for_update().get(pk=forum.pk)
    if Topic.objects.filter(forum=forum, merged_into__isnull=True, hidden_at__isnull=True).exists():
        raise OneTopicOnly


def _already_sent(by: Person, key: str | None) -> Post | None:
    return Post.objects.select_related("topic__forum").filter(author=by, key=key).first() if key else None

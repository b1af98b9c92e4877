"""Keep order: pin, lock, close, rename, move, hide. Nothing is lost; each act is in the book and can be taken back."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from forums import rules
from forums.actions.acts import log_act, something_changed_since, undoes
from forums.actions.words import TITLE_LIMIT, within
from forums.belonging import audience_within
from forums.errors import NotYours
from forums.models import Flag, Forum, ModerationAct, Post, Topic
from forums.signals import post_changed, topic_changed
from members.models import Person

Verb = ModerationAct.Verb
MOMENTS = {"hidden_at", "closes_at"}
#: Fields that lead to other rows, as the book keeps them.
ROWS = {"hidden_by": "hidden_by_id", "forum": "forum_id"}


def pin_topic(*, topic: Topic, by: Person, why: str = "") -> None:
    """Keep it on top of its forum."""
    _change_topic(topic, by, Verb.PIN, why, is_pinned=True)


def unpin_topic(*, topic: Topic, by: Person, why: str = "") -> None:
    """Let it take its place by time again."""
    _change_topic(topic, by, Verb.UNPIN, why, is_pinned=False)


def lock_topic(*, topic: Topic, by: Person, why: str = "") -> None:
    """Close it to replies of all but those who keep order."""
    _change_topic(topic, by, Verb.LOCK, why, is_locked=True)


def unlock_topic(*, topic: Topic, by: Person, why: str = "") -> None:
    """Open it again."""
    _change_topic(topic, by, Verb.UNLOCK, why, is_locked=False)


def close_topic(*, topic: Topic, at: datetime.datetime | None, by: Person, why: str = "") -> None:
    """Let it close by itself at a time; None lets it stay open."""
    _change_topic(topic, by, Verb.CLOSE, why, closes_at=at)


def rename_topic(*, topic: Topic, title: str, by: Person, why: str = "") -> None:
    """Give it a title that says what it is about."""
    _change_topic(topic, by, Verb.RENAME, why, title=" ".join(within(title, TITLE_LIMIT).split()))


def hide_topic(*, topic: Topic, by: Person, why: str = "") -> None:
    """Take it out of sight of all but those who keep order."""
    _change_topic(topic, by, Verb.HIDE_TOPIC, why, hidden_at=timezone.now(), hidden_by=by)


def show_topic(*, topic: Topic, by: Person, why: str = "") -> None:
    """Bring it back."""
    _change_topic(topic, by, Verb.SHOW_TOPIC, why, hidden_at=None, hidden_by=None)


def move_topic(*, topic: Topic, to: Forum, by: Person, why: str = "") -> None:
    """Put it into another forum, whose audience then counts as well; `by` keeps order in both. Numbers and
    watermarks stay.
    """
    if not rules.may_moderate(by, to):
        raise NotYours
    audience, second_audience = audience_within(to, topic.about_key)
    _change_topic(topic, by, Verb.MOVE, why, forum=to, audience=audience, second_audience=second_audience)


def hide_post(*, post: Post, by: Person, why: str = "") -> None:
    """Cover what it says; its number stays, so that nothing after it moves."""
    _change_post(post, by, Verb.HIDE_POST, why, hidden_at=timezone.now(), hidden_by=by)


def show_post(*, post: Post, by: Person, why: str = "") -> None:
    """Uncover it."""
    _change_post(post, by, Verb.SHOW_POST, why, hidden_at=None, hidden_by=None)


@transaction.atomic
def _change_topic(topic: Topic, by: Person, verb: str, why: str, **changes: Any) -> None:
    if not rules.may_reach(by, topic) or not rules.may_moderate(by, topic.forum):
        raise NotYours
    topic.refresh_from_db(fields=[*changes, "merged_into"])
    before = _kept(topic, changes)
    for name, value in changes.items():
        setattr(topic, name, value)
    if before == _kept(topic, changes):
        return
    topic.news_at = timezone.now()  # somebody may see it now who did not before
    topic.save(update_fields=[*changes, "news_at"])
    log_act(
        verb=verb,
        by=by,
        why=why,
        topic=topic,
        person_id=topic.started_by_id,
        before=before,
        after=_kept(topic, changes),
    )
    topic_changed.send(Topic, topic_id=topic.pk)


@transaction.atomic
def _change_post(post: Post, by: Person, verb: str, why: str, **changes: Any) -> None:
    if not rules.may_reach(by, post.topic) or not rules.may_moderate(by, post.topic.forum):
        raise NotYours
    post.refresh_from_db(fields=list(changes))
    before = _kept(post, changes)
    for name, value in changes.items():
        setattr(post, name, value)
    post.save(update_fields=list(changes))
    log_act(
        verb=verb,
        by=by,
        why=why,
        post=post,
        person_id=post.author_id,
        before=before,
        after=_kept(post, changes),
    )
    settle_flags(post=post, by=by, outcome=Flag.Outcome.ACTED)
    post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)


def settle_flags(*, post: Post, by: Person, outcome: str) -> int:
    """Answer what was reported of a post; call it in the transaction of what was done."""
    open_flags = Flag.objects.filter(post=post, settled_at__isnull=True)
    return open_flags.update(outcome=outcome, settled_at=timezone.now(), settled_by=by)


def _kept(row: Topic | Post, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the fields as the book keeps them: rows by id, times as text."""
    kept = {}
    for name in changes:
        column = ROWS.get(name, name)
        value = getattr(row, column)
        kept[column] = value.isoformat() if name in MOMENTS and value else value
    return kept


@undoes(
    Verb.PIN,
    Verb.UNPIN,
    Verb.LOCK,
    Verb.UNLOCK,
    Verb.CLOSE,
    Verb.RENAME,
    Verb.HIDE_TOPIC,
    Verb.SHOW_TOPIC,
    Verb.MOVE,
)
def _undo_on_topic(act: ModerationAct, by: Person) -> None:
    topic = act.topic
    if topic is None or topic.merged_into_id:
        raise something_changed_since()
    if act.verb == Verb.MOVE:
        back = Forum.objects.filter(pk=act.before["forum_id"]).first()
        if back is None or not rules.may_moderate(by, back):
            raise NotYours
    _put_back(topic, act)
    topic.news_at = timezone.now()
    topic.save(update_fields=[*act.before, "news_at"])
    topic_changed.send(Topic, topic_id=topic.pk)


@undoes(Verb.HIDE_POST, Verb.SHOW_POST, Verb.COVER)
def _undo_on_post(act: ModerationAct, by: Person) -> None:
    post = act.post
    if post is None:
        raise something_changed_since()
    _put_back(post, act)
    post.save(update_fields=list(act.before))
    post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)


def _put_back(row: Topic | Post, act: ModerationAct) -> None:
    """Set the fields as they were, if they are still as the act made them."""
    for column, made in act.after.items():
        now = getattr(row, column)
        if (now.isoformat() if column in MOMENTS and now else now) != made:
            raise something_changed_since()
    for column, was in act.before.items():
        moment = column in MOMENTS and was
        setattr(row, column, datetime.datetime.fromisoformat(was) if moment else was)

"""Keep order: pin, lock, move, hide. Nothing is lost; each verb has its opposite."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from forums import rules
from forums.belonging import audience_within
from forums.errors import NotYours
from forums.models import Forum, Post, Topic
from forums.signals import post_changed, topic_changed
from members.models import Person


def pin_topic(*, topic: Topic, by: Person) -> None:
    """Keep it on top of its forum."""
    _change_topic(topic, by, is_pinned=True)


def unpin_topic(*, topic: Topic, by: Person) -> None:
    """Let it take its place by time again."""
    _change_topic(topic, by, is_pinned=False)


def lock_topic(*, topic: Topic, by: Person) -> None:
    """Close it to replies of all but those who keep order."""
    _change_topic(topic, by, is_locked=True)


def unlock_topic(*, topic: Topic, by: Person) -> None:
    """Open it again."""
    _change_topic(topic, by, is_locked=False)


def hide_topic(*, topic: Topic, by: Person) -> None:
    """Take it out of sight of all but those who keep order."""
    _change_topic(topic, by, hidden_at=timezone.now(), hidden_by=by)


def show_topic(*, topic: Topic, by: Person) -> None:
    """Bring it back."""
    _change_topic(topic, by, hidden_at=None, hidden_by=None)


def move_topic(*, topic: Topic, to: Forum, by: Person) -> None:
    """Put it into another forum, whose audience then counts as well; `by` keeps order in both. Numbers and
    watermarks stay.
    """
    if not rules.may_moderate(by, to):
        raise NotYours
    audience, second_audience = audience_within(to, topic.about_key)
    _change_topic(topic, by, forum=to, audience=audience, second_audience=second_audience)


def hide_post(*, post: Post, by: Person) -> None:
    """Cover what it says; its number stays, so that nothing after it moves."""
    _change_post(post, by, hidden_at=timezone.now(), hidden_by=by)


def show_post(*, post: Post, by: Person) -> None:
    """Uncover it."""
    _change_post(post, by, hidden_at=None, hidden_by=None)


@transaction.atomic
def _change_topic(topic: Topic, by: Person, **changes: Any) -> None:
    if not rules.may_reach(by, topic) or not rules.may_moderate(by, topic.forum):
        raise NotYours
    for name, value in changes.items():
        setattr(topic, name, value)
    topic.save(update_fields=list(changes))
    topic_changed.send(Topic, topic_id=topic.pk)


@transaction.atomic
def _change_post(post: Post, by: Person, **changes: Any) -> None:
    if not rules.may_reach(by, post.topic) or not rules.may_moderate(by, post.topic.forum):
        raise NotYours
    for name, value in changes.items():
        setattr(post, name, value)
    post.save(update_fields=list(changes))
    post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)

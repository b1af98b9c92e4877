"""Verbs that change forums. Each says who did it, and announces its fact inside the transaction."""

from forums.actions.about import forum_about, let_audience_follow, reply_about, title_after_page, topic_about
from forums.actions.moderation import (
    hide_post,
    hide_topic,
    lock_topic,
    move_topic,
    pin_topic,
    show_post,
    show_topic,
    unlock_topic,
    unpin_topic,
)
from forums.actions.posting import edit_post, reply, start_topic
from forums.actions.reading import read_topic

__all__ = [
    "edit_post",
    "forum_about",
    "hide_post",
    "hide_topic",
    "let_audience_follow",
    "lock_topic",
    "move_topic",
    "pin_topic",
    "read_topic",
    "reply",
    "reply_about",
    "show_post",
    "show_topic",
    "start_topic",
    "title_after_page",
    "topic_about",
    "unlock_topic",
    "unpin_topic",
]

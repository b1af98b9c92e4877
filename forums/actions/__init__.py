"""Verbs that change forums. Each says who did it, and announces its fact inside the transaction."""

from forums.actions.about import forum_about, let_audience_follow, reply_about, title_after_page, topic_about
from forums.actions.acts import may_undo, undo_act
from forums.actions.conversing import (
    block_person,
    leave_conversation,
    read_conversation,
    send_message,
    start_conversation,
    unblock_person,
)
from forums.actions.deciding import (
    keep_post,
    refuse_post,
    release_post,
    report_message,
    report_post,
    settle_message,
)
from forums.actions.drafting import (
    attach_file,
    describe_file,
    drop_draft,
    save_draft,
    sweep_drafts,
    take_off,
)
from forums.actions.editing import (
    accept_answer,
    edit_post,
    put_back_post,
    reopen_question,
    set_tags,
    withdraw_post,
)
from forums.actions.feeding import make_feed_key, person_with_key, revoke_feed_key
from forums.actions.moderation import (
    close_topic,
    hide_post,
    hide_topic,
    lock_topic,
    move_topic,
    pin_topic,
    rename_topic,
    show_post,
    show_topic,
    unlock_topic,
    unpin_topic,
)
from forums.actions.moving import merge_topics, move_posts, split_topic
from forums.actions.polling import close_poll, make_poll, vote
from forums.actions.posting import reply, start_topic
from forums.actions.reacting import react, take_reaction_back
from forums.actions.reading import catch_up, mark_unread_from, read_topic
from forums.actions.restricting import (
    lift_restriction,
    lift_what_is_over,
    mute_person,
    suspend_person,
    warn_person,
)

__all__ = [
    "accept_answer",
    "attach_file",
    "block_person",
    "catch_up",
    "close_poll",
    "close_topic",
    "describe_file",
    "drop_draft",
    "edit_post",
    "forum_about",
    "hide_post",
    "hide_topic",
    "keep_post",
    "leave_conversation",
    "let_audience_follow",
    "lift_restriction",
    "lift_what_is_over",
    "lock_topic",
    "make_feed_key",
    "make_poll",
    "mark_unread_from",
    "may_undo",
    "merge_topics",
    "move_posts",
    "move_topic",
    "mute_person",
    "person_with_key",
    "pin_topic",
    "put_back_post",
    "react",
    "read_conversation",
    "read_topic",
    "refuse_post",
    "release_post",
    "rename_topic",
    "reopen_question",
    "reply",
    "reply_about",
    "report_message",
    "report_post",
    "revoke_feed_key",
    "save_draft",
    "send_message",
    "set_tags",
    "settle_message",
    "show_post",
    "show_topic",
    "split_topic",
    "start_conversation",
    "start_topic",
    "suspend_person",
    "sweep_drafts",
    "take_off",
    "take_reaction_back",
    "title_after_page",
    "topic_about",
    "unblock_person",
    "undo_act",
    "unlock_topic",
    "unpin_topic",
    "vote",
    "warn_person",
    "withdraw_post",
]

"""Verbs of the room: follow, tell, mark as read, prepare digests."""

from notifications.actions.digesting import write_digests
from notifications.actions.fanning_out import carry_on, fan_out
from notifications.actions.following import (
    NotToBeFollowed,
    choose_mail,
    follow,
    follow_unless_chosen,
    mail_choices_of,
    stop,
)
from notifications.actions.reading import mark_all_read, mark_read
from notifications.actions.telling import tell, tell_of_post

__all__ = [
    "NotToBeFollowed",
    "carry_on",
    "choose_mail",
    "fan_out",
    "follow",
    "follow_unless_chosen",
    "mail_choices_of",
    "mark_all_read",
    "mark_read",
    "stop",
    "tell",
    "tell_of_post",
    "write_digests",
]

"""Verbs of the room: award, issue, revoke, show, say of oneself."""

from badges.actions.awarding import AlreadyAwarded, award, award_for_completion, recognise
from badges.actions.issuing import issue, issue_waiting
from badges.actions.revoking import revoke
from badges.actions.showing import assess_myself, share_page, show_name

__all__ = [
    "AlreadyAwarded",
    "assess_myself",
    "award",
    "award_for_completion",
    "issue",
    "issue_waiting",
    "recognise",
    "revoke",
    "share_page",
    "show_name",
]

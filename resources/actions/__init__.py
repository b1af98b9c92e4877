"""Verbs on the library. Each says who did it."""

from resources.actions.collecting import (
    collect,
    hide_collection,
    make_collection,
    move_in_collection,
    note_visit,
    put_on_shelf,
    remove_collection,
    take_from_shelf,
    take_out_of_collection,
    update_collection,
)
from resources.actions.errors import ResourceError
from resources.actions.facts import carry_facts
from resources.actions.harvest import settle_record
from resources.actions.proposing import (
    change_proposal,
    note_decision,
    propose,
    withdraw_proposal,
)
from resources.actions.taking import count_archive, count_download, forget_copies, remember_copy
from resources.actions.using import answer_about, hide_use, show_use, tell_use, withdraw_use
from resources.actions.versions import freeze_version

__all__ = [
    "ResourceError",
    "answer_about",
    "carry_facts",
    "change_proposal",
    "collect",
    "count_archive",
    "count_download",
    "forget_copies",
    "freeze_version",
    "hide_collection",
    "hide_use",
    "make_collection",
    "move_in_collection",
    "note_decision",
    "note_visit",
    "propose",
    "put_on_shelf",
    "remember_copy",
    "remove_collection",
    "settle_record",
    "show_use",
    "take_from_shelf",
    "take_out_of_collection",
    "tell_use",
    "update_collection",
    "withdraw_proposal",
    "withdraw_use",
]

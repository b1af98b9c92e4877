"""Verbs of learning, by what they are about. Every write of evidence goes through `evidence.record_event`."""

from courses.actions.editions import freeze_edition, take_up_edition
from courses.actions.enrolling import enrol, leave
from courses.actions.errors import (
    AlreadyElsewhere,
    CohortFull,
    CourseError,
    EditionMovedOn,
    EnrolmentClosed,
    ItemLocked,
    NoSuchItem,
    NotAllowed,
)
from courses.actions.evidence import note_opened, rebuild_states, record_event

__all__ = [
    "AlreadyElsewhere",
    "CohortFull",
    "CourseError",
    "EditionMovedOn",
    "EnrolmentClosed",
    "ItemLocked",
    "NoSuchItem",
    "NotAllowed",
    "enrol",
    "freeze_edition",
    "leave",
    "note_opened",
    "rebuild_states",
    "record_event",
    "take_up_edition",
]

"""What trainers and facilitators note of learners. Each says who may; evidence itself is written by `record_event`."""

import uuid

from django.utils.translation import gettext as _

from courses.actions.errors import NoSuchItem, NotAllowed
from courses.actions.evidence import record_event
from courses.models import Enrolment, ItemEvent
from courses.rules import guided_by, teaches
from members.models import Person

Verb = ItemEvent.Verb

#: What the desk offers to note, and whether a facilitator may: judging is for those who teach the course.
NOTED = {
    Verb.PASSED: False,
    Verb.FAILED: False,
    Verb.REVIEWED: False,
    Verb.ATTENDED: True,
    Verb.LET_IN: False,
}


def may_guide(person: Person, enrolment: Enrolment) -> bool:
    """Whether the person looks after this learner: teaches the course, or leads the cohort."""
    cohorts = guided_by(person, enrolment.course_id)
    return cohorts is None or enrolment.cohort_id in cohorts


def note_for(
    *, enrolment: Enrolment, item: uuid.UUID, verb: str, key: str, by: Person, note: str = ""
) -> bool:
    """Note a result, feedback, attendance, or that the item is open to this learner early. Says whether it was new."""
    if verb not in NOTED:
        raise NoSuchItem(_("That cannot be noted here."))
    for_facilitators = NOTED[Verb(verb)]
    allowed = may_guide(by, enrolment) if for_facilitators else teaches(by, enrolment.course_id)
    if not allowed:
        raise NotAllowed(_("Only those who teach this course note that."))
    event = record_event(enrolment=enrolment, item=item, verb=verb, key=key, by=by, note=note.strip())
    return event is not None


def waive(*, enrolment: Enrolment, item: uuid.UUID, reason: str, by: Person) -> bool:
    """Let an item count as finished for one learner, with who did so and why, which the learner reads."""
    if not teaches(by, enrolment.course_id):
        raise NotAllowed(_("Only those who teach this course waive a lesson."))
    if not reason.strip():
        raise NoSuchItem(_("Say why you waive the lesson. The learner reads it."))
    event = record_event(
        enrolment=enrolment, item=item, verb=Verb.WAIVED, key=f"waived:{item}", by=by, note=reason.strip()
    )
    return event is not None

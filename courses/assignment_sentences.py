"""The sentences of an assignment: what is next, by when, and why. Learner and trainer read the same. Pure."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import items
from courses.assigning import Terms
from courses.sentences import moment


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one learner's work."""

    rule: str
    terms: Terms
    due_at: datetime.datetime | None = None
    is_over: bool = False
    is_closed: bool = False
    submitted_at: datetime.datetime | None = None
    answered: bool = False
    by_trainer: bool = False
    got: int = 0
    trainer_from: datetime.datetime | None = None
    passed: bool | None = None
    points: Decimal | None = None
    gives_left: int = 0
    given: int = 0
    part_done: bool = False
    is_finished: bool = False
    is_passed: bool = False
    is_waived: bool = False


def say(facts: Facts, zone: datetime.tzinfo | None) -> str:
    """Say what finishes the assignment and what is next."""
    if facts.is_waived:
        return _("This assignment is waived. Nothing is missing.")
    if facts.submitted_at is None:
        if facts.is_finished:
            return _("This assignment is done. Nothing is missing.")
        return " ".join([_when(facts, zone), _what_finishes(facts)])
    if facts.is_passed:
        return _("This assignment is passed. Nothing is missing.")
    parts = [_own_work(facts, zone), _reviews_owed(facts)]
    return " ".join(part for part in parts if part)


def _when(facts: Facts, zone: datetime.tzinfo | None) -> str:
    due = moment(facts.due_at, zone) if facts.due_at else ""
    if facts.is_closed:
        return _(
            "This was due on %(moment)s, and late work is not taken. What you wrote is kept: ask the trainers for more time."
        ) % {"moment": due}
    if facts.is_over:
        return _(
            "This was due on %(moment)s. Late work is taken and marked as late: hand in what you have."
        ) % {"moment": due}
    if due:
        return _("Hand in your work by %(moment)s.") % {"moment": due}
    return _("Hand in your work when you are ready; there is no last day.")


def _what_finishes(facts: Facts) -> str:
    if facts.rule == items.SUBMITTED:
        return _("It is finished by handing in.")
    if facts.rule == items.PASSED and facts.terms.pass_mark is not None:
        passing = _("It is passed with %(mark)s of %(most)s points.") % {
            "mark": facts.terms.pass_mark,
            "most": facts.terms.most,
        }
        return f"{passing} {_gives(facts.terms.gives)}" if facts.terms.is_for_peers else passing
    if facts.rule == items.PASSED:
        return _("It is finished when a trainer says that it is passed.")
    if facts.terms.is_for_peers:
        return ngettext(
            "It is finished when you have handed in and given %(n)s review.",
            "It is finished when you have handed in and given %(n)s reviews.",
            facts.terms.gives,
        ) % {"n": facts.terms.gives}
    return _("It is finished when a trainer has given feedback.")


def _gives(n: int) -> str:
    return ngettext("You also give %(n)s review.", "You also give %(n)s reviews.", n) % {"n": n}


def _own_work(facts: Facts, zone: datetime.tzinfo | None) -> str:
    if facts.answered:
        return _answer(facts)
    handed = (
        _("Handed in on %(moment)s.") % {"moment": moment(facts.submitted_at, zone)}
        if facts.submitted_at
        else ""
    )
    if not facts.terms.is_for_peers:
        return f"{handed} " + _("It is with the trainers now; there is nothing to do.")
    if facts.trainer_from and facts.trainer_from <= timezone.now():
        return f"{handed} " + _("Not enough reviews came in time, so the trainers are asked instead.")
    waits = ngettext(
        "%(got)s of %(n)s review has come.", "%(got)s of %(n)s reviews have come.", facts.terms.gets
    ) % {"got": facts.got, "n": facts.terms.gets}
    instead = (
        _("If the others do not come by %(moment)s, a trainer is asked instead.")
        % {"moment": moment(facts.trainer_from, zone)}
        if facts.trainer_from
        else ""
    )
    return f"{handed} {waits} {instead}".strip()


def _answer(facts: Facts) -> str:
    if facts.rule == items.PASSED and facts.passed is False:
        if facts.points is not None and facts.terms.pass_mark is not None:
            return _(
                "Not passed yet: %(points)s points, and %(mark)s are needed. Read the feedback, then hand in a new version."
            ) % {"points": number_format(facts.points.normalize()), "mark": facts.terms.pass_mark}
        return _("Not passed yet. Read the feedback, then hand in a new version.")
    if facts.rule == items.PASSED and facts.passed and not facts.part_done:
        return _("Your work is good enough to pass.")
    return _("Feedback on your work is here: read it below.")


def _reviews_owed(facts: Facts) -> str:
    if not facts.terms.is_for_peers:
        return ""
    if facts.part_done:
        if facts.given >= facts.terms.gives:
            return _("You have given your reviews: your part is done.")
        return _("There was nothing more for you to review, so nothing holds you up: your part is done.")
    return ngettext(
        "Give %(n)s review now: with it your part is done.",
        "Give %(n)s reviews now: with them your part is done.",
        facts.gives_left,
    ) % {"n": facts.gives_left}

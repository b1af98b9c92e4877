"""What came of a piece of work, written down as evidence: the learner's own part, and the answer to what they handed in.

Each event has a key made of what it is about, so that settling again, late or twice, writes nothing twice.
"""

import contextlib
import uuid
from decimal import Decimal

from django.utils import timezone

from courses.actions.errors import EnrolmentClosed, ItemLocked, NoSuchItem
from courses.actions.evidence import record_event
from courses.assigning import Terms, read_terms
from courses.items import DONE, PASSED
from courses.models import Edition, Enrolment, ItemEvent, ItemState, Review, Submission
from courses.rubrics import mean_of
from members.models import Person

Verb = ItemEvent.Verb


def rule_of(enrolment: Enrolment, item: uuid.UUID) -> str:
    """Return by what the item is finished, as the learner's edition says, else the newest; empty where it is in neither."""
    newest = Edition.objects.filter(course_id=enrolment.course_id).order_by("-number").first()
    for edition in (enrolment.edition, newest):
        for known in edition.contents if edition else ():
            if known.key == item:
                return known.rule
    return ""


def given_by(enrolment: Enrolment, item: uuid.UUID) -> int:
    """Count the reviews that a learner has given for an assignment."""
    return Review.objects.filter(
        enrolment=enrolment, item=item, kind=Review.Kind.PEER, given_at__isnull=False
    ).count()


def settle_part(
    *, enrolment: Enrolment, item: uuid.UUID, terms: Terms, by: Person, nothing_left: bool = False
) -> bool:
    """Note that a learner owes nobody a review any more, where that is so; say whether it is.

    `nothing_left` says that there is nothing for them to review: then nothing holds them up.
    """
    if ItemState.objects.filter(enrolment=enrolment, item=item, done_at__isnull=False).exists():
        return True
    if not terms.is_for_peers and rule_of(enrolment, item) != DONE:
        return True
    current = Submission.objects.filter(
        enrolment=enrolment, item=item, submitted_at__isnull=False, withdrawn_at__isnull=True
    )
    if not current.exists():
        return False
    given = given_by(enrolment, item)
    if given < terms.gives and not nothing_left:
        return False
    note_of(
        enrolment,
        item,
        Verb.DONE,
        f"part:{item}",
        by,
        note="" if given >= terms.gives else "nothing to review",
    )
    return True


def settle_answer(*, submission: Submission, by: Person) -> bool:
    """Take stock of the feedback on a piece of work, and note what it came to; say whether it is answered.

    A trainer's word counts alone; without one, as many peers as were wanted, with the mean of their points. What is passed stays
    passed, whatever a trainer who corrects themselves says later.
    """
    terms = read_terms(submission.terms)
    given = list(submission.reviews.said())
    trainer = next((one for one in given if one.kind == Review.Kind.TRAINER), None)
    wanted = submission.reviews_wanted
    if trainer is None and not (wanted and len(given) >= wanted):
        return False
    counted = [trainer] if trainer else given
    points = mean_of(Decimal(one.points) for one in counted if one.points is not None)
    passed: bool | None = trainer.verdict if trainer else None
    if terms.pass_mark is not None and points is not None:
        passed = points >= terms.pass_mark
    if submission.passed and not passed:
        passed = has_passed(submission.enrolment, submission.item)
    submission.answered_at = submission.answered_at or timezone.now()
    submission.points, submission.passed = points, passed
    submission.save(update_fields=["answered_at", "points", "passed"])
    settle_result(submission=submission, by=by)
    return True


def has_passed(enrolment: Enrolment, item: uuid.UUID) -> bool:
    """Whether it is noted that the learner has passed an item: nobody takes that back."""
    return ItemState.objects.filter(enrolment=enrolment, item=item, passed_at__isnull=False).exists()


def settle_result(*, submission: Submission, by: Person) -> None:
    """Note the result of what is answered: passed, not passed, or only reviewed, as the learner's edition asks.

    Where learners review each other nobody passes before they have done their own part; it is noted then.
    """
    if submission.answered_at is None:
        return
    enrolment = submission.enrolment
    if rule_of(enrolment, submission.item) != PASSED:
        note_of(enrolment, submission.item, Verb.REVIEWED, f"answered:{submission.uuid}", by)
        return
    state = ItemState.objects.filter(enrolment=enrolment, item=submission.item).first()
    if state is not None and state.passed_at is not None:
        return
    if submission.passed is False:
        note_of(enrolment, submission.item, Verb.FAILED, f"failed:{submission.uuid}", by)
    elif submission.passed:
        terms = read_terms(submission.terms)
        if not terms.is_for_peers or (state is not None and state.done_at is not None):
            note_of(enrolment, submission.item, Verb.PASSED, f"passed:{submission.uuid}", by)


def settle_waiting_result(*, enrolment: Enrolment, item: uuid.UUID, by: Person) -> None:
    """Note the result that waited for the learner's own part."""
    current = Submission.objects.filter(
        enrolment=enrolment,
        item=item,
        answered_at__isnull=False,
        withdrawn_at__isnull=True,
        replaced_at__isnull=True,
    ).first()
    if current is not None:
        settle_result(submission=current, by=by)


def note_of(
    enrolment: Enrolment, item: uuid.UUID, verb: str, key: str, by: Person, *, note: str = ""
) -> None:
    """Record it; where its learner has left, or the item is gone, the work keeps its feedback and there is no event."""
    with contextlib.suppress(EnrolmentClosed, NoSuchItem, ItemLocked):
        record_event(enrolment=enrolment, item=item, verb=verb, key=key, by=by, note=note)

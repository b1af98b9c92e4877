"""What trainers do about attempts: more time or attempts for somebody, points for open answers, scoring again on purpose."""

import datetime
import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError, NotAllowed
from courses.actions.guiding import may_guide
from courses.actions.quizzes import close_if_overdue, hold_attempt, score_again
from courses.models import Allowance, Attempt, Enrolment, Mark, Scoring
from courses.models.attempt import latest_marks
from courses.queries.quizzes import corrected_keys, pages_now
from courses.questions import waits_for_a_person
from courses.rules import teaches
from members.models import Person


def allow_more(
    *,
    enrolment: Enrolment,
    item: uuid.UUID,
    minutes: int,
    attempts: int,
    reason: str,
    key: str,
    by: Person,
) -> Allowance | None:
    """Give one person more time or more attempts at a quiz, with who and why; None where the same form came before.

    More time counts for the attempt that is open, and for all that begin later.
    """
    if not may_guide(by, enrolment):
        raise NotAllowed(_("Only those who look after this learner give more time."))
    if not reason.strip():
        raise CourseError(_("Say why. Only those who look after the learner read it."))
    if minutes < 1 and attempts < 1:
        raise CourseError(_("Say how many minutes or attempts more."))
    for attempt in Attempt.objects.filter(enrolment=enrolment, item=item, submitted_at__isnull=True):
        close_if_overdue(attempt)
    with transaction.atomic():
        Enrolment.objects.select_for_update().filter(pk=enrolment.pk).values_list("pk").first()
        if Allowance.objects.filter(enrolment=enrolment, key=key).exists():
            return None
        allowance = Allowance.objects.create(
            enrolment=enrolment,
            item=item,
            minutes=max(0, minutes),
            attempts=max(0, attempts),
            reason=reason.strip()[:300],
            key=key,
            by=by,
        )
        going = Attempt.objects.filter(
            enrolment=enrolment, item=item, submitted_at__isnull=True, deadline_at__isnull=False
        ).first()
        if going and going.deadline_at and minutes > 0:
            Attempt.objects.filter(pk=going.pk).update(
                deadline_at=going.deadline_at + datetime.timedelta(minutes=minutes)
            )
    return allowance


def mark_open_text(*, attempt: Attempt, question: str, points: float, words: str, by: Person) -> bool:
    """Say what an open answer is worth, and why. The last open answer of an attempt gives it its result.

    The same points and words again are nothing new. A mark may be changed: the latest counts, and all of them stay.
    """
    if not teaches(by, attempt.enrolment.course_id):
        raise NotAllowed(_("Only those who teach this course mark answers."))
    with transaction.atomic():
        found = hold_attempt(attempt)
        frozen = next((one for one in found.questions if one["id"] == question), None)
        if found.is_open or frozen is None or not waits_for_a_person(frozen):
            raise CourseError(_("There is nothing to mark here."))
        given = min(max(float(points), 0.0), float(frozen["points"]))
        known = latest_marks(found.marks.order_by("pk")).get(question)
        if known and known.points == given and known.words == words.strip():
            return False
        Mark.objects.create(attempt=found, question=question, points=given, words=words.strip()[:5000], by=by)
        score_again(found, cause=Scoring.Cause.MARKED, by=by)
    return True


def rescore(*, course_key: uuid.UUID, item: uuid.UUID, reason: str, by: Person) -> int:
    """Score all attempts at a quiz again by what its pages say is right now; say how many came to something else.

    Never by itself: somebody says so and why. An attempt whose questions were corrected gets a
    row that says before and after; the others get none.
    """
    if not teaches(by, course_key):
        raise NotAllowed(_("Only those who teach this course score it again."))
    if not reason.strip():
        raise CourseError(_("Say why you score it again. Learners read it."))
    now = pages_now(item)
    changed = 0
    numbers = Attempt.objects.filter(
        enrolment__course_id=course_key, item=item, submitted_at__isnull=False
    ).order_by("pk")
    for number in list(numbers.values_list("pk", flat=True)):
        with transaction.atomic():
            found = hold_attempt(Attempt(pk=number, enrolment_id=_enrolment_of(number)))
            last = found.scorings.order_by("number").last()
            keys = corrected_keys(found, last.keys if last else {}, now)
            if last is None or keys == last.keys:
                continue
            again = score_again(
                found,
                cause=Scoring.Cause.RESCORED,
                by=by,
                reason=reason.strip()[:300],
                keys=keys,
                at=timezone.now(),
            )
            changed += (again.score, again.most, again.passed) != (last.score, last.most, last.passed)
    return changed


def _enrolment_of(number: int) -> int:
    return Attempt.objects.values_list("enrolment_id", flat=True).get(pk=number)

"""Taking a quiz: begin, keep answers, hand in; and what the clock does.

Whatever changes attempts of an enrolment holds its row first, so that all of it comes one after another.
"""

import contextlib
import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError, EnrolmentClosed, NoSuchItem, NotAllowed
from courses.actions.evidence import record_event
from courses.models import Attempt, Enrolment, ItemEvent, Scoring
from courses.queries.quizzes import (
    attempts_left,
    extra_minutes,
    freeze_quiz,
    points_given,
    versions_of,
    work_out,
)
from members.models import Person

Verb = ItemEvent.Verb
Cause = Scoring.Cause
AT_ONCE = 200  # attempts that one sweep closes
CLOSING = (
    "answers",
    "version",
    "window",
    "submitted_at",
    "ran_out",
)  # what handing in sets beside the result


class AttemptClosed(CourseError):
    """The attempt is handed in, by the learner or by the clock; nothing in it changes any more."""


class NoAttemptsLeft(CourseError):
    """All attempts that the quiz gives are used."""


class AnsweredElsewhere(CourseError):
    """Another open page of the same attempt has kept other answers since this one was loaded."""


def begin(*, enrolment: Enrolment, item: uuid.UUID, by: Person, language: str) -> Attempt:
    """Begin an attempt, or go on with the one that is open: pressing twice begins one.

    What is asked is frozen here, in all languages of the quiz. Raises NoSuchItem, ItemLocked, EnrolmentClosed, NoAttemptsLeft.
    """
    _own(enrolment, by)
    now = timezone.now()
    for overdue in Attempt.objects.overdue(now).filter(enrolment=enrolment, item=item):
        close_if_overdue(overdue)
    with transaction.atomic():
        _hold(enrolment)
        if enrolment.paused_at:
            raise EnrolmentClosed(_("Your course is paused. Come back from the pause, then begin."))
        found = Attempt.objects.filter(enrolment=enrolment, item=item, submitted_at__isnull=True).first()
        if found:
            return found
        versions = versions_of(item)
        if not versions:
            raise NoSuchItem(_("This quiz is not there any more. What you finished is kept."))
        page = versions[0]
        shown = next((one for one in versions if one.language == language), page)
        record_event(
            enrolment=enrolment,
            item=item,
            verb=Verb.OPENED,
            key=f"opened:{item}",
            by=by,
            title=shown.title,
            revision=page.live_revision_id,
            language=language,
        )
        if attempts_left(enrolment, page) == 0:
            raise NoAttemptsLeft(
                _("You have used all attempts at this quiz. Ask the trainers if you need another.")
            )
        asked = freeze_quiz(versions)
        if not asked:
            raise NoSuchItem(_("This quiz has no questions yet. Come back later."))
        minutes = page.time_limit
        if minutes:
            minutes += extra_minutes(enrolment, item)
        return Attempt.objects.create(
            enrolment=enrolment,
            item=item,
            number=Attempt.objects.filter(enrolment=enrolment, item=item).count() + 1,
            title=shown.title,
            language=language,
            revision=page.live_revision_id,
            questions=asked,
            most=float(sum(one["points"] for one in asked)),
            pass_mark=page.pass_mark,
            solutions=page.solutions,
            started_at=now,
            deadline_at=now + datetime.timedelta(minutes=minutes) if minutes else None,
        )


def keep_answers(
    *, attempt: Attempt, answers: Mapping[str, Any], version: int, window: str, by: Person
) -> Attempt:
    """Keep what is answered so far. Sending the same again changes nothing, so a lost reply does no harm.

    `version` is the one that the page was loaded with or got last; `window` names the open page. A page goes on writing over
    its own answers whatever it missed; where another page wrote in between, AnsweredElsewhere is raised and nothing changes.
    Raises AttemptClosed after handing in, and when the time is up.
    """
    _own(attempt.enrolment, by)
    with transaction.atomic():
        found = _held(attempt)
        closed = not found.is_open or _close_if_overdue(found, timezone.now())
        if not closed:
            _take(found, answers, version, window)
    if closed:
        raise AttemptClosed(_say_closed(found))
    return found


def submit(
    *,
    attempt: Attempt,
    by: Person,
    answers: Mapping[str, Any] | None = None,
    version: int = 0,
    window: str = "",
) -> Attempt:
    """Hand in, with the answers that the form sent, or what was kept. Handing in again is the same handing in.

    After the deadline and its grace what was kept in time counts, and nothing that was sent with this.
    """
    _own(attempt.enrolment, by)
    now = timezone.now()
    with transaction.atomic():
        found = _held(attempt)
        if found.is_open and not _close_if_overdue(found, now):
            if found.enrolment.ended_at:
                raise EnrolmentClosed(_("You have left this course. Enrol again to go on."))
            if answers is not None:
                _take(found, answers, version, window, save=False)  # closing saves
            _close(found, by=by, at=now)
    return found


def close_overdue() -> int:
    """Hand in what was kept of attempts whose time is up; for the periodic task. Whoever looks at one closes it before that."""
    numbers = Attempt.objects.overdue(timezone.now()).order_by("deadline_at").values_list("pk", flat=True)
    closed = 0
    for number in list(numbers[:AT_ONCE]):
        found = Attempt.objects.filter(pk=number).first()  # its person may have gone meanwhile
        closed += found is not None and close_if_overdue(found)
    return closed


def close_if_overdue(attempt: Attempt) -> bool:
    """Hand in what was kept if the time is up; say whether this did it."""
    if not attempt.is_overdue(timezone.now()):
        return False
    with transaction.atomic():
        return _close_if_overdue(_held(attempt), timezone.now())


def score_again(
    attempt: Attempt,
    *,
    cause: str,
    by: Person,
    reason: str = "",
    keys: Mapping[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> Scoring:
    """Work out what an attempt comes to, write it down as one more row, and let evidence follow. The caller holds it.

    A pass stays a pass, whatever a later scoring says.
    """
    is_first = cause == Cause.SUBMITTED  # nothing was scored or marked before
    last = None if is_first else attempt.scorings.order_by("number").last()
    corrected = dict(keys if keys is not None else (last.keys if last else {}))
    given = {} if is_first else points_given(attempt.marks.order_by("pk"))
    worked = work_out(attempt, corrected, given)
    scoring = Scoring(
        attempt=attempt,
        number=last.number + 1 if last else 1,
        cause=cause,
        keys=corrected,
        points=worked.points,
        score=worked.score,
        most=worked.most,
        passed=worked.passed,
        reason=reason,
        by=by,
        at=at or timezone.now(),
    )
    scoring.save()
    attempt.score, attempt.most, attempt.passed = scoring.score, scoring.most, scoring.passed
    attempt.save(update_fields=["score", "most", "passed", *(CLOSING if is_first else ())])
    _tell(attempt, by=by, at=scoring.at)
    return scoring


def rebuild_score(*, attempt: Attempt) -> None:
    """Set score and result from the latest scoring; they are that already, unless they were lost or altered."""
    last = attempt.scorings.order_by("number").last()
    if last is not None:
        Attempt.objects.filter(pk=attempt.pk).update(score=last.score, most=last.most, passed=last.passed)


def hold_attempt(attempt: Attempt) -> Attempt:
    """Hold the enrolment of an attempt until the end of the transaction, and read the attempt as it is then."""
    return _held(attempt)


def _own(enrolment: Enrolment, by: Person) -> None:
    if by.pk != enrolment.person_id:
        raise NotAllowed(_("Only the learner takes their own quiz."))


def _hold(enrolment: Enrolment) -> None:
    found = (
        Enrolment.objects.select_for_update()
        .filter(pk=enrolment.pk)
        .values_list("ended_at", "paused_at")
        .first()
    )
    if found is None or found[0]:
        raise EnrolmentClosed(_("You have left this course. Enrol again to go on."))
    enrolment.paused_at = found[1]


def _held(attempt: Attempt) -> Attempt:
    """Hold the enrolment, then read what may have changed; questions never do, and come from what was read before."""
    Enrolment.objects.select_for_update().filter(pk=attempt.enrolment_id).values_list("pk").first()
    found = Attempt.objects.select_related("enrolment").filter(pk=attempt.pk)
    if "questions" in attempt.get_deferred_fields() or not attempt.questions:
        return found.get()
    held = found.defer("questions").get()
    held.questions = attempt.questions
    if Attempt.enrolment.is_cached(attempt):
        _pass_on(attempt.enrolment, held.enrolment)
    return held


def _pass_on(before: Enrolment, now: Enrolment) -> None:
    """Give an enrolment read anew the person and edition that were read already, where they are still these."""
    for name in ("person", "edition", "cohort"):
        same = getattr(before, f"{name}_id") == getattr(now, f"{name}_id")
        if same and name in before._state.fields_cache:
            setattr(now, name, getattr(before, name))


def _take(
    attempt: Attempt, answers: Mapping[str, Any], version: int, window: str, *, save: bool = True
) -> None:
    """Put answers into an open attempt; the same ones again are no new version."""
    known = {one["id"] for one in attempt.questions}
    answers = {question: answer for question, answer in answers.items() if question in known}
    if answers == attempt.answers:
        return
    if version != attempt.version and window != attempt.window:
        raise AnsweredElsewhere(
            _("You have answered in another window since. Look at what this page says, then send it again.")
        )
    attempt.answers, attempt.window = answers, window[:36]
    attempt.version += 1
    if save:
        attempt.save(update_fields=["answers", "version", "window"])


def _close_if_overdue(attempt: Attempt, now: datetime.datetime) -> bool:
    if not attempt.is_overdue(now) or attempt.deadline_at is None:
        return False
    attempt.ran_out = True
    _close(attempt, by=attempt.enrolment.person, at=attempt.deadline_at)
    return True


def _close(attempt: Attempt, *, by: Person, at: datetime.datetime) -> None:
    attempt.submitted_at = at
    _record(attempt, Verb.SUBMITTED, by=by, at=at)
    score_again(attempt, cause=Cause.SUBMITTED, by=by, at=at)


def _tell(attempt: Attempt, *, by: Person, at: datetime.datetime) -> None:
    """Let the result be evidence; one attempt is passed or failed once each at most, however often it is scored."""
    if attempt.passed is not None:
        _record(attempt, Verb.PASSED if attempt.passed else Verb.FAILED, by=by, at=at)


def _record(attempt: Attempt, verb: str, *, by: Person, at: datetime.datetime) -> None:
    # Somebody who has left keeps their score, and a course that has lost its quiz has nothing to finish there.
    with contextlib.suppress(CourseError):
        record_event(
            enrolment=attempt.enrolment,
            item=attempt.item,
            verb=verb,
            key=f"quiz:{attempt.uuid}:{verb}",
            by=by,
            title=attempt.title,
            revision=attempt.revision,
            language=attempt.language,
            at=at,
        )


def _say_closed(attempt: Attempt) -> str:
    if attempt.ran_out:
        return _("The time is up. What was kept in time is handed in.")
    return _("This attempt is handed in. Nothing in it changes any more.")

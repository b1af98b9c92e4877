"""What those who look after a course see of a quiz: learners, questions, what waits, and what scoring again would change."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.models import Allowance, Attempt, Course, Enrolment, Scoring
from courses.models.attempt import AttemptQuerySet
from courses.outline import Item, outline_of
from courses.queries.quizzes import Worked, corrected_keys, pages_now, points_given, work_out
from courses.questions import words_in
from courses.rules import looked_after
from members.audiences import Viewer

A_PAGE = 50  # learners
WAITING = 50  # attempts shown that wait for a person
AT_ONCE = 200  # attempts read at once
LOOKED_AT = 20  # latest attempts that are asked for the words of questions which the pages have no more


def quizzes_of(request: HttpRequest, course: Course) -> list[Item]:
    """Return the quizzes of a course in order."""
    outline = outline_of(request, course.pk)
    return [item for item in outline.items() if item.terms.kind == "quiz"] if outline else []


def learners_of(person: Viewer, course: Course) -> QuerySet[Enrolment]:
    """Return the enrolments of a course that the person looks after; none where there are none."""
    condition = looked_after(person, course.pk)
    return Enrolment.objects.filter(condition) if condition is not None else Enrolment.objects.none()


def attempts_at(person: Viewer, course: Course, item: uuid.UUID) -> AttemptQuerySet:
    """Return the attempts at a quiz by learners whom the person looks after."""
    mine = learners_of(person, course).order_by().values("pk")
    return Attempt.objects.filter(enrolment__in=mine, item=item).select_related("enrolment__person")


@dataclass(slots=True)
class LearnerRow:
    """A learner and their attempts at one quiz."""

    enrolment: Enrolment
    attempts: list[Attempt]
    minutes: int = 0
    more: int = 0

    @property
    def best(self) -> int | None:
        """The best result in per cents."""
        return max((one.percent for one in self.attempts if one.percent is not None), default=None)

    @property
    def passed(self) -> bool:
        """Whether one attempt was passed."""
        return any(one.passed for one in self.attempts)

    @property
    def waits(self) -> Attempt | None:
        """An attempt that waits for a person."""
        return next((one for one in self.attempts if one.waits), None)

    @property
    def going(self) -> Attempt | None:
        """The attempt that is open."""
        return next((one for one in self.attempts if one.is_open), None)


def learner_rows(request: HttpRequest, course: Course, item: uuid.UUID) -> tuple[Page, list[LearnerRow]]:
    """Return a page of learners by name, with their attempts and allowances; the same four queries for any number."""
    running = learners_of(request.user, course).filter(Q(ended_at__isnull=True) | Q(attempts__item=item))
    people = running.distinct().select_related("person", "cohort").order_by("person__name", "pk")
    page = Paginator(people, A_PAGE).get_page(request.GET.get("page"))
    rows = {one.pk: LearnerRow(one, []) for one in page.object_list}
    for attempt in Attempt.objects.light().filter(enrolment__in=list(rows), item=item).order_by("number"):
        rows[attempt.enrolment_id].attempts.append(attempt)
    for allowance in Allowance.objects.filter(enrolment__in=list(rows), item=item):
        rows[allowance.enrolment_id].minutes += allowance.minutes
        rows[allowance.enrolment_id].more += allowance.attempts
    return page, list(rows.values())


@dataclass(slots=True)
class QuestionRow:
    """How a question went."""

    title: str
    asked: int = 0
    right: int = 0
    share: float = 0.0  # of the points that could be had, summed up
    waits: int = 0

    @property
    def percent(self) -> int:
        """The share of the points that were reached, in per cents."""
        judged = self.asked - self.waits
        return round(100 * self.share / judged) if judged else 0


def question_rows(person: Viewer, course: Course, item: uuid.UUID) -> list[QuestionRow]:
    """Return how each question went in what is handed in, as it is scored now; without questions that give no points."""
    handed_in = attempts_at(person, course, item).filter(submitted_at__isnull=False).order_by()
    latest: dict[int, dict[str, list]] = {}
    scorings = Scoring.objects.filter(attempt__in=handed_in.values("pk")).order_by("number")
    for attempt, points in scorings.values_list("attempt_id", "points").iterator():
        latest[attempt] = points
    titles = _titles(handed_in, item)
    rows: dict[str, QuestionRow] = {number: QuestionRow(title) for number, title in titles.items()}
    for points in latest.values():
        for number, (given, most) in points.items():
            row = rows.setdefault(number, QuestionRow(_("A question that is asked no more")))
            if not most:
                continue
            row.asked += 1
            if given is None:
                row.waits += 1
            else:
                row.share += given / most
                row.right += given >= most
    return [row for row in rows.values() if row.asked]


def _titles(handed_in: AttemptQuerySet, item: uuid.UUID) -> dict[str, str]:
    language = get_language() or ""
    titles = {
        number: str((languages.get(language) or next(iter(languages.values())))["value"].get("question", ""))
        for number, languages in pages_now(item).items()
    }
    rows = handed_in.order_by("-pk").values_list("questions", flat=True)[:LOOKED_AT]
    for asked in rows:
        for frozen in asked:
            titles.setdefault(frozen["id"], words_in(frozen, language)["question"])
    return titles


def results_of(request: HttpRequest, course: Course, item: uuid.UUID) -> dict[str, Any]:
    """Return what the page of a quiz's results shows. The same queries, however many attempts there are."""
    found = attempts_at(request.user, course, item)
    counts = list(found.order_by().values_list("enrolment_id", "submitted_at", "passed"))
    page, learners = learner_rows(request, course, item)
    waiting = found.light().filter(submitted_at__isnull=False, score__isnull=True).order_by("submitted_at")
    return {
        "people": len({enrolment for enrolment, _at, _passed in counts}),
        "attempts": len(counts),
        "passed": len({enrolment for enrolment, _at, passed in counts if passed}),
        "waiting_count": waiting.count(),
        "waiting": list(waiting[:WAITING]),
        "paged": page,
        "learners": learners,
        "questions": question_rows(request.user, course, item),
    }


@dataclass(slots=True)
class Change:
    """What scoring an attempt again would change."""

    attempt: Attempt
    before: Scoring
    after: Worked

    @property
    def before_percent(self) -> int | None:
        """The result as it is."""
        return _percent(self.before.score, self.before.most)

    @property
    def after_percent(self) -> int | None:
        """The result as it would be."""
        return _percent(self.after.score, self.after.most)


def _percent(score: float | None, most: float) -> int | None:
    if score is None:
        return None
    return int(100 * score / most + 1e-9) if most else 100


def changes_of(course: Course, item: uuid.UUID) -> list[Change]:
    """Return what scoring all attempts again would change, by what the pages say is right now."""
    return list(_changes(course, item))


def _changes(course: Course, item: uuid.UUID) -> Iterator[Change]:
    now = pages_now(item)
    found = Attempt.objects.filter(enrolment__course_id=course.pk, item=item, submitted_at__isnull=False)
    found = found.select_related("enrolment__person").prefetch_related("scorings", "marks").order_by("pk")
    for attempt in found.iterator(chunk_size=AT_ONCE):
        before = max(attempt.scorings.all(), key=lambda one: one.number, default=None)
        if before is None:
            continue
        keys = corrected_keys(attempt, before.keys, now)
        if keys == before.keys:
            continue
        after = work_out(attempt, keys, points_given(sorted(attempt.marks.all(), key=lambda one: one.pk)))
        if (after.score, after.most, after.passed) != (before.score, before.most, before.passed):
            yield Change(attempt, before, after)


def digest_of(changes: list[Change]) -> str:
    """Return by what it is known that the preview looked at still holds."""
    said = repr([(one.attempt.pk, one.after.score, one.after.most) for one in changes])
    return hashlib.sha256(said.encode()).hexdigest()


def table_of_attempts(
    person: Viewer, course: Course, item: uuid.UUID
) -> tuple[list[str], Iterator[list[Any]]]:
    """Return head and rows for a spreadsheet: one attempt each, one column a question with the points it got."""
    found = attempts_at(person, course, item)
    titles = _titles(found.filter(submitted_at__isnull=False).order_by(), item)
    head = [
        _("Name"),
        _("E-mail address"),
        _("Group"),
        _("Attempt"),
        _("Begun"),
        _("Handed in"),
        _("Time was up"),
        _("Points"),
        _("Of"),
        _("Per cent"),
        _("Passed"),
        *titles.values(),
    ]
    return head, _table_rows(found, list(titles))


def _table_rows(found: AttemptQuerySet, numbers: list[str]) -> Iterator[list[Any]]:
    ordered = found.light().select_related("enrolment__cohort").prefetch_related("scorings")
    for attempt in ordered.order_by("enrolment__person__name", "enrolment", "number").iterator(AT_ONCE):
        person = attempt.enrolment.person
        last = max(attempt.scorings.all(), key=lambda one: one.number, default=None)
        points = last.points if last else {}
        begun, handed_in = (
            at.astimezone(person.zone) if at else None for at in (attempt.started_at, attempt.submitted_at)
        )
        yield [
            person.name,
            person.email,
            attempt.enrolment.cohort.name if attempt.enrolment.cohort else "",
            attempt.number,
            begun,
            handed_in,
            attempt.ran_out,
            attempt.score,
            attempt.most,
            attempt.percent,
            attempt.passed,
            *((points.get(number) or [None])[0] for number in numbers),
        ]

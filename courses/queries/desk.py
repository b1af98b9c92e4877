"""The trainer's desk: how many are where, who is stuck and why, what waits, and where people stop.

Nothing here grows with the number of learners but counting in the database; lists show a page of them.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest

from courses.models import Cohort, Course, Enrolment, GroupMessage, ItemState, Question
from courses.outline import contents_of, contents_of_all, outline_of
from courses.queries.cohorts import with_places
from courses.queries.groups import (
    failed_in,
    learners,
    quiet,
    reasons_of,
    stuck,
    unanswered_in,
    under_way,
)
from courses.queries.learning import newest_edition
from courses.queries.standing import Standing, marks_of, standing_in
from courses.queries.waiting import waiting_for_a_trainer
from courses.rules import guided_by

SHOWN = 8  # of each list on the desk; the rest is a page of its own
PER_PAGE = 25
NEVER_SEEN_FIRST = F("last_seen_at").asc(nulls_first=True)  # databases differ in where they put nothing
NEVER_SEEN_LAST = F("last_seen_at").desc(nulls_last=True)
SHOWS = ("all", "stuck", "waiting", "finished", "paused", "left")


@dataclass(slots=True)
class Learner:
    """A learner as the desk lists them: the same sentence that they read themselves."""

    standing: Standing
    reasons: list[str]

    @property
    def enrolment(self) -> Enrolment:
        """Their enrolment."""
        return self.standing.enrolment


def counts_of(found: QuerySet[Enrolment], course_key: uuid.UUID) -> dict[str, int]:
    """Count the learners by where they are. Two queries."""
    counted = found.order_by().aggregate(
        all=Count("pk", filter=Q(ended_at__isnull=True)),
        under_way=Count("pk", filter=under_way()),
        finished=Count("pk", filter=Q(completed_at__isnull=False, ended_at__isnull=True)),
        paused=Count(
            "pk", filter=Q(paused_at__isnull=False, completed_at__isnull=True, ended_at__isnull=True)
        ),
        left=Count("pk", filter=Q(ended_at__isnull=False)),
    )
    return {**counted, "stuck": stuck(found, course_key).order_by().count()}


def desk_for(request: HttpRequest, course: Course, cohort: Cohort | None) -> dict[str, Any]:
    """Return what the desk of a course, or of a cohort of it, shows."""
    person = request.user
    found = learners(person, course.pk, cohort=cohort)
    whole = cohort is None and guided_by(person, course.pk) is None
    questions = questions_for(found, course.pk)
    waiting = waiting_for(found, course.pk)
    counts = counts_of(found, course.pk)
    return {
        "course": course,
        "outline": outline_of(request, course.pk),
        "cohort": cohort,
        "cohorts": cohorts_for(request, course.pk),
        "counts": counts,
        "why": why_stuck(found, course.pk) if counts["stuck"] else {},
        "stuck": listed(request, course, stuck(found, course.pk).order_by(NEVER_SEEN_FIRST, "pk")[:SHOWN]),
        "questions": list(questions[:SHOWN]),
        "questions_count": questions.count(),
        "waiting": list(waiting[:SHOWN]),
        "waiting_count": waiting.count(),
        "steps": drop_off(request, course, None if whole else found),
        "messages_sent": list(_messages(course, cohort, whole)[:3]),
    }


def _messages(course: Course, cohort: Cohort | None, whole: bool) -> QuerySet[GroupMessage]:
    sent = GroupMessage.objects.filter(course=course).select_related("by", "cohort")
    if cohort is not None:
        return sent.filter(cohort=cohort)
    return sent if whole else sent.none()


def cohorts_for(request: HttpRequest, course_key: uuid.UUID) -> list[Cohort]:
    """Return the cohorts of a course that the person looks after, with their places. One query, and one for who they are."""
    mine = guided_by(request.user, course_key)
    cohorts = with_places(Cohort.objects.filter(course_id=course_key))
    return list(cohorts if mine is None else cohorts.filter(pk__in=mine))


def why_stuck(found: QuerySet[Enrolment], course_key: uuid.UUID) -> dict[str, int]:
    """Count those who are stuck by reason; somebody may have two. Three queries."""
    here = found.filter(under_way()).order_by()
    return {
        "quiet": here.filter(quiet()).count(),
        "failed": here.filter(pk__in=failed_in(course_key).values("enrolment_id")).count(),
        "unanswered": here.filter(pk__in=unanswered_in(course_key).order_by().values("enrolment_id")).count(),
    }


def questions_for(found: QuerySet[Enrolment], course_key: uuid.UUID) -> QuerySet[Question]:
    """Return the unanswered questions of these learners, the oldest first."""
    here = unanswered_in(course_key).filter(enrolment__in=found.order_by().values("pk"))
    return here.select_related("enrolment__person").order_by("asked_at", "pk")


def waiting_for(found: QuerySet[Enrolment], course_key: uuid.UUID) -> QuerySet[ItemState]:
    """Return what these learners handed in and nobody has answered, the oldest first."""
    here = waiting_for_a_trainer().filter(course_id=course_key)
    here = here.filter(enrolment__in=found.filter(ended_at__isnull=True).order_by().values("pk"))
    return here.select_related("enrolment__person").order_by("waits_since", "pk")


def listed(request: HttpRequest, course: Course, enrolments: Any) -> list[Learner]:
    """Return some learners with the sentence that they read, in the reader's words. Six queries, however many they are."""
    rows = list(enrolments.select_related("person", "cohort"))
    if not rows:
        return []
    contents = contents_of_all(request, {one.edition_id for one in rows})
    marks = marks_of(rows)
    reasons = reasons_of(rows, course.pk)
    outline = outline_of(request, course.pk)
    return [
        Learner(
            standing_in(one, contents[one.edition_id], marks[one.pk], outline=outline, zone=one.person.zone),
            reasons[one.pk],
        )
        for one in rows
    ]


def learners_page(
    request: HttpRequest, course: Course, cohort: Cohort | None, *, show: str, search: str, number: str | None
) -> tuple[Page, list[Learner]]:
    """Return a page of the learners, those seen last first, or by name where one is looked for."""
    found = learners(request.user, course.pk, cohort=cohort)
    if show == "stuck":
        found = stuck(found, course.pk)
    elif show == "waiting":
        found = found.filter(pk__in=waiting_for(found, course.pk).order_by().values("enrolment_id"))
    elif show == "finished":
        found = found.filter(completed_at__isnull=False, ended_at__isnull=True)
    elif show == "paused":
        found = found.filter(paused_at__isnull=False, completed_at__isnull=True, ended_at__isnull=True)
    elif show == "left":
        found = found.filter(ended_at__isnull=False)
    else:
        found = found.filter(ended_at__isnull=True)
    if search:
        found = found.filter(person__name__icontains=search).order_by("person__name", "pk")
    else:
        found = found.order_by(NEVER_SEEN_LAST, "-pk")
    page = Paginator(found, PER_PAGE).get_page(number)
    return page, listed(request, course, page.object_list)


def drop_off(request: HttpRequest, course: Course, found: QuerySet[Enrolment] | None) -> dict[str, Any]:
    """Count for each item of the newest edition how many opened and how many finished it. Two queries.

    Everybody counts who ever followed the course, for those who left are what drop-off is about. `found` limits it to some.
    """
    newest = newest_edition(course.pk)
    if newest is None:
        return {"items": [], "people": 0}
    outline = outline_of(request, course.pk)
    titles = outline.titles if outline else {}
    states = ItemState.objects.filter(course_id=course.pk)
    people = Enrolment.objects.filter(course_id=course.pk)
    if found is not None:
        states = states.filter(enrolment__in=found.order_by().values("pk"))
        people = found
    came = Q(opened_at__isnull=False) | Q(finished_at__isnull=False)
    rows = states.order_by().values_list("item")
    rows = rows.annotate(opened=Count("pk", filter=came), finished=Count("finished_at"))
    counted = {item: (opened, finished) for item, opened, finished in rows}
    items = []
    for item in contents_of(request, newest.pk):
        opened, finished = counted.get(item.key, (0, 0))
        items.append(
            {
                "item": item,
                "title": titles.get(item.key, item.title),
                "opened": opened,
                "finished": finished,
            }
        )
    return {"items": items, "people": people.order_by().count()}

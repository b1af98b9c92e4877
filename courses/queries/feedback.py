"""The feedback desk: one queue over all courses that somebody teaches, or leads a group of. What waits longest comes first."""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Cohort, Course, Facilitator, Review, Submission
from courses.queries.pages import words_of
from courses.queries.waiting import beside_assignments
from courses.rules import taught_by
from members.audiences import is_staff
from members.models import Person

PER_PAGE = 25
SHOWS = ("waiting", "peers", "late", "answered", "all")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the queue is looked at. Empty means all."""

    show: str = "waiting"
    course: uuid.UUID | None = None
    cohort: int | None = None
    item: uuid.UUID | None = None

    def asked(self) -> dict[str, str]:
        """Return it as an address says it."""
        known = {"show": self.show, "course": self.course, "cohort": self.cohort, "item": self.item}
        return {name: str(value) for name, value in known.items() if value}


def led_by(person: Person) -> set[int]:
    """Return the cohorts that a person leads."""
    return set(Facilitator.objects.filter(person=person).values_list("cohort_id", flat=True))


def reach_of(person: Person) -> Q:
    """Return the condition for what belongs to courses that a person teaches and groups that they lead; all of it for staff."""
    if is_staff(person):
        return Q()
    condition = Q(course__in=taught_by(person))
    if led := led_by(person):
        condition |= Q(enrolment__cohort__in=led)
    return condition


def within_reach(person: Person) -> QuerySet[Submission]:
    """Return what was handed in to somebody; never drafts."""
    return Submission.objects.filter(reach_of(person), submitted_at__isnull=False)


def queue_of(person: Person, chosen: Chosen) -> QuerySet[Submission]:
    """Return a person's queue, what waits longest first."""
    found = within_reach(person)
    if chosen.show != "all":
        found = found.filter(withdrawn_at__isnull=True, replaced_at__isnull=True)
    if chosen.show == "waiting":
        found = found.filter(answered_at__isnull=True, trainer_from__lte=timezone.now())
    elif chosen.show == "peers":
        found = found.filter(answered_at__isnull=True, trainer_from__gt=timezone.now())
    elif chosen.show == "late":
        found = found.filter(late=True, answered_at__isnull=True)
    elif chosen.show == "answered":
        found = found.filter(answered_at__isnull=False)
    if chosen.course:
        found = found.filter(course=chosen.course)
    if chosen.cohort:
        found = found.filter(enrolment__cohort=chosen.cohort)
    if chosen.item:
        found = found.filter(item=chosen.item)
    return found.order_by("submitted_at", "pk")


def desk_page(person: Person, chosen: Chosen, number: str | None) -> dict[str, Any]:
    """Return a page of the queue with what it can be narrowed to. A fixed number of queries."""
    found = queue_of(person, chosen).defer("text", "terms")
    page: Page = Paginator(found.select_related("enrolment__person", "enrolment__cohort"), PER_PAGE).get_page(
        number
    )
    rows = list(page.object_list)
    courses = courses_of(person)
    words = words_of({one.item for one in rows} | {course.pk for course in courses})
    now = timezone.now()
    return {
        "paged": page,
        "rows": [
            {
                "submission": one,
                "title": words.get(one.item, (one.title, ""))[0],
                "course": words.get(one.course_id, ("", ""))[0],
                "days": (now - one.submitted_at).days if one.submitted_at else 0,
            }
            for one in rows
        ],
        "courses": [(course.pk, words.get(course.pk, (course.title, ""))[0]) for course in courses],
        "cohorts": cohorts_of(person),
        "beside": _beside(person, courses, words) if chosen.show == "waiting" else [],
    }


def _beside(
    person: Person, courses: list[Course], words: dict[uuid.UUID, tuple[str, str]]
) -> list[tuple[uuid.UUID, str, int]]:
    """Return where else something waits that is no assignment: key and title of the course, and how much."""
    found = beside_assignments().filter(reach_of(person), enrolment__ended_at__isnull=True).order_by()
    counts = dict(found.values_list("course_id").annotate(n=Count("pk")))
    return [
        (course.pk, words.get(course.pk, (course.title, ""))[0], counts[course.pk])
        for course in courses
        if course.pk in counts
    ]


def courses_of(person: Person) -> list[Course]:
    """Return the courses whose work a person may see. A query, or three."""
    if is_staff(person):
        return list(Course.objects.order_by("title"))
    return list(
        Course.objects.filter(Q(pk__in=taught_by(person)) | Q(cohorts__in=led_by(person)))
        .distinct()
        .order_by("title")
    )


def cohorts_of(person: Person) -> list[Cohort]:
    """Return the groups that a queue can be narrowed to, the newest first; at most a screen of them."""
    found = Cohort.objects.order_by("-starts_on", "-pk")
    if not is_staff(person):
        found = found.filter(Q(course__in=taught_by(person)) | Q(pk__in=led_by(person)))
    return list(found[:60])


def one_for(person: Person, key: uuid.UUID) -> Submission | None:
    """Return a piece of work that the person may see, with all that belongs to it."""
    reviews = Review.objects.said().select_related("reviewer").prefetch_related("passages")
    return (
        within_reach(person)
        .select_related(
            "enrolment__person", "enrolment__cohort", "enrolment__edition", "enrolment__course", "course"
        )
        .prefetch_related("files", Prefetch("reviews", reviews))
        .filter(uuid=key)
        .first()
    )


def around(person: Person, chosen: Chosen, here: Submission) -> dict[str, uuid.UUID | None]:
    """Return the pieces of work before and after this one in the queue. Two queries."""
    queue = queue_of(person, chosen)
    before = Q(submitted_at__lt=here.submitted_at) | Q(submitted_at=here.submitted_at, pk__lt=here.pk)
    after = Q(submitted_at__gt=here.submitted_at) | Q(submitted_at=here.submitted_at, pk__gt=here.pk)
    return {
        "previous": queue.filter(before)
        .order_by("-submitted_at", "-pk")
        .values_list("uuid", flat=True)
        .first(),
        "next": queue.filter(after).values_list("uuid", flat=True).first(),
    }


def table_of_work(person: Person, chosen: Chosen) -> tuple[list[str], Iterator[list[Any]]]:
    """Return the head and the rows of what is looked at, for a spreadsheet."""
    head = [
        _("Name"),
        _("E-mail address"),
        _("Group"),
        _("Course"),
        _("Assignment"),
        _("Version"),
        _("Handed in"),
        _("Due"),
        _("Late"),
        _("Taken back"),
        _("Answered"),
        _("Points"),
        _("Passed"),
        _("Reviews"),
        _("Reviewers"),
    ]
    return head, _rows(person, chosen)


def _rows(person: Person, chosen: Chosen) -> Iterator[list[Any]]:
    reviews = Review.objects.said().select_related("reviewer")
    found = queue_of(person, chosen).defer("text", "terms")
    found = found.select_related("enrolment__person", "enrolment__cohort", "course")
    zone = person.zone

    def local(at: datetime.datetime | None) -> datetime.datetime | None:
        return at.astimezone(zone) if at else None

    for one in found.prefetch_related(Prefetch("reviews", reviews)).iterator(400):
        given = list(one.reviews.all())
        learner, cohort = one.enrolment.person, one.enrolment.cohort
        yield [
            learner.name,
            learner.email,
            cohort.name if cohort else "",
            one.course.title,
            one.title,
            one.number,
            local(one.submitted_at),
            local(one.due_at),
            _("yes") if one.late else "",
            local(one.withdrawn_at),
            local(one.answered_at),
            float(one.points) if one.points is not None else None,
            "" if one.passed is None else _("yes") if one.passed else _("no"),
            len(given),
            ", ".join(str(review.reviewer) for review in given if review.reviewer),
        ]

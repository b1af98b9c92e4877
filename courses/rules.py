"""Which labels learning gives, and who may teach, guide and look on."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, Value
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex

from courses.finishing import lock_on
from courses.models import CoursePage, Edition, Enrolment, Facilitator, HeldBack, ItemState, Trainer
from files.models import StoredFile
from files.rules import offers_files
from members.audiences import Viewer, contributes_labels, course_label, is_staff, item_label
from members.models import Person
from members.prepared import Prepared


def _courses_of(people: Sequence[int]) -> Any:
    """Find the courses that a person follows, with 1, and those that they teach, with 0."""
    follows = Enrolment.objects.filter(person=people[0], ended_at__isnull=True)
    teaches = Trainer.objects.filter(person=people[0]).order_by()
    return (
        follows.order_by()
        .values_list("course_id", Value(1))
        .union(teaches.values_list("course__translation_key", Value(0)))
    )


def _that_close_their_lessons() -> Any:
    closed = CoursePage.objects.filter(lessons_for_enrolled=True).order_by()
    return closed.values_list("translation_key", Value(0))


def _held_back_in(courses: Sequence[uuid.UUID]) -> Any:
    return HeldBack.objects.order_by().filter(course__in=courses).values_list("item", "course_id")


_courses = Prepared(_courses_of)
_courses_for_staff = Prepared(lambda people: _courses_of(people).union(_that_close_their_lessons()))
_held_back = Prepared(_held_back_in)


@contributes_labels
def course_labels(person: Person) -> Iterable[str]:
    """Give the labels of the courses that the person follows or teaches, and of the items in them that are open to them.

    Editors get those of all courses that close their lessons. A query for the courses and one for what opens late in them;
    two more for those who follow a course where something does.
    """
    followed: set[uuid.UUID] = set()
    others: set[uuid.UUID] = set()
    asked = _courses_for_staff if is_staff(person) else _courses
    for key, by_following in asked.rows([person.pk]):
        (followed if by_following else others).add(key)
    labels = [course_label(key) for key in followed | others]
    if is_staff(person):
        return [*labels, *map(item_label, HeldBack.objects.order_by().values_list("item", flat=True))]
    here = _held_back.rows(followed | others)
    labels += [item_label(item) for item, course in here if course in others]
    learning = {course for _item, course in here if course not in others}
    return [*labels, *map(item_label, _open_in(person, learning))] if learning else labels


def _open_in(person: Person, courses: set[uuid.UUID]) -> set[uuid.UUID]:
    """Return the items of these courses that are open to a learner; what they may read of newer editions included."""
    now = timezone.now()
    enrolments = list(
        Enrolment.objects.filter(person=person, ended_at__isnull=True, course__in=courses).select_related(
            "cohort", "edition"
        )
    )
    newest = {
        edition.course_id: edition
        for edition in Edition.objects.filter(course__in=courses).order_by("number")
    }
    finished: set[uuid.UUID] = set()
    seen: set[uuid.UUID] = set()
    rows = ItemState.objects.filter(enrolment__in=enrolments).values_list(
        "item", "finished_at", "opened_at", "let_in_at"
    )
    for item, finished_at, opened_at, let_in_at in rows:
        if finished_at:
            finished.add(item)
        if opened_at or let_in_at:
            seen.add(item)
    opened: set[uuid.UUID] = set()
    for enrolment in enrolments:
        own = {item.key: item for item in enrolment.edition.contents}
        newer = {item.key: item for item in newest[enrolment.course_id].contents}
        for key, terms in (newer | own).items():
            lock = lock_on(
                terms,
                began=enrolment.began_at,
                now=enrolment.paused_at or now,
                finished=finished,
                seen=seen,
            )
            if lock is None:
                opened.add(key)
    return opened


def teaches(person: Viewer, course_key: uuid.UUID) -> bool:
    """Whether the person teaches the course, or is of those who look after all of them."""
    if not person.is_authenticated:
        return False
    return (
        is_staff(person) or Trainer.objects.filter(person=person, course__translation_key=course_key).exists()
    )


def taught_by(person: Person) -> set[uuid.UUID]:
    """Return the keys of the courses that the person teaches; for staff of all."""
    if is_staff(person):
        return set(CoursePage.objects.order_by().values_list("translation_key", flat=True))
    return set(
        Trainer.objects.filter(person=person).order_by().values_list("course__translation_key", flat=True)
    )


def guided_by(person: Viewer, course_key: uuid.UUID) -> set[int] | None:
    """Return which cohorts of a course the person may look after: None for all and everybody in it, a set for these only."""
    if not person.is_authenticated:
        return set()
    if teaches(person, course_key):
        return None
    own = Facilitator.objects.filter(person=person, cohort__course_id=course_key)
    return set(own.values_list("cohort_id", flat=True))


def looked_after(person: Viewer, course_key: uuid.UUID) -> Q | None:
    """Return the condition for enrolments that the person may look after in a course; None where there are none."""
    cohorts = guided_by(person, course_key)
    if cohorts is None:
        return Q(course_id=course_key)
    return Q(course_id=course_key, cohort__in=cohorts) if cohorts else None


@offers_files
def in_what_they_teach(person: Person) -> list[int]:
    """The files that stand in the pages of courses that the person teaches."""
    taught = Trainer.objects.filter(person=person).values("course__translation_key")
    within = Q(pk__in=[])
    for path in CoursePage.objects.filter(translation_key__in=taught).values_list("path", flat=True):
        within |= Q(path__startswith=path)
    pages = [str(pk) for pk in Page.objects.filter(within).order_by().values_list("pk", flat=True)]
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(StoredFile),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=pages,
    )
    return [int(pk) for pk in rows.order_by().values_list("to_object_id", flat=True).distinct()]

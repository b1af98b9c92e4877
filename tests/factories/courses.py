"""Cohorts, learners and lessons that open later; each makes one valid thing, anything else is spelled out in the test."""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from courses.actions import enrol, record_event
from courses.actions.waiting import join_cohort
from courses.models import Cohort, Course, CoursePage, Enrolment, ItemEvent, LessonPage, ModulePage, Waiting
from members.models import Person
from tests.factories import members as cast
from tests.factories import pages


def lessons_of(course: CoursePage) -> list[LessonPage]:
    """Return the lessons of a course in order."""
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def module_of(course: CoursePage) -> ModulePage:
    """Return the first module of a course."""
    return ModulePage.objects.child_of(course).order_by("path").first()


def reread(page: Any) -> Any:
    """Return a page as it is by now: its place in the tree moves with others."""
    return type(page).objects.get(pk=page.pk)


def republish(page: Any, **fields: Any) -> Any:
    """Change a page as an editor does who publishes."""
    page = reread(page)
    requires = fields.pop("requires", None)
    if "lines" in fields:
        page.lines.set(fields.pop("lines"))
    for name, value in fields.items():
        setattr(page, name, value)
    if requires is not None:
        page.requires.set([one.page_ptr for one in requires])
    page.save_revision().publish()
    return reread(page)


def lesson_after(module: ModulePage, *required: LessonPage, **fields: Any) -> LessonPage:
    """Make a live lesson that opens when others are finished."""
    return republish(pages.lesson(module, **fields), requires=required)


def lesson_on(module: ModulePage, moment: datetime.datetime, **fields: Any) -> LessonPage:
    """Make a live lesson that opens on a date."""
    return pages.lesson(module, opens="on", opens_on=moment, **fields)


def lesson_after_days(module: ModulePage, days: int, **fields: Any) -> LessonPage:
    """Make a live lesson that opens some days after the start."""
    return pages.lesson(module, opens="after", opens_after_days=days, **fields)


def enrolled(course: CoursePage, person: Person | None = None, *, days_ago: int = 0) -> Enrolment:
    """Let somebody follow a course since some days."""
    person = person or cast.PersonFactory()
    enrolment = enrol(person=person, course_key=course.translation_key, by=person)
    if days_ago:
        enrolment.enrolled_at = timezone.now() - datetime.timedelta(days=days_ago)
        enrolment.save(update_fields=["enrolled_at"])
    return fresh(enrolment)


def fresh(enrolment: Enrolment) -> Enrolment:
    """Return an enrolment as a view reads it."""
    return Enrolment.objects.select_related("edition", "course", "cohort", "person").get(pk=enrolment.pk)


def happens(
    enrolment: Enrolment,
    lesson: LessonPage,
    verb: str = "done",
    *,
    by: Person | None = None,
    key: str = "",
    note: str = "",
    at: datetime.datetime | None = None,
) -> ItemEvent | None:
    """Record that something happened to a lesson, by the learner unless somebody else is named."""
    enrolment = fresh(enrolment)
    return record_event(
        enrolment=enrolment,
        item=lesson.translation_key,
        verb=verb,
        key=key or f"{verb}:{uuid.uuid4()}",
        by=by or enrolment.person,
        note=note,
        at=at,
    )


def cohort(course: CoursePage, *, days: int = 0, **fields: Any) -> Cohort:
    """Make a cohort that began so many days ago."""
    fields.setdefault("name", "Autumn group")
    fields.setdefault("starts_on", timezone.localdate() - datetime.timedelta(days=days))
    return Cohort.objects.create(course=Course.objects.get(pk=course.translation_key), **fields)


def joins(cohort: Cohort, person: Person | None = None) -> Enrolment | Waiting:
    """Let somebody join a cohort by themselves, or wait for a place in it."""
    person = person or cast.PersonFactory()
    return join_cohort(person=person, cohort=cohort, by=person)

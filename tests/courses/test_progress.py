"""Progress is one number and one sentence, and evidence survives whatever happens to pages."""

import uuid

import pytest
from django.test import Client
from wagtail.models import Page

from courses.actions import (
    EnrolmentClosed,
    NoSuchItem,
    enrol,
    freeze_edition,
    leave,
    rebuild_states,
    record_event,
    take_up_edition,
)
from courses.models import Completion, Course, CoursePage, Enrolment, ItemEvent, ItemState, LessonPage
from courses.progress import progress_in
from courses.queries.learning import newest_edition
from members.models import Person
from tests.factories import pages

pytestmark = pytest.mark.django_db


def lessons_of(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def finish(enrolment: Enrolment, lesson: LessonPage, by: Person) -> ItemEvent | None:
    key = lesson.translation_key
    return record_event(enrolment=enrolment, item=key, verb=ItemEvent.Verb.DONE, key=f"done:{key}", by=by)


def done_in(enrolment: Enrolment) -> set[uuid.UUID]:
    return set(
        ItemState.objects.filter(enrolment=enrolment, finished_at__isnull=False).values_list(
            "item", flat=True
        )
    )


def sentence_of(enrolment: Enrolment) -> str:
    enrolment.refresh_from_db()
    return progress_in(enrolment.edition.contents, done_in(enrolment)).sentence


def test_progress_says_what_is_done_and_what_comes_next(learner: Person) -> None:
    course = pages.course(modules=1, lessons=3)
    first, second, _third = lessons_of(course)
    enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)

    assert sentence_of(enrolment) == f"0 of 3 done. Next: {first.title}, about 15 minutes."
    finish(enrolment, first, learner)
    assert sentence_of(enrolment) == f"1 of 3 done. Next: {second.title}, about 15 minutes."


def test_finishing_all_required_lessons_completes_the_course_once(learner: Person) -> None:
    course = pages.course(modules=1, lessons=2)
    optional = pages.lesson(Page.objects.get(pk=lessons_of(course)[0].get_parent().pk), optional=True)
    enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)

    for lesson in lessons_of(course):
        if lesson != optional:
            finish(enrolment, lesson, learner)
    finish(enrolment, optional, learner)

    completion = Completion.objects.get(enrolment=enrolment, kind=Completion.Kind.COMPLETED)
    assert [entry["title"] for entry in completion.criteria["required"]] == [
        lesson.title for lesson in lessons_of(course) if lesson != optional
    ]
    assert sentence_of(enrolment) == "All 2 done."


def test_the_same_key_is_one_event(learner: Person) -> None:
    course = pages.course()
    enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)
    lesson = lessons_of(course)[0]

    assert finish(enrolment, lesson, learner) is not None
    assert finish(enrolment, lesson, learner) is None

    assert ItemEvent.objects.filter(enrolment=enrolment).count() == 1


def test_enrolling_twice_is_one_enrolment(learner: Person) -> None:
    course = pages.course()

    first = enrol(person=learner, course_key=course.translation_key, by=learner)
    second = enrol(person=learner, course_key=course.translation_key, by=learner)

    assert first == second
    assert Enrolment.objects.count() == 1


def test_leaving_and_coming_back_is_another_attempt_and_loses_nothing(learner: Person) -> None:
    course = pages.course()
    first = enrol(person=learner, course_key=course.translation_key, by=learner)
    finish(first, lessons_of(course)[0], learner)

    leave(enrolment=first, by=learner)
    second = enrol(person=learner, course_key=course.translation_key, by=learner)

    assert (first.attempt, second.attempt) == (1, 2)
    assert len(done_in(first)) == 1
    first.refresh_from_db()
    with pytest.raises(EnrolmentClosed):
        finish(first, lessons_of(course)[1], learner)


def test_a_lesson_of_another_course_is_refused(learner: Person) -> None:
    course, other = pages.course(), pages.course()
    enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)

    with pytest.raises(NoSuchItem):
        finish(enrolment, lessons_of(other)[0], learner)


def test_an_added_lesson_never_lowers_progress_until_it_is_taken_up(learner: Person) -> None:
    course = pages.course(modules=1, lessons=2)
    enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)
    finish(enrolment, lessons_of(course)[0], learner)
    before = sentence_of(enrolment)

    pages.lesson(lessons_of(course)[0].get_parent().specific, title="Added later")

    assert sentence_of(enrolment) == before
    newest = newest_edition(course.translation_key)
    assert newest is not None
    take_up_edition(enrolment=enrolment, edition=newest, by=learner)
    assert sentence_of(enrolment).startswith("1 of 3 done.")


def test_a_completed_course_stays_completed_when_lessons_are_added(learner: Person, signed_in) -> None:
    course = pages.course(modules=1, lessons=1)
    enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)
    finish(enrolment, lessons_of(course)[0], learner)
    module = lessons_of(course)[0].get_parent().specific
    pages.lesson(module)
    pages.lesson(module)

    page = signed_in(learner).get(course.address).content.decode()

    assert "All 1 done." in page
    assert "2 new lessons since you finished." in page
    assert Completion.objects.filter(enrolment=enrolment, kind="completed").count() == 1


@pytest.mark.parametrize(
    "change", ["edit", "move", "translate", "unpublish", "delete lesson", "delete course"]
)
def test_evidence_survives_what_happens_to_pages(learner: Person, change: str) -> None:
    course = pages.course(modules=2, lessons=2)
    enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)
    lesson = lessons_of(course)[0]
    finish(enrolment, lesson, learner)
    before, events = done_in(enrolment), ItemEvent.objects.count()

    if change == "edit":
        lesson.title = "Another title"
        lesson.save_revision().publish()
    elif change == "move":
        lesson.move(lessons_of(course)[3].get_parent(), pos="last-child")
    elif change == "translate":
        pages.in_french(lesson, title="En français")
    elif change == "unpublish":
        lesson.unpublish()
    elif change == "delete lesson":
        lesson.delete()
    else:
        CoursePage.objects.get(pk=course.pk).delete()

    assert done_in(enrolment) == before
    assert ItemEvent.objects.count() == events
    assert sentence_of(enrolment).startswith("1 of 4 done.")
    assert Course.objects.filter(key=course.translation_key).exists()


def test_one_record_in_two_languages(learner: Person, signed_in) -> None:
    course = pages.course(modules=1, lessons=2)
    french = [
        pages.in_french(lesson, title=f"Leçon {n}") for n, lesson in enumerate(lessons_of(course), start=1)
    ]
    client = signed_in(learner)
    enrol(person=learner, course_key=course.translation_key, by=learner)

    client.post(f"/fr/learning/{course.translation_key}/{french[0].translation_key}/done/")

    page = client.get(lessons_of(course)[1].address).content.decode()
    assert "1 of 2 done." in page
    assert "<title>Leçon 2" in client.get(french[1].address).content.decode()


def test_replaying_the_events_rebuilds_the_same_states(learner: Person) -> None:
    course = pages.course(modules=1, lessons=3)
    enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)
    for lesson in lessons_of(course)[:2]:
        record_event(
            enrolment=enrolment, item=lesson.translation_key, verb="opened", key=f"o:{lesson.pk}", by=learner
        )
        finish(enrolment, lesson, learner)
    before = set(enrolment.states.values_list("item", "opened_at", "done_at"))

    rebuild_states(enrolment=enrolment)

    assert set(enrolment.states.values_list("item", "opened_at", "done_at")) == before


def test_an_edition_nobody_follows_is_replaced(learner: Person) -> None:
    course = pages.course(modules=1, lessons=3)

    assert [edition.number for edition in Course.objects.get(key=course.translation_key).editions.all()] == [
        1
    ]
    enrol(person=learner, course_key=course.translation_key, by=learner)
    pages.lesson(lessons_of(course)[0].get_parent().specific)
    pages.lesson(lessons_of(course)[0].get_parent().specific)

    assert [
        (e.number, len(e.items)) for e in Course.objects.get(key=course.translation_key).editions.all()
    ] == [(1, 3), (2, 5)]


def test_freezing_without_a_change_makes_nothing(learner: Person) -> None:
    course = pages.course()
    before = newest_edition(course.translation_key)

    assert freeze_edition(course_key=course.translation_key) == before


def test_a_course_without_lessons_cannot_be_joined(learner: Person) -> None:
    course = pages.course(modules=0)

    with pytest.raises(EnrolmentClosed):
        enrol(person=learner, course_key=course.translation_key, by=learner)


def test_anonymous_is_asked_to_sign_in_before_enrolling() -> None:
    course = pages.course()

    answer = Client().post(f"/en/learning/{course.translation_key}/enrol/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert not Enrolment.objects.exists()

"""Fifty at once: one effect each, on whichever database is configured."""

import contextlib
import threading
import uuid
from collections.abc import Callable, Sequence

import pytest
from django.db import connections

from courses.actions import enrol, quizzes, record_event, take_up_edition
from courses.actions.letters import write_letter
from courses.actions.notes import ask
from courses.actions.pausing import pause, resume
from courses.actions.waiting import join_cohort, lapse_offers, offer_free_places
from courses.models import (
    Attempt,
    Completion,
    EditionChange,
    Enrolment,
    ItemEvent,
    ItemState,
    LessonPage,
    Pause,
    Question,
    Scoring,
    Waiting,
)
from courses.queries.learning import newest_edition
from members.models import Letter, Person
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages
from tests.factories import quizzes as quizzes_made

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def at_once(*todo: Callable[[], object]) -> list[Exception]:
    """Run these in threads that start together; a single one fifty times. Return what went wrong."""
    todo = todo if len(todo) > 1 else todo * MANY
    wrong: list[Exception] = []
    ready = threading.Barrier(len(todo))

    def run(do: Callable[[], object]) -> None:
        try:
            ready.wait()
            do()
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[do]) for do in todo]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def for_each(people: Sequence[Person], do: Callable[[Person], object]) -> list[Callable[[], object]]:
    """Bind one call to each person."""
    return [lambda person=person: do(person) for person in people]


def test_fifty_enrolments_of_one_person_are_one() -> None:
    course, person = pages.course(), cast.PersonFactory()

    wrong = at_once(lambda: enrol(person=person, course_key=course.translation_key, by=person))

    assert wrong == []
    assert Enrolment.objects.count() == 1


def test_fifty_people_enrol_at_once_and_each_is_in_once() -> None:
    course, people = pages.course(), cast.PersonFactory.create_batch(MANY)

    wrong = at_once(
        *for_each(people, lambda p: enrol(person=p, course_key=course.translation_key, by=p)),
    )

    assert wrong == []
    assert sorted(Enrolment.objects.values_list("person", "attempt")) == sorted((p.pk, 1) for p in people)


def test_fifty_people_for_the_last_place() -> None:
    cohort = learning.cohort(pages.course(), places=1)
    people = cast.PersonFactory.create_batch(MANY)

    wrong = at_once(*for_each(people, lambda p: join_cohort(person=p, cohort=cohort, by=p)))

    assert wrong == []
    assert [enrolment.seat for enrolment in Enrolment.objects.all()] == [1]
    assert Waiting.objects.filter(closed_at=None, offered_at=None).count() == MANY - 1


def test_fifty_people_for_seven_places() -> None:
    cohort = learning.cohort(pages.course(), places=7)
    people = cast.PersonFactory.create_batch(MANY)

    wrong = at_once(*for_each(people, lambda p: join_cohort(person=p, cohort=cohort, by=p)))

    assert wrong == []
    assert sorted(Enrolment.objects.values_list("seat", flat=True)) == list(range(1, 8))
    assert Waiting.objects.count() == MANY - 7


def test_fifty_times_one_person_for_a_cohort_is_one_place() -> None:
    cohort, person = learning.cohort(pages.course(), places=3), cast.PersonFactory()

    wrong = at_once(lambda: join_cohort(person=person, cohort=cohort, by=person))

    assert wrong == []
    assert (Enrolment.objects.count(), Waiting.objects.count()) == (1, 0)


def test_a_free_place_is_offered_once_however_many_look() -> None:
    cohort = learning.cohort(pages.course(), places=0)
    for person in cast.PersonFactory.create_batch(3):
        join_cohort(person=person, cohort=cohort, by=person)
    cohort.places = 1
    cohort.save()

    wrong = at_once(lambda: (offer_free_places(cohort=cohort), lapse_offers()))

    assert wrong == []
    assert Waiting.objects.filter(offered_at__isnull=False).count() == 1
    assert Letter.objects.count() == 1


def test_fifty_of_the_same_event_are_one_and_complete_once() -> None:
    course, person = pages.course(modules=1, lessons=1), cast.PersonFactory()
    enrolment = enrol(person=person, course_key=course.translation_key, by=person)
    item = LessonPage.objects.get().translation_key

    wrong = at_once(
        lambda: record_event(enrolment=enrolment, item=item, verb="done", key="the same", by=person)
    )

    assert wrong == []
    assert (ItemEvent.objects.count(), ItemState.objects.count()) == (1, 1)
    assert sorted(Completion.objects.values_list("kind", flat=True)) == ["completed", "participated"]


def test_many_events_of_one_item_are_all_kept_and_counted() -> None:
    course, trainer = pages.course(modules=1, lessons=1), cast.with_role("trainer")
    enrolment = learning.enrolled(course)
    item = LessonPage.objects.get().translation_key

    wrong = at_once(
        lambda: record_event(enrolment=enrolment, item=item, verb="failed", key=uuid.uuid4().hex, by=trainer)
    )

    assert wrong == []
    assert ItemEvent.objects.count() == ItemState.objects.get().failures == MANY


def test_the_last_lessons_of_a_course_finished_at_the_same_moment_complete_it() -> None:
    course, person = pages.course(modules=1, lessons=12), cast.PersonFactory()
    enrolment = enrol(person=person, course_key=course.translation_key, by=person)

    def finish(key: uuid.UUID) -> Callable[[], object]:
        return lambda: record_event(enrolment=enrolment, item=key, verb="done", key=f"done:{key}", by=person)

    wrong = at_once(*(finish(lesson.translation_key) for lesson in learning.lessons_of(course)))

    assert wrong == []
    assert sorted(Completion.objects.values_list("kind", flat=True)) == ["completed", "participated"]


def test_fifty_of_the_same_upgrade_are_one() -> None:
    course = pages.course(modules=1, lessons=2)
    enrolment = learning.enrolled(course)
    pages.lesson(learning.module_of(course))
    newest = newest_edition(course.translation_key)
    assert newest

    wrong = at_once(lambda: take_up_edition(enrolment=enrolment, edition=newest, by=enrolment.person))

    assert wrong == []
    change = EditionChange.objects.get()
    assert (change.before, change.after) == ({"done": 0, "total": 2}, {"done": 0, "total": 3})


def test_fifty_pauses_are_one_and_fifty_returns_too() -> None:
    enrolment = learning.enrolled(pages.course())

    assert at_once(lambda: pause(enrolment=enrolment, by=enrolment.person)) == []
    assert Pause.objects.count() == 1
    assert at_once(lambda: resume(enrolment=enrolment, by=enrolment.person)) == []

    assert Pause.objects.get().ended_at is not None
    assert learning.fresh(enrolment).paused_at is None


def test_fifty_of_the_same_question_and_letter_are_one() -> None:
    enrolment = learning.enrolled(pages.course())
    item = enrolment.edition.contents[0].key
    cohort = learning.cohort(pages.course())

    wrong = at_once(
        lambda: ask(enrolment=enrolment, item=item, title="x", text="Why?", key="same", by=enrolment.person)
    )
    wrong += at_once(
        lambda: write_letter(
            kind="invitation",
            key="same",
            email="a@example.org",
            context={"cohort": cohort, "by": enrolment.person, "link": "x"},
        )
    )

    assert wrong == []
    assert (Question.objects.count(), Letter.objects.count()) == (1, 1)


def a_quiz_begun() -> Attempt:
    """Somebody has begun a quiz that finishes their course."""
    course = pages.course(lessons=0)
    page = quizzes_made.quiz(course)
    enrolment = learning.enrolled(course)
    return quizzes.begin(enrolment=enrolment, item=page.translation_key, by=enrolment.person, language="en")


def test_fifty_submits_of_one_attempt_are_one() -> None:
    attempt = a_quiz_begun()
    answers = quizzes_made.right(attempt)

    wrong = at_once(
        lambda: quizzes.submit(
            attempt=Attempt.objects.select_related("enrolment__person").get(pk=attempt.pk),
            answers=answers,
            by=attempt.enrolment.person,
        )
    )

    assert wrong == []
    assert Scoring.objects.count() == 1
    verbs = ItemEvent.objects.exclude(verb="opened").values_list("verb", flat=True)
    assert sorted(verbs) == ["passed", "submitted"]
    assert Completion.objects.filter(kind="completed").count() == 1


def test_fifty_beginnings_are_one_attempt() -> None:
    attempt = a_quiz_begun()
    quizzes.submit(attempt=attempt, answers={}, by=attempt.enrolment.person)

    wrong = at_once(
        lambda: quizzes.begin(
            enrolment=learning.fresh(attempt.enrolment),
            item=attempt.item,
            by=attempt.enrolment.person,
            language="en",
        )
    )

    assert wrong == []
    assert Attempt.objects.count() == 2


def test_keeping_and_handing_in_at_once_lose_nothing() -> None:
    """Whichever comes first: what is handed in is scored from what the row holds, and nothing is kept after that."""
    attempt = a_quiz_begun()
    answers = quizzes_made.right(attempt)

    def found() -> Attempt:
        return Attempt.objects.select_related("enrolment__person").get(pk=attempt.pk)

    def keep() -> None:
        with contextlib.suppress(quizzes.AttemptClosed):
            quizzes.keep_answers(
                attempt=found(), answers=answers, version=0, window="w", by=attempt.enrolment.person
            )

    def submit() -> None:
        quizzes.submit(attempt=found(), by=attempt.enrolment.person)

    wrong = at_once(*([keep] * 20 + [submit] * 20))

    assert wrong == []
    last = found()
    assert last.score == (2 if last.answers else 0)
    assert Scoring.objects.count() == 1

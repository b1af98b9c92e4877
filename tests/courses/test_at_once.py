"""Many at once: one effect each, on whichever database is configured."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from courses.actions import enrol, record_event
from courses.models import Completion, Enrolment, ItemEvent, LessonPage
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


def at_once(do: Callable[[], object]) -> list[Exception]:
    """Run it in fifty threads that start together; return what went wrong."""
    wrong: list[Exception] = []
    ready = threading.Barrier(MANY)

    def run() -> None:
        try:
            ready.wait()
            do()
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_fifty_enrolments_of_one_person_are_one() -> None:
    course, person = pages.course(), cast.PersonFactory()

    wrong = at_once(lambda: enrol(person=person, course_key=course.translation_key, by=person))

    assert wrong == []
    assert Enrolment.objects.count() == 1


def test_fifty_of_the_same_event_are_one_and_complete_once() -> None:
    course, person = pages.course(modules=1, lessons=1), cast.PersonFactory()
    enrolment = enrol(person=person, course_key=course.translation_key, by=person)
    item = LessonPage.objects.get().translation_key

    wrong = at_once(
        lambda: record_event(enrolment=enrolment, item=item, verb="done", key="the same", by=person)
    )

    assert wrong == []
    assert (ItemEvent.objects.count(), Completion.objects.count()) == (1, 2)

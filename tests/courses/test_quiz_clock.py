"""What time, networks, other windows and direct posts do to an attempt."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from courses.actions import quizzes
from courses.actions.pausing import pause
from courses.models import Attempt, CoursePage
from tests.factories import courses, pages
from tests.factories import quizzes as made
from tests.factories.quizzes import again, begun, follows, verbs

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def course() -> CoursePage:
    return pages.course(lessons=1)


def test_answers_are_kept_once_for_the_same_sending_and_refused_from_an_older_page(
    course: CoursePage,
) -> None:
    page = made.quiz(course)
    enrolment = made.learner_of(course, page)
    attempt = begun(enrolment, page)

    def keep(answers: dict[str, Any], version: int, window: str) -> int:
        return quizzes.keep_answers(
            attempt=again(attempt), answers=answers, version=version, window=window, by=enrolment.person
        ).version

    assert keep({"q1": "q1-a"}, 0, "phone") == 1
    assert keep({"q1": "q1-a"}, 0, "phone") == 1  # the reply was lost, and it is sent again
    assert keep({"q1": "q1-a", "q2": "q2-b"}, 0, "phone") == 2  # and more was answered before a reply came
    with pytest.raises(quizzes.AnsweredElsewhere):
        keep({"q1": "q1-c"}, 0, "desk")
    assert again(attempt).answers == {"q1": "q1-a", "q2": "q2-b"}
    assert keep({"q1": "q1-c"}, 2, "desk") == 3
    assert again(attempt).answers == {"q1": "q1-c"}


def test_what_an_older_page_sent_is_shown_again_and_kept_when_sent_once_more(
    client: Client, course: CoursePage
) -> None:
    page = made.quiz(course, made.question("q1", "open"))
    enrolment = follows(client, course)
    attempt = begun(enrolment, page)
    quizzes.keep_answers(
        attempt=attempt, answers={"q1": "from the phone"}, version=0, window="phone", by=enrolment.person
    )

    answer = client.post(
        f"/en/learning/quiz/{attempt.uuid}/keep/", {"q-q1": "from the desk", "version": "0", "window": "desk"}
    )

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "answered in another window" in shown
    assert "from the desk" in shown
    assert again(attempt).answers == {"q1": "from the phone"}
    version = re.search(r'name="version" value="(\d+)"', shown)
    assert version
    client.post(
        f"/en/learning/quiz/{attempt.uuid}/keep/",
        {"q-q1": "from the desk", "version": version[1], "window": "desk"},
    )
    assert again(attempt).answers == {"q1": "from the desk"}


def test_handing_in_with_answers_missing_asks_first_and_keeps_the_others(
    client: Client, course: CoursePage
) -> None:
    page = made.quiz(course)
    enrolment = follows(client, course)
    attempt = begun(enrolment, page)
    address = f"/en/learning/quiz/{attempt.uuid}/submit/"

    answer = client.post(address, made.form(attempt, {"q1": "q1-a"}))

    assert "1 question has no answer yet." in answer.content.decode()
    assert again(attempt).answers == {"q1": "q1-a"}
    assert again(attempt).is_open
    client.post(address, made.form(again(attempt), {"q1": "q1-a"}, sure="1"))
    assert again(attempt).score == 1


def test_after_handing_in_nothing_changes_whatever_is_posted(client: Client, course: CoursePage) -> None:
    page = made.quiz(course)
    enrolment = follows(client, course)
    attempt = quizzes.submit(attempt=begun(enrolment, page), answers={"q1": "q1-b"}, by=enrolment.person)
    before = Attempt.objects.values().get(pk=attempt.pk)
    address = f"/en/learning/quiz/{attempt.uuid}"
    sent = made.form(attempt, made.right(attempt), sure="1", score="99", passed="1", deadline_at="2099-01-01")

    kept = client.post(f"{address}/keep/", sent, headers={"accept": "application/json"})
    told = client.post(f"{address}/keep/", sent, follow=True)
    client.post(f"{address}/submit/", sent)

    assert kept.status_code == 410
    assert kept.json()["closed"] is True
    assert "Nothing in it changes any more." in told.content.decode()
    assert Attempt.objects.values().get(pk=attempt.pk) == before
    assert verbs(attempt) == ["submitted", "failed"]


def test_the_time_limit_holds_against_direct_posts_and_what_was_kept_counts(
    client: Client, course: CoursePage
) -> None:
    page = made.quiz(course, time_limit=10, pass_mark=50)
    enrolment = follows(client, course)
    begins = timezone.now()
    with time_machine.travel(begins, tick=False) as clock:
        attempt = begun(enrolment, page)
        address = f"/en/learning/quiz/{attempt.uuid}"
        client.post(f"{address}/keep/", made.form(attempt, {"q1": "q1-a"}))
        clock.move_to(
            begins + 10 * MINUTE + Attempt.GRACE / 2
        )  # sent at the last moment, arriving a little late
        on_the_way = client.post(
            f"{address}/keep/",
            made.form(again(attempt), {"q1": "q1-a", "q2": "q2-b"}),
            headers={"accept": "application/json"},
        )
        assert on_the_way.json() == {"version": 2, "left": 0}
        clock.move_to(begins + 11 * MINUTE)

        late = client.post(
            f"{address}/submit/", made.form(again(attempt), made.right(attempt), sure="1"), follow=True
        )

    assert "The time was up." in late.content.decode()
    found = again(attempt)
    assert found.answers == {"q1": "q1-a", "q2": "q2-b"}
    assert (found.score, found.passed, found.ran_out) == (1, True, True)
    assert found.submitted_at == begins + 10 * MINUTE
    assert verbs(attempt) == ["submitted", "passed"]


@pytest.mark.parametrize("how", ["look", "sweep", "begin", "keep"])
def test_an_attempt_whose_time_is_up_is_closed_by_the_next_look_or_the_periodic_task(
    client: Client, course: CoursePage, how: str
) -> None:
    page = made.quiz(course, time_limit=10, attempts=1)
    enrolment = follows(client, course)
    begins = timezone.now()
    with time_machine.travel(begins, tick=False) as clock:
        attempt = begun(enrolment, page)
        quizzes.keep_answers(
            attempt=attempt, answers=made.right(attempt), version=0, window="w", by=enrolment.person
        )
        clock.move_to(begins + 10 * MINUTE)
        assert quizzes.close_overdue() == 0
        clock.move_to(begins + 11 * MINUTE)
        if how == "look":
            client.get(f"/en/learning/quiz/{attempt.uuid}/")
        elif how == "sweep":
            assert quizzes.close_overdue() == 1
            assert quizzes.close_overdue() == 0
        elif how == "begin":
            with pytest.raises(quizzes.NoAttemptsLeft):
                begun(courses.fresh(enrolment), page)
        else:
            client.post(f"/en/learning/quiz/{attempt.uuid}/keep/", made.form(attempt, {}))

    found = again(attempt)
    assert (found.score, found.passed, found.ran_out, found.answers) == (2, True, True, made.right(attempt))


def test_a_paused_learner_does_not_begin_and_one_who_left_hands_nothing_in(course: CoursePage) -> None:
    page = made.quiz(course)
    enrolment = made.learner_of(course, page)
    attempt = begun(enrolment, page)
    other = made.learner_of(course, page)
    pause(enrolment=other, by=other.person)
    from courses.actions import EnrolmentClosed, leave  # noqa: PLC0415 - what is refused here

    leave(enrolment=courses.fresh(enrolment), by=enrolment.person)

    with pytest.raises(EnrolmentClosed):
        begun(courses.fresh(other), page)
    with pytest.raises(EnrolmentClosed):
        quizzes.submit(attempt=again(attempt), answers={}, by=enrolment.person)
    assert again(attempt).is_open


def test_a_quiz_that_is_not_open_yet_cannot_be_begun(client: Client, course: CoursePage) -> None:
    page = made.quiz(course, opens="on", opens_on=timezone.now() + 60 * MINUTE)
    enrolment = follows(client, course)

    shown = client.get(page.address).content.decode()
    client.post(f"/en/learning/{course.translation_key}/{page.translation_key}/begin/")

    assert "This lesson opens on" in shown
    assert "begin/" not in shown
    assert not Attempt.objects.filter(enrolment=enrolment).exists()

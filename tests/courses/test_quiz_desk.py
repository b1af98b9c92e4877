"""What trainers do about a quiz: marks, more time, scoring again; and who sees results."""

import datetime
import re
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from courses.actions import CourseError, NotAllowed, quiz_marks, quizzes
from courses.models import (
    Allowance,
    CoursePage,
    Enrolment,
    Facilitator,
    ItemEvent,
    ItemState,
    Mark,
    QuizPage,
    Scoring,
)
from members.models import Person
from tests.factories import courses, pages
from tests.factories import quizzes as made
from tests.factories.members import PersonFactory
from tests.factories.quizzes import again, allow, begun, desk, handed_in

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def trainer() -> Person:
    return PersonFactory(name="Tove Trainer")


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(lessons=1, trainer=trainer)


def corrected(page: QuizPage, right: str) -> None:
    """Publish the quiz anew with another right answer to its first question."""
    asked = list(page.questions.raw_data)
    for option in asked[0]["value"]["options"]:
        option["value"]["right"] = option["id"] == right
    courses.republish(page, questions=asked)


def test_an_open_answer_waits_for_a_person_and_the_points_decide(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, made.question("q1", "open", points=4), made.question("q2"), pass_mark=60)
    enrolment = courses.enrolled(course)
    attempt = handed_in(page, enrolment, {"q1": "Because the van is full.", "q2": "q2-a"})
    assert (again(attempt).score, again(attempt).passed) == (None, None)
    client.force_login(enrolment.person)
    assert "Waits for a person." in client.get(f"/en/learning/quiz/{attempt.uuid}/").content.decode()
    assert ItemState.objects.get(enrolment=enrolment, item=page.translation_key).waits_since

    client.force_login(trainer)
    shown = client.get(desk(course, page)).content.decode()
    assert f"attempts/{attempt.uuid}/" in shown
    marking = client.get(desk(course, page, f"attempts/{attempt.uuid}/")).content.decode()
    assert "Because the van is full." in marking
    answer = client.post(
        desk(course, page, f"attempts/{attempt.uuid}/mark/"),
        {"question": "q1", "points": "2.5", "words": "Think of the driver too."},
        follow=True,
    )

    assert "Marked." in answer.content.decode()
    assert (again(attempt).score, again(attempt).passed) == (3.5, True)
    state = ItemState.objects.get(enrolment=enrolment, item=page.translation_key)
    assert state.waits_since is None
    assert state.finished_at
    event = ItemEvent.objects.get(enrolment=enrolment, verb="passed")
    assert event.by == trainer
    client.force_login(enrolment.person)
    assert "Think of the driver too." in client.get(f"/en/learning/quiz/{attempt.uuid}/").content.decode()


def test_marking_twice_is_one_and_changing_a_mark_keeps_both(course: CoursePage, trainer: Person) -> None:
    page = made.quiz(course, made.question("q1", "open", points=4), pass_mark=60)
    attempt = handed_in(page, courses.enrolled(course), {"q1": "words"})

    def mark(points: float) -> bool:
        return quiz_marks.mark_open_text(attempt=attempt, question="q1", points=points, words="", by=trainer)

    assert [mark(1), mark(1), mark(99)] == [True, False, True]
    assert list(Mark.objects.values_list("points", flat=True)) == [1, 4]
    assert list(Scoring.objects.values_list("cause", "score", "passed")) == [
        ("submitted", None, None),
        ("marked", 1, False),
        ("marked", 4, True),
    ]


@pytest.mark.parametrize(
    "sent", [{"points": "many"}, {"points": ""}, {}, {"points": "-1"}, {"points": "NaN"}, {"points": "1e9"}]
)
def test_a_mark_that_is_no_number_changes_nothing_and_is_told(
    client: Client, course: CoursePage, trainer: Person, sent: dict[str, str]
) -> None:
    page = made.quiz(course, made.question("q1", "open", points=4))
    attempt = handed_in(page, courses.enrolled(course), {"q1": "words"})
    client.force_login(trainer)

    answer = client.post(
        desk(course, page, f"attempts/{attempt.uuid}/mark/"), {"question": "q1", **sent}, follow=True
    )

    assert "Say how many points the answer gets" in answer.content.decode()
    assert not Mark.objects.exists()


def test_only_what_waits_for_a_person_can_be_marked(course: CoursePage, trainer: Person) -> None:
    page = made.quiz(course, made.question("q1"), made.question("q2", "open", points=4))
    enrolment = courses.enrolled(course)
    going = begun(enrolment, page)

    for attempt, question in ((going, "q2"), (going, "q1"), (going, "nothing")):
        with pytest.raises(CourseError):
            quiz_marks.mark_open_text(attempt=attempt, question=question, points=1, words="", by=trainer)
    quizzes.submit(attempt=going, answers={"q2": "x"}, by=enrolment.person)
    with pytest.raises(CourseError):
        quiz_marks.mark_open_text(attempt=going, question="q1", points=1, words="", by=trainer)
    assert not Mark.objects.exists()


def test_double_time_moves_the_open_deadline_and_all_later_ones(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, time_limit=10)
    enrolment = courses.enrolled(course)
    begins = timezone.now()
    with time_machine.travel(begins, tick=False) as clock:
        going = begun(enrolment, page)
        client.force_login(trainer)
        form = {"minutes": "10", "attempts": "0", "reason": "Reads slowly", "key": str(uuid.uuid4())}
        for _twice in range(2):
            client.post(desk(course, page, f"learners/{enrolment.pk}/"), form)
        assert Allowance.objects.count() == 1
        assert again(going).deadline_at == begins + 20 * MINUTE
        clock.move_to(begins + 19 * MINUTE)
        quizzes.submit(attempt=again(going), answers=made.right(going), by=enrolment.person)
        later = begun(courses.fresh(enrolment), page)

    assert (again(going).score, again(going).ran_out) == (2, False)
    assert later.deadline_at == begins + 39 * MINUTE
    client.force_login(enrolment.person)
    assert "10 minutes more than others have were added for you." in client.get(page.address).content.decode()
    assert "Reads slowly" not in client.get(page.address).content.decode()


def test_more_time_after_the_time_is_up_does_not_open_what_is_closed(
    course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, time_limit=10, attempts=1)
    enrolment = courses.enrolled(course)
    begins = timezone.now()
    with time_machine.travel(begins, tick=False) as clock:
        attempt = begun(enrolment, page)
        clock.move_to(begins + 12 * MINUTE)

        allow(enrolment, page, trainer, minutes=10, attempts=1)

        assert again(attempt).ran_out
        assert begun(courses.fresh(enrolment), page).number == 2


@pytest.mark.parametrize("what", [{"reason": "  ", "minutes": 5}, {"minutes": 0}, {"minutes": -5}])
def test_more_time_needs_an_amount_and_a_reason(
    course: CoursePage, trainer: Person, what: dict[str, Any]
) -> None:
    page = made.quiz(course, time_limit=10)
    enrolment = courses.enrolled(course)

    with pytest.raises(CourseError):
        allow(enrolment, page, trainer, **what)
    assert not Allowance.objects.exists()


def test_scoring_again_shows_what_would_change_and_keeps_who_why_and_before(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, pass_mark=100)
    wrong_key = courses.enrolled(course, PersonFactory(name="Bea Benefits"))
    loses = courses.enrolled(course, PersonFactory(name="Lou Loses"))
    same = courses.enrolled(course, PersonFactory(name="Sam Same"))
    first = handed_in(page, wrong_key, {"q1": "q1-b", "q2": "q2-a"})
    second = handed_in(page, loses, {"q1": "q1-a", "q2": "q2-a"})
    third = handed_in(page, same, {"q1": "q1-c", "q2": "q2-a"})
    corrected(page, "q1-b")
    assert [again(one).score for one in (first, second, third)] == [1, 2, 1]  # nothing in silence
    client.force_login(trainer)

    preview = client.get(desk(course, page, "again/")).content.decode()

    assert "2 results would change" in preview
    assert "Bea Benefits" in preview
    assert "Sam Same" not in preview
    assert [again(one).score for one in (first, second, third)] == [1, 2, 1]
    seen = re.search(r'name="seen" value="(\w+)"', preview)
    assert seen
    no_reason = client.post(desk(course, page, "again/"), {"seen": seen[1], "reason": " "})
    stale = client.post(desk(course, page, "again/"), {"seen": "x", "reason": "b was right"})
    assert "Look again before you confirm." in stale.content.decode()
    assert no_reason.status_code == 200
    assert not Scoring.objects.filter(cause="rescored").exists()
    done = client.post(
        desk(course, page, "again/"), {"seen": seen[1], "reason": "b was right all along"}, follow=True
    )

    assert "2 results changed." in done.content.decode()
    assert [(again(one).score, again(one).passed) for one in (first, second, third)] == [
        (2, True),
        (1, True),
        (1, False),
    ]
    rows = Scoring.objects.filter(attempt=first).values_list("cause", "score", "passed", "by", "reason")
    assert list(rows) == [
        ("submitted", 1, False, wrong_key.person.pk, ""),
        ("rescored", 2, True, trainer.pk, "b was right all along"),
    ]
    assert ItemState.objects.get(enrolment=wrong_key, item=page.translation_key).finished_at
    assert "Nothing would change" in client.get(desk(course, page, "again/")).content.decode()
    client.force_login(wrong_key.person)
    result = client.get(f"/en/learning/quiz/{first.uuid}/").content.decode()
    assert "b was right all along" in result
    assert first.questions == again(first).questions


def test_scoring_again_keeps_a_trainers_marks_and_a_question_that_is_gone(
    course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, made.question("q1"), made.question("q2", "open", points=3), made.question("q3"))
    attempt = handed_in(page, courses.enrolled(course), {"q1": "q1-b", "q2": "words", "q3": "q3-a"})
    quiz_marks.mark_open_text(attempt=attempt, question="q2", points=2, words="", by=trainer)
    asked = list(page.questions.raw_data)[:2]
    for option in asked[0]["value"]["options"]:
        option["value"]["right"] = option["id"] == "q1-b"
    courses.republish(page, questions=asked)

    changed = quiz_marks.rescore(
        course_key=course.translation_key, item=page.translation_key, reason="b", by=trainer
    )

    assert changed == 1
    assert (again(attempt).score, again(attempt).most) == (4, 5)


def test_nobody_scores_marks_or_gives_time_who_may_not(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, made.question("q1", "open", points=3), time_limit=10)
    cohort = courses.cohort(course)
    other_cohort = courses.cohort(course, name="Spring group")
    enrolment = courses.enrolled(course)
    Enrolment.objects.filter(pk=enrolment.pk).update(cohort=cohort)
    attempt = handed_in(page, courses.fresh(enrolment), {"q1": "something private"})
    leads, leads_another, elsewhere = PersonFactory(), PersonFactory(), PersonFactory()
    Facilitator.objects.create(cohort=cohort, person=leads)
    Facilitator.objects.create(cohort=other_cohort, person=leads_another)
    pages.course(trainer=elsewhere)
    fellow = courses.enrolled(course).person
    address = desk(course, page, f"attempts/{attempt.uuid}/")
    client.force_login(trainer)
    assert "something private" in client.get(address).content.decode()

    for stranger in (enrolment.person, fellow, elsewhere, leads_another):
        client.force_login(stranger)
        answers = [
            client.get(address),
            client.get(desk(course, page)),
            client.get(desk(course, page, "again/")),
            client.get(desk(course, page, "attempts.csv")),
            client.get(desk(course, page, f"learners/{enrolment.pk}/")),
            client.post(desk(course, page, f"learners/{enrolment.pk}/"), {"minutes": "99", "reason": "x"}),
            client.post(f"{address}mark/", {"question": "q1", "points": "3"}),
            client.post(desk(course, page, "again/"), {"reason": "x", "seen": "x"}),
        ]
        said = "".join(answer.content.decode() for answer in answers)
        assert "something private" not in said
        assert enrolment.person.name not in said or stranger == enrolment.person
        if stranger != leads_another:
            assert {answer.status_code for answer in answers} == {404}
    client.force_login(leads)
    assert "something private" in client.get(address).content.decode()
    assert client.get(desk(course, page, "again/")).status_code == 404
    for call in (
        lambda: quiz_marks.mark_open_text(attempt=attempt, question="q1", points=3, words="", by=leads),
        lambda: quiz_marks.rescore(
            course_key=course.translation_key, item=page.translation_key, reason="x", by=leads
        ),
        lambda: allow(enrolment, page, leads_another, minutes=5),
        lambda: allow(enrolment, page, enrolment.person, minutes=5),
    ):
        with pytest.raises(NotAllowed):
            call()
    assert allow(courses.fresh(enrolment), page, leads, minutes=5)
    assert not Mark.objects.exists()

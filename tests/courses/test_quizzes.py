"""A learner takes a quiz: from the start to the result, and what time, networks and other people do to it."""

import datetime
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from courses.actions import quizzes
from courses.models import Attempt, CoursePage, ItemEvent, ItemState, QuizPage
from tests.factories import courses, pages
from tests.factories import quizzes as made
from tests.factories.members import PersonFactory
from tests.factories.quizzes import again, begun, follows, verbs

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def course() -> CoursePage:
    return pages.course(lessons=1)


def test_from_the_start_screen_to_a_pass(client: Client, course: CoursePage) -> None:
    page = made.quiz(course, pass_mark=50, time_limit=20, attempts=3, body=pages.text("About the border."))
    enrolment = follows(client, course)

    start = client.get(page.address).content.decode()
    assert "About the border." in start
    assert re.findall(r"<dd>(.*?)</dd>", start)[:4] == ["2", "50 %", "20 minutes", "3"]
    assert "I have handed it in" not in start

    answer = client.post(f"/en/learning/{course.translation_key}/{page.translation_key}/begin/", follow=True)
    attempt = Attempt.objects.get()
    assert "Question 1 of 2" in answer.content.decode()

    answer = client.post(
        f"/en/learning/quiz/{attempt.uuid}/submit/",
        made.form(attempt, made.right(attempt, "q1")),
        follow=True,
    )
    result = answer.content.decode()
    assert "Passed." in result
    assert "50 %: 1 of 2 points." in result
    assert verbs(attempt) == ["submitted", "passed"]
    assert ItemState.objects.get(enrolment=enrolment, item=page.translation_key).finished_at
    assert "Attempt 1" in client.get(page.address).content.decode()


def test_failing_says_what_to_do_next_and_the_trainers_see_it(client: Client, course: CoursePage) -> None:
    page = made.quiz(course, pass_mark=51, attempts=2)
    enrolment = follows(client, course)
    attempt = begun(enrolment, page)

    quizzes.submit(attempt=attempt, answers=made.right(attempt, "q1"), by=enrolment.person)

    result = client.get(f"/en/learning/quiz/{attempt.uuid}/").content.decode()
    assert "Not passed yet." in result
    assert "You have 1 attempt left." in result
    assert "Right would have been" not in result  # it is shown after the last
    state = ItemState.objects.get(enrolment=enrolment, item=page.translation_key)
    assert (state.failures, state.waits_since, state.finished_at) == (1, None, None)
    assert "Not passed yet. Read what was said" in client.get(page.address).content.decode()


@pytest.mark.parametrize(
    ("solutions", "first", "last"), [("each", True, True), ("end", False, True), ("never", False, False)]
)
def test_solutions_are_shown_when_the_author_says(
    client: Client, course: CoursePage, solutions: str, first: bool, last: bool
) -> None:
    page = made.quiz(course, pass_mark=100, attempts=2, solutions=solutions)
    enrolment = follows(client, course)
    shown = []

    for _attempt in range(2):
        attempt = begun(enrolment, page)
        quizzes.submit(attempt=attempt, answers={"q1": "q1-b"}, by=enrolment.person)
        shown.append("a of q1" in client.get(f"/en/learning/quiz/{attempt.uuid}/").content.decode())

    assert shown == [first, last]


def test_all_attempts_used_is_said_and_holds_against_direct_posts(client: Client, course: CoursePage) -> None:
    page = made.quiz(course, pass_mark=100, attempts=1)
    enrolment = follows(client, course)
    quizzes.submit(attempt=begun(enrolment, page), answers={}, by=enrolment.person)

    assert "You have used all attempts." in client.get(page.address).content.decode()
    answer = client.post(f"/en/learning/{course.translation_key}/{page.translation_key}/begin/", follow=True)

    assert "You have used all attempts at this quiz." in answer.content.decode()
    assert Attempt.objects.count() == 1


def test_beginning_twice_goes_on_with_the_open_attempt(course: CoursePage) -> None:
    page = made.quiz(course)
    enrolment = made.learner_of(course, page)

    assert begun(enrolment, page).pk == begun(enrolment, page).pk


def test_a_quiz_without_questions_says_so(client: Client, course: CoursePage) -> None:
    page = made.quiz(course, bank=[])
    follows(client, course)

    assert "This quiz has no questions yet." in client.get(page.address).content.decode()
    answer = client.post(f"/en/learning/{course.translation_key}/{page.translation_key}/begin/", follow=True)
    assert "This quiz has no questions yet." in answer.content.decode()
    assert not Attempt.objects.exists()


def test_neither_done_nor_handed_in_by_the_doors_of_lessons(client: Client, course: CoursePage) -> None:
    """A direct post to what finishes a lesson does not finish a quiz."""
    page = made.quiz(course, rule="submitted")
    enrolment = follows(client, course)
    address = f"/en/learning/{course.translation_key}/{page.translation_key}"

    client.post(f"{address}/handed-in/", {"key": uuid.uuid4(), "note": "trust me"})
    client.post(f"{address}/done/")

    assert not ItemEvent.objects.filter(enrolment=enrolment, item=page.translation_key).exists()


def test_a_quiz_finished_by_handing_in_counts_with_any_result(course: CoursePage) -> None:
    page = made.quiz(course, rule="submitted")
    enrolment = made.learner_of(course, page)

    quizzes.submit(attempt=begun(enrolment, page), answers={}, by=enrolment.person)

    assert ItemState.objects.get(enrolment=enrolment, item=page.translation_key).finished_at


def test_what_an_attempt_asks_never_changes_and_a_later_edit_scores_nothing(course: CoursePage) -> None:
    page = made.quiz(course)
    enrolment = made.learner_of(course, page)
    first = begun(enrolment, page)
    quizzes.submit(attempt=first, answers=made.right(first), by=enrolment.person)
    second = begun(courses.fresh(enrolment), page)
    changed = [block for block in page.questions.raw_data]
    changed[0]["value"]["options"][0]["value"]["right"] = False
    changed[0]["value"]["options"][1]["value"]["right"] = True

    courses.republish(page, questions=changed)

    assert again(first).score == 2
    quizzes.submit(attempt=again(second), answers=made.right(second), by=enrolment.person)
    assert again(second).score == 2  # it asked before the edit
    third = begun(courses.fresh(enrolment), page)
    quizzes.submit(attempt=again(third), answers=made.right(third), by=enrolment.person)
    assert again(third).score == 1
    assert first.revision != third.revision


def test_deleting_the_page_keeps_attempts_and_results(client: Client, course: CoursePage) -> None:
    page = made.quiz(course)
    enrolment = follows(client, course)
    attempt = begun(enrolment, page)
    quizzes.submit(attempt=attempt, answers=made.right(attempt), by=enrolment.person)

    QuizPage.objects.get(pk=page.pk).delete()

    answer = client.get(f"/en/learning/quiz/{attempt.uuid}/")
    assert answer.status_code == 200
    assert "100 %: 2 of 2 points." in answer.content.decode()


def test_questions_are_drawn_from_the_bank_topic_by_topic_and_differ(course: CoursePage) -> None:
    bank = [
        made.question(f"{topic}{n}", topic=name)
        for topic, name in (("v", "Visas"), ("t", "Trains"))
        for n in range(8)
    ]
    draws = [
        {"type": "draw", "id": "d1", "value": {"topic": "", "number": 1}},
        {"type": "draw", "id": "d2", "value": {"topic": " visas ", "number": 3}},
        {"type": "draw", "id": "d3", "value": {"topic": "Trains", "number": 2}},
    ]
    page = made.quiz(course, made.question("q1"), bank=bank, draws=draws)
    drawn = []

    for _learner in range(6):
        attempt = begun(courses.enrolled(course), page)
        numbers = [one["id"] for one in attempt.questions]
        assert numbers[0] == "q1"
        assert len(set(numbers)) == 7
        assert sum(number.startswith("v") for number in numbers) in (3, 4)
        drawn.append(frozenset(numbers))

    assert len(set(drawn)) > 1
    assert page.number_of_questions == 7


def test_drawing_more_than_the_bank_has_is_refused_with_numbers(course: CoursePage) -> None:
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - what is raised here

    page = made.quiz(course, bank=[made.question("b1", topic="Visas")])
    page.draws = [("draw", {"topic": "Visas", "number": 2})]

    with pytest.raises(ValidationError) as refused:
        page.clean()

    assert "only 1 questions on “Visas”, and 2 are drawn" in str(refused.value)


def test_the_quiz_in_french_keeps_the_answers_and_scores_the_same(client: Client, course: CoursePage) -> None:
    page = made.quiz(
        course, made.question("q1"), made.question("q2", "short", accepted=[made.entry("x", "get-in")])
    )
    french = [dict(block) for block in page.questions.raw_data]
    french[0] = made.question("q1", question="Lequel ?")
    french[1] = made.question("q2", "short", question="Quel mot ?", accepted=[made.entry("x", "montage")])
    pages.in_french(page, questions=french, title="Quiz en français")
    enrolment = follows(client, course)
    attempt = begun(enrolment, page)

    moved = client.post(
        f"/en/learning/quiz/{attempt.uuid}/keep/",
        made.form(attempt, {"q1": "q1-a"}, language="fr"),
        follow=True,
    )

    shown = moved.content.decode()
    assert moved.redirect_chain[-1][0] == f"/fr/learning/quiz/{attempt.uuid}/"
    assert "Lequel ?" in shown
    assert re.search(r'value="q1-a" checked', shown)
    client.post(
        f"/fr/learning/quiz/{attempt.uuid}/submit/",
        made.form(again(attempt), {"q1": "q1-a", "q2": "Montage"}),
    )
    assert again(attempt).score == 2


def test_a_translation_shows_how_the_source_says_that_it_is_taken(client: Client, course: CoursePage) -> None:
    page = made.quiz(course, pass_mark=50, time_limit=20)
    french = pages.in_french(page, title="Quiz en français")
    courses.republish(page, pass_mark=80, time_limit=45)

    shown = client.get(french.address).content.decode()

    assert re.findall(r"<dd>(.*?)</dd>", shown)[1:3] == ["80\u202f%", "45 minutes"]


def test_no_page_before_handing_in_tells_what_is_right(client: Client, course: CoursePage) -> None:
    asked = made.question("q1", "short", accepted=[made.entry("x", "xylophone")], if_right="yes indeed")
    page = made.quiz(course, asked, made.question("q2", if_wrong="not so at all"))
    enrolment = follows(client, course)
    attempt = begun(enrolment, page)

    shown = "".join(
        client.get(address).content.decode()
        for address in (page.address, f"/en/learning/quiz/{attempt.uuid}/")
    )

    assert "Question q1?" in shown
    assert not [word for word in ("xylophone", "yes indeed", "not so at all") if word in shown]


def test_nobody_reaches_the_attempt_of_another(client: Client, course: CoursePage) -> None:
    secret = "a rather private answer"
    page = made.quiz(course, made.question("q1", "open"))
    enrolment = made.learner_of(course, page)
    attempt = begun(enrolment, page)
    quizzes.keep_answers(attempt=attempt, answers={"q1": secret}, version=0, window="w", by=enrolment.person)
    address = f"/en/learning/quiz/{attempt.uuid}/"
    client.force_login(enrolment.person)
    assert secret in client.get(address).content.decode()  # there is something to leak
    fellow = courses.enrolled(course).person
    trainer_elsewhere = PersonFactory()
    pages.course(trainer=trainer_elsewhere)

    for visitor in (fellow, trainer_elsewhere, PersonFactory(), None):
        client.logout()
        if visitor:
            client.force_login(visitor)
        for handed_in in (False, True):
            if handed_in and again(attempt).is_open:
                quizzes.submit(attempt=again(attempt), by=enrolment.person)
            answers = [
                client.get(address),
                client.post(f"{address}keep/", {"q-q1": "mine"}),
                client.post(f"{address}keep/", {"q-q1": "mine"}, headers={"accept": "application/json"}),
                client.post(f"{address}submit/", {"sure": "1"}),
            ]
            assert {answer.status_code for answer in answers} == ({404} if visitor else {302})
            assert not [answer for answer in answers if secret in answer.content.decode()]
    assert again(attempt).answers == {"q1": secret}


def test_nobody_takes_a_quiz_for_somebody_else(course: CoursePage) -> None:
    from courses.actions import NotAllowed  # noqa: PLC0415 - what is raised here

    page = made.quiz(course)
    enrolment = made.learner_of(course, page)
    attempt = begun(enrolment, page)
    other = PersonFactory()

    with pytest.raises(NotAllowed):
        quizzes.begin(enrolment=enrolment, item=page.translation_key, by=other, language="en")
    with pytest.raises(NotAllowed):
        quizzes.submit(attempt=attempt, by=other)
    with pytest.raises(NotAllowed):
        quizzes.keep_answers(attempt=attempt, answers={}, version=0, window="", by=other)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"version": "x", "window": "\x00" * 90},
        {"version": "9" * 500, "q-q1": "q9-z"},
        {"q-q1": ["q1-a", "q1-b"], "q-q9": "x", "q-": "y"},
        {"q-q1": "💥" * 50_000, "language": "../../etc"},
        {"version": "-1", "window": "é" * 400, "q-q1": "\u2028\ufeff"},
    ],
)
def test_hostile_forms_raise_nothing_and_lose_nothing(
    client: Client, course: CoursePage, sent: dict[str, Any]
) -> None:
    page = made.quiz(course)
    enrolment = follows(client, course)
    attempt = begun(enrolment, page)

    for what in ("keep", "submit"):
        answer = client.post(
            f"/en/learning/quiz/{attempt.uuid}/{what}/", {**sent, "sure": "1"} if what == "submit" else sent
        )
        assert answer.status_code in (200, 302, 409)

    assert again(attempt).questions == attempt.questions


def test_search_finds_the_introduction_and_never_a_question(course: CoursePage) -> None:
    from search.sources.pages import Pages  # noqa: PLC0415 - another room

    page = made.quiz(
        course,
        made.question("q1", question="Where is the hidden walrus?"),
        bank=[made.question("b1", question="And the second walrus?")],
        body=pages.text("An introduction about carnets.", heading="Carnets"),
    )

    found = list(Pages().passages([page.pk]))

    words = " ".join(f"{one.title} {one.summary} {one.heading} {one.body}" for one in found)
    assert "introduction about carnets" in words
    assert "walrus" not in words


def test_pages_ask_the_database_the_same_for_one_and_for_many(
    client: Client, course: CoursePage, django_assert_num_queries: Any
) -> None:
    from django.db import connection  # noqa: PLC0415 - counted here
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    counts: dict[str, list[int]] = {"start": [], "form": [], "result": []}
    for number in (1, 3, 300):
        page = made.quiz(course, *(made.question(f"q{n}") for n in range(number)))
        enrolment = courses.enrolled(course)
        client.force_login(enrolment.person)
        for _n in range(min(number, 3)):
            attempt = begun(enrolment, page)
            quizzes.submit(attempt=attempt, answers={}, by=enrolment.person)
        going = begun(enrolment, page)
        for name, address in (
            ("start", page.address),
            ("form", f"/en/learning/quiz/{going.uuid}/"),
            ("result", f"/en/learning/quiz/{attempt.uuid}/"),
        ):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert client.get(address).status_code == 200
            counts[name].append(len(asked))

    assert {name: len(set(found)) for name, found in counts.items()} == {
        "start": 1,
        "form": 1,
        "result": 1,
    }, counts

"""A quiz set into the text of a lesson: it says what finishes it for this reader, and leads into it."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale

from courses.actions.copying import settle_copy
from courses.findings import findings_in
from courses.models import CoursePage, LessonPage, QuizPage
from members.models import Person
from tests.courses.test_pages import queries
from tests.factories import courses as learning
from tests.factories import pages
from tests.factories import quizzes as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)


@pytest.fixture
def quiz(course: CoursePage) -> QuizPage:
    return made.quiz(course, title="Before the van leaves", time_limit=20)


def lesson_with(course: CoursePage, *quizzes: QuizPage, **fields) -> LessonPage:
    body = [("quiz", {"page": quiz, "note": "See what has stayed."}) for quiz in quizzes]
    return pages.lesson(learning.module_of(course), body=body, **fields)


def card(client: Client, page: LessonPage) -> str:
    """The words of the card in the text."""
    told = client.get(page.address).content.decode().split('<div class="prose">')[1].split("</article>")[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", told))


def test_it_leads_into_the_quiz_and_says_in_one_sentence_what_finishes_it(
    course: CoursePage, quiz: QuizPage, learner: Person, signed_in
) -> None:
    page = lesson_with(course, quiz)
    enrolment, client = learning.enrolled(course, learner), signed_in(learner)

    told = card(client, page)

    for words in (
        "See what has stayed.",
        "2 questions",
        "20 minutes",
        "Before the van leaves",
        "To finish this quiz, pass it.",
    ):
        assert words in told
    assert f'href="{quiz.address}"' in client.get(page.address).content.decode()

    made.handed_in(quiz, enrolment, {})
    said = "Not passed yet. Read what was said to your answers, then try again."
    assert said in card(client, page)
    assert said in client.get(quiz.address).content.decode()

    attempt = made.begun(learning.fresh(enrolment), quiz)
    made.quizzes.submit(attempt=attempt, answers=made.right(attempt), by=learner)
    assert "This lesson is passed. Nothing is missing." in card(client, page)


def test_a_visitor_is_told_to_enrol_and_a_lock_is_told(
    course: CoursePage, learner: Person, signed_in, client: Client
) -> None:
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    late = made.quiz(course, title="Later", opens="on", opens_on=tomorrow)
    open_one = made.quiz(course, title="Now")
    page = lesson_with(course, open_one)
    waiting = lesson_with(course, late)
    learning.enrolled(course, learner)

    assert "Enrol to take the quiz." in card(client, page)
    assert "This lesson opens on" in card(signed_in(learner), waiting)


def test_it_is_in_the_language_that_is_read(
    course: CoursePage, quiz: QuizPage, learner: Person, signed_in
) -> None:
    page = lesson_with(course, quiz)
    pages.in_french(quiz, title="Avant le départ")
    french = pages.in_french(page, title="Leçon")
    learning.enrolled(course, learner)

    told = card(signed_in(learner), french)

    assert "Avant le départ" in told
    assert "Before the van leaves" not in told
    assert "réussissez-le" in told or "réussir" in told


def test_a_quiz_of_another_course_or_for_fewer_people_is_not_shown(
    course: CoursePage, trainer: Person, learner: Person, signed_in
) -> None:
    other = pages.course(title="Other", modules=1, lessons=1)
    foreign = made.quiz(other, title="Foreign quiz")
    closed = made.quiz(course, title="Hushquiz", own_audience="member")
    page = lesson_with(course, foreign, closed)
    learning.enrolled(course, learner)
    client = signed_in(learner)
    assert "Foreign quiz" in client.get(foreign.address).content.decode()  # it could be shown

    told = client.get(page.address).content.decode()

    assert "Foreign quiz" not in told
    assert "Hushquiz" not in told
    draft = page.get_latest_revision_as_object()
    [finding] = [one for one in findings_in(draft) if one.must]
    assert finding.text == "The quiz “Foreign quiz” belongs to another course. Nobody sees it here."


def test_a_quiz_that_is_gone_leaves_no_hole(course: CoursePage, quiz: QuizPage, client: Client) -> None:
    page = lesson_with(course, quiz)

    quiz.delete()

    assert "Before the van leaves" not in client.get(page.address).content.decode()


def test_a_copied_course_leads_into_its_own_quiz_in_every_language(
    course: CoursePage, quiz: QuizPage, editor: Person
) -> None:
    page = lesson_with(course, quiz, title="With a quiz")
    french_quiz = pages.in_french(quiz, title="Questionnaire")
    french = pages.in_french(page, title="Avec un questionnaire")
    french = learning.republish(french, body=[("quiz", {"page": french_quiz, "note": ""})])
    original = learning.reread(course)

    copy = original.copy(recursive=True, update_attrs={"slug": "again", "title": "Again"})
    [french_copy] = settle_copy(original=original, copy=copy, by=editor)

    for root, code in ((copy, "en"), (french_copy, "fr")):
        locale = Locale.objects.get(language_code=code)
        lesson = next(
            one
            for one in LessonPage.objects.descendant_of(root)
            if any(block["type"] == "quiz" for block in one.body.raw_data)
        )
        chosen = lesson.body.raw_data[0]["value"]["page"]
        assert chosen == QuizPage.objects.descendant_of(root).get(locale=locale).pk
        assert lesson.get_latest_revision_as_object().body.raw_data[0]["value"]["page"] == chosen


def test_a_lesson_costs_the_same_queries_with_1_3_and_12_quizzes(
    course: CoursePage, learner: Person, signed_in
) -> None:
    found = [made.quiz(course, title=f"Quiz {n}") for n in range(12)]
    some = {number: lesson_with(course, *found[:number]) for number in (1, 3, 12)}
    learning.enrolled(course, learner)
    client = signed_in(learner)

    assert len({queries(client, page.address) for page in some.values()}) == 1

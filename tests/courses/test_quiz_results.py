"""What those who look after a course read of a quiz, and what authors see of it."""

import csv
import datetime
import io
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from courses.actions import quiz_marks
from courses.departing import erase_from_courses
from courses.findings import findings_in
from courses.models import (
    Allowance,
    CoursePage,
    Mark,
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


def test_results_by_question_are_shares_of_points_with_a_table(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(
        course,
        made.question("q1"),
        made.question("q2", "multiple", points=2),
        made.question("q3", "open", points=3),
    )
    for answers in (
        {"q1": "q1-a", "q2": ["q2-a"], "q3": "words"},
        {"q1": "q1-b", "q2": ["q2-a"]},
        {"q1": "q1-a"},
    ):
        handed_in(page, courses.enrolled(course), answers)
    client.force_login(trainer)

    shown = client.get(desk(course, page)).content.decode()

    table = shown[shown.index('id="by-question"') : shown.index('id="by-learner"')]
    cells = re.findall(r'<td class="number">(.*?)</td>', table.replace("&nbsp;", " "))
    assert cells == ["3", "2", "67 %", "3", "2", "67 %", "3", "0", "0 %"]
    assert "1 waits" in table
    assert shown.count('class="right"') == 3


def test_results_are_given_as_csv_and_xlsx_in_which_nothing_is_a_formula(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, made.question("q1", question="=1+1?"), made.question("q2"))
    handed_in(page, courses.enrolled(course, PersonFactory(name="=HYPERLINK(1)")), {"q1": "q1-a"})
    client.force_login(trainer)

    text = client.get(desk(course, page, "attempts.csv")).content.decode("utf-8-sig")
    sheet = load_workbook(io.BytesIO(client.get(desk(course, page, "attempts.xlsx")).content)).active

    head, row = list(csv.reader(io.StringIO(text)))
    assert head[-2:] == ["'=1+1?", "Question q2?"]
    assert row[0] == "'=HYPERLINK(1)"
    assert row[-2:] == ["1.0", "0.0"]
    assert row[7:11] == ["1.0", "2.0", "50", "0"]
    assert next(cell.data_type for cell in sheet[2]) == "s"
    assert client.get(desk(course, page, "attempts.pdf")).status_code == 404


def test_results_ask_the_database_the_same_for_one_and_for_many(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, made.question("q1", "open", points=2), made.question("q2"))
    client.force_login(trainer)
    counts = []
    made_so_far = 0
    for many in (1, 3, 60):
        for _n in range(many - made_so_far):
            handed_in(page, courses.enrolled(course), {"q1": "x"})
        made_so_far = many
        client.get(desk(course, page))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(desk(course, page)).status_code == 200
        counts.append(len(asked))

    assert len(set(counts)) == 1, counts


def test_a_lesson_has_no_results_of_a_quiz(client: Client, course: CoursePage, trainer: Person) -> None:
    lesson = courses.lessons_of(course)[0]
    client.force_login(trainer)

    for rest in ("", "again/", "attempts.csv"):
        assert client.get(desk(course, lesson, rest)).status_code == 404


def test_the_desk_leads_to_the_quizzes_and_the_learner_page_to_more_time(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    page = made.quiz(course, title="Border quiz")
    enrolment = courses.enrolled(course)
    client.force_login(trainer)

    assert (
        desk(course, page) in client.get(f"/en/learning/teaching/{course.translation_key}/").content.decode()
    )
    learner = client.get(
        f"/en/learning/teaching/{course.translation_key}/learners/{enrolment.pk}/"
    ).content.decode()
    assert desk(course, page, f"learners/{enrolment.pk}/") in learner


def test_what_a_person_wrote_goes_with_them_and_the_figures_stay(course: CoursePage, trainer: Person) -> None:
    page = made.quiz(course, made.question("q1", "open", points=2), time_limit=5)
    enrolment = courses.enrolled(course)
    attempt = handed_in(page, enrolment, {"q1": "my whole life"})
    quiz_marks.mark_open_text(attempt=attempt, question="q1", points=2, words="Dear Anna", by=trainer)
    allow(enrolment, page, trainer, minutes=5, reason="an illness")

    erase_from_courses(enrolment.person, False)

    found = again(attempt)
    assert (found.answers, found.score) == ({}, 2)
    assert list(Mark.objects.values_list("words", flat=True)) == [""]
    assert list(Allowance.objects.values_list("reason", flat=True)) == ["—"]


def test_an_author_sees_the_questions_of_a_draft_as_an_attempt_asks_them(course: CoursePage) -> None:
    page = made.quiz(course, made.question("q1", question="A drafted question?"))

    shown = {
        mode: page.make_preview_request(preview_mode=mode).rendered_content
        for mode in ("questions", "learner", "", "waiting")
    }

    assert "A drafted question?" in shown["questions"]
    assert [mode for mode, text in shown.items() if "A drafted question?" in text] == ["questions"]
    assert not [mode for mode, text in shown.items() if "/submit/" in text or "/begin/" in text]


def test_an_author_is_told_of_a_quiz_that_asks_nothing(course: CoursePage) -> None:
    empty, full = made.quiz(course, bank=[]), made.quiz(course)

    told = [[one.text for one in findings_in(page) if one.must] for page in (empty, full)]

    assert told == [["The quiz asks nothing yet. Add a question, or draw some from the bank."], []]


def test_trainers_add_quizzes_to_their_own_courses_only(
    client: Client, course: CoursePage, trainer: Person
) -> None:
    from django.contrib.auth.models import Group  # noqa: PLC0415 - for this test alone

    trainer.groups.add(Group.objects.get(name="trainer"))
    client.force_login(trainer)
    own, other = courses.module_of(course), courses.module_of(pages.course())

    assert client.get(f"/cms/pages/add/courses/quizpage/{own.pk}/").status_code == 200
    assert client.get(f"/cms/pages/add/courses/quizpage/{other.pk}/").status_code == 302
    page = made.quiz(course)
    edit = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert 'name="pass_mark"' in edit
    french = pages.in_french(page)
    edit = client.get(f"/cms/pages/{french.pk}/edit/").content.decode()
    assert 'name="pass_mark"' not in edit
    assert "Questions that everybody is asked" in edit


def test_a_learner_asks_the_trainers_and_keeps_a_note_on_the_page_of_a_quiz(
    client: Client, course: CoursePage
) -> None:
    page = made.quiz(course)
    enrolment = courses.enrolled(course)
    client.force_login(enrolment.person)
    address = f"/en/learning/{course.translation_key}/{page.translation_key}"

    client.post(f"{address}/note/", {"text": "look up the factors"})
    client.post(f"{address}/question/", {"text": "May I have one attempt more?", "key": str(uuid.uuid4())})

    shown = client.get(page.address).content.decode()
    assert "look up the factors" in shown
    assert "May I have one attempt more?" in shown


def test_the_cms_translates_every_kind_of_question_and_an_attempt_has_both_languages(
    course: CoursePage,
) -> None:
    asked = [
        made.question("q1"),
        made.question("q2", "matching", pairs=[made.entry(n, {"left": n, "right": f"{n}!"}) for n in "ab"]),
        made.question("q3", "ordering", steps=[made.entry(n, f"step {n}") for n in "abc"]),
        made.question("q4", "gaps", text="The [[get-in]] is first."),
        made.question("q5", "likert", statements=[made.entry("s", "I can read a rider.")]),
        made.question("q6", "short", accepted=[made.entry("z", "get-in")]),
        made.question("q7", "number", number="4"),
        made.question("q8", "multiple"),
        made.question("q9", "truth"),
        made.question("q10", "open"),
    ]
    page = made.quiz(course, *asked, pass_mark=70)
    french = Locale.objects.get(language_code="fr")
    pages.in_french(courses.module_of(course))
    source, _new = TranslationSource.get_or_create_from_instance(page)

    Translation.objects.create(source=source, target_locale=french).save_target()
    page.get_translation(french).get_latest_revision().publish()

    attempt = begun(courses.enrolled(course), page)
    assert [one["kind"] for one in attempt.questions] == [one["type"] for one in asked]
    assert {tuple(one["words"]) for one in attempt.questions} == {("en", "fr")}
    assert page.get_translation(french).pass_mark == 70

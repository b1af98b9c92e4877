"""What learners see, whom it is for, and how many queries it takes."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.actions import enrol, record_event
from courses.models import CoursePage, LessonPage
from members.models import Membership, Person
from pages.generation import raise_generation
from programme.models import ProgrammeLine
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.courses import republish
from tests.factories.many import copies_of, enrolled_in

pytestmark = pytest.mark.django_db


def lessons_of(course: CoursePage) -> list[LessonPage]:
    return list(LessonPage.objects.descendant_of(course).order_by("path"))


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is kept in memory is kept now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_one_click_enrols_and_opens_the_first_lesson(learner: Person, signed_in) -> None:
    course = pages.course()

    answer = signed_in(learner).post(f"/en/learning/{course.translation_key}/enrol/", follow=True)

    assert answer.redirect_chain[-1][0] == lessons_of(course)[0].address
    assert "You are enrolled." in answer.content.decode()


def test_marking_as_done_goes_on_to_the_next_lesson(learner: Person, signed_in) -> None:
    course = pages.course()
    first, second = lessons_of(course)
    enrol(person=learner, course_key=course.translation_key, by=learner)

    answer = signed_in(learner).post(f"/en/learning/{course.translation_key}/{first.translation_key}/done/")

    assert answer["Location"] == second.address


def test_going_on_where_one_was(learner: Person, signed_in) -> None:
    course = pages.course(modules=1, lessons=3)
    enrol(person=learner, course_key=course.translation_key, by=learner)
    client = signed_in(learner)
    client.get(lessons_of(course)[1].address)

    assert f'href="{lessons_of(course)[1].address}"' in client.get("/en/learning/").content.decode()
    assert f"Go on: {lessons_of(course)[1].title}" not in client.get("/en/").content.decode()
    assert f'class="button" href="{lessons_of(course)[1].address}"' in client.get("/en/").content.decode()


def test_a_lesson_says_what_finishes_it(learner: Person, signed_in) -> None:
    course = pages.course()
    enrol(person=learner, course_key=course.translation_key, by=learner)

    page = signed_in(learner).get(lessons_of(course)[0].address).content.decode()

    assert "To finish this lesson mark it as done. Nothing else is missing." in page


def test_lessons_for_the_enrolled_send_others_to_the_course(learner: Person, signed_in) -> None:
    course = pages.course(lessons_for_enrolled=True)
    address = lessons_of(course)[0].address
    client = signed_in(learner)

    refused = client.get(address, follow=True)
    enrol(person=learner, course_key=course.translation_key, by=learner)
    allowed = client.get(address)

    assert refused.redirect_chain == [(f"{course.address}?enrol-to-read", 302)]
    assert "It takes one click." in refused.content.decode()
    assert allowed.status_code == 200


def test_lessons_for_the_enrolled_are_read_by_their_trainer_and_not_by_another(
    trainer: Person, signed_in
) -> None:
    other = cast.with_role("trainer")
    course = pages.course(lessons_for_enrolled=True, trainer=trainer)
    pages.course(trainer=other)
    address = lessons_of(course)[0].address

    assert signed_in(trainer).get(address).status_code == 200
    assert signed_in(other).get(address).status_code == 302


def test_a_members_course_is_closed_to_others_and_from_the_day_the_membership_ends(
    member: Person, lapsed_member: Person, learner: Person, editor: Person, signed_in
) -> None:
    course = pages.course(own_audience="member")
    lesson = lessons_of(course)[0]

    seen = {
        name: [signed_in(person).get(page.address).status_code for page in (course, lesson)]
        for name, person in {
            "member": member,
            "lapsed": lapsed_member,
            "learner": learner,
            "editor": editor,
        }.items()
    }
    anonymous = [Client().get(page.address) for page in (course, lesson)]

    assert seen == {"member": [200, 200], "lapsed": [403, 403], "learner": [403, 403], "editor": [200, 200]}
    assert [answer.status_code for answer in anonymous] == [403, 403]
    assert not any(course.title in answer.content.decode() for answer in anonymous)
    assert course.title not in Client().get("/en/courses/").content.decode()
    assert course.title in signed_in(member).get("/en/courses/").content.decode()


def test_the_title_of_a_closed_lesson_is_in_no_outline_of_an_open_course(
    learner: Person, editor: Person, signed_in
) -> None:
    course = pages.course(modules=1, lessons=1)
    closed = pages.lesson(
        lessons_of(course)[0].get_parent().specific, title="Only for the office", own_audience="staff"
    )

    assert closed.title not in signed_in(learner).get(course.address).content.decode()
    assert closed.title in signed_in(editor).get(course.address).content.decode()


def test_a_draft_lesson_is_not_there() -> None:
    course = pages.course(modules=1, lessons=1)
    draft = pages.lesson(lessons_of(course)[0].get_parent().specific, title="Not yet", live=False)

    assert Client().get(draft.address).status_code == 404
    assert "Not yet" not in Client().get(course.address).content.decode()


def test_unpublishing_the_source_takes_the_translation_down() -> None:
    course = pages.course()
    french = pages.in_french(course, title="En français")
    assert Client().get(french.address).status_code == 200

    course.unpublish()

    assert Client().get(french.address).status_code == 404


def test_the_catalogue_shows_each_course_once_in_the_best_language() -> None:
    both = pages.course(title="Both")
    pages.in_french(both, title="Les deux")
    pages.course(title="English only")

    french = Client().get("/fr/courses/").content.decode()

    assert "Les deux" in french
    assert ">Both<" not in french
    assert "English only" in french


def test_what_was_published_shows_in_the_very_next_request() -> None:
    course = pages.course(modules=1, lessons=1)
    lesson = lessons_of(course)[0]
    client = Client()
    client.get(lesson.address)

    lesson.body = pages.text("Quite another text.")
    lesson.save_revision().publish()

    assert "Quite another text." in client.get(lesson.address).content.decode()


def test_the_catalogue_shows_each_person_their_part_whoever_asked_first(
    member: Person, learner: Person, signed_in
) -> None:
    pages.course(title="For everybody")
    pages.course(title="For members", own_audience="member")
    for person, sees in ((member, True), (None, False), (learner, False), (member, True)):
        client = signed_in(person) if person else Client()
        shown = client.get("/en/courses/").content.decode()
        assert "For everybody" in shown
        assert ("For members" in shown) == sees

    Membership.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    assert "For members" not in signed_in(member).get("/en/courses/").content.decode()


def test_the_catalogue_shows_at_once_what_was_changed_closed_and_filed_anew(line: ProgrammeLine) -> None:
    course, other = pages.course(title="Crates on trains", lines=(line,)), pages.course(title="Vans at night")
    client = Client()
    assert "Crates on trains" in client.get("/en/courses/").content.decode()
    narrowed = f"/en/courses/?line={line.slug}"
    assert "Vans at night" not in client.get(narrowed).content.decode()

    line.title, line.colour = "On the rails", "life"
    line.save()
    shown = client.get("/en/courses/").content.decode()
    assert "On the rails" in shown
    assert '<article class="card" data-line="life"' in shown
    republish(other, lines=(line,))
    assert "Vans at night" in client.get(narrowed).content.decode()
    republish(course, own_audience="member")
    assert "Crates on trains" not in client.get("/en/courses/").content.decode()
    other.refresh_from_db()
    other.unpublish()
    assert "Vans at night" not in client.get(narrowed).content.decode()


@pytest.mark.parametrize("signed", [False, True])
def test_catalogue_and_learning_cost_the_same_queries_with_1_3_and_300_courses(
    learner: Person, signed_in, signed: bool
) -> None:
    client = signed_in(learner) if signed else Client()
    course = pages.course(modules=1, lessons=1)
    enrol(person=learner, course_key=course.translation_key, by=learner)
    counts = []
    for more in (0, 2, 297):
        enrolled_in(learner, copies_of(course, more))
        raise_generation()
        addresses = ["/en/courses/", *(["/en/learning/"] if signed else [])]
        counts.append([queries(client, address) for address in addresses])

    assert counts[0] == counts[1] == counts[2]
    assert CoursePage.objects.count() == 300


@pytest.mark.parametrize(("signed", "budget"), [(False, 6), (True, 19)])
def test_a_lesson_costs_the_same_queries_in_a_course_of_1_3_and_40(
    learner: Person, signed_in, signed: bool, budget: int
) -> None:
    client = signed_in(learner) if signed else Client()
    counts = set()
    for lessons in (1, 3, 40):
        course = pages.course(modules=1, lessons=lessons)
        enrolment = enrol(person=learner, course_key=course.translation_key, by=learner)
        for lesson in lessons_of(course):
            record_event(
                enrolment=enrolment,
                item=lesson.translation_key,
                verb="done",
                key=f"d:{lesson.pk}",
                by=learner,
            )
        counts.add(queries(client, lessons_of(course)[0].address))

    assert len(counts) == 1
    assert counts.pop() <= budget

"""A learner's own desk: what comes next, dates and their feed, notes that nobody else reads, the transcript, learning paths."""

import datetime
import zoneinfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from courses.actions import cohorts as arranging
from courses.actions import leave
from courses.actions.pausing import pause
from courses.models import (
    CalendarFeed,
    CohortDate,
    CoursePage,
    LessonPage,
    Note,
    PathFollowing,
    PathPage,
    Question,
    Reflection,
)
from members.models import Person
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NOON = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=2, trainer=trainer)


def path_of(*steps: tuple[str, list[CoursePage], int | None], **fields: object) -> PathPage:
    from courses.models import CourseIndexPage  # noqa: PLC0415 - a factory's own parent

    page = PathPage(
        title=fields.pop("title", "From idea to tour"),
        steps=[
            {"type": "step", "value": {"title": title, "courses": [c.pk for c in courses], "needed": needed}}
            for title, courses, needed in steps
        ],
        **fields,
    )
    return pages._below(CourseIndexPage.objects.get(locale__language_code="en"), page)


# -- what comes next -----------------------------------------------------------------------------
def test_the_desk_says_what_comes_next(course: CoursePage, learner: Person, signed_in) -> None:
    enrolment = learning.enrolled(course, learner)
    first, second = learning.lessons_of(course)
    learning.happens(enrolment, first)

    page = signed_in(learner).get("/en/learning/").content.decode()

    assert f"{second.title}, in “Touring”" in page
    assert f'class="button" href="{second.address}"' in page


def test_the_desk_of_somebody_who_pauses_everything_has_nothing_next(
    course: CoursePage, learner: Person, signed_in
) -> None:
    pause(enrolment=learning.enrolled(course, learner), by=learner)

    page = signed_in(learner).get("/en/learning/").content.decode()

    assert "What comes next" not in page
    assert "Paused since" in page


# -- the calendar --------------------------------------------------------------------------------
@pytest.fixture
def dated(course: CoursePage, trainer: Person) -> Person:
    """Somebody in São Paulo with a meeting, a deadline and a lesson that opens later."""
    person = cast.PersonFactory(time_zone="America/Sao_Paulo")
    learning.lesson_on(learning.module_of(course), NOON + 9 * DAY, title="The premiere; “live”, été")
    enrolment = learning.enrolled(course, person)
    enrolment.cohort = learning.cohort(course, ends_on=datetime.date(2027, 1, 31))
    enrolment.save()
    first = learning.lessons_of(course)[0]
    arranging.set_date(
        cohort=enrolment.cohort,
        by=trainer,
        values={
            "kind": "session",
            "title": "Kick-off",
            "starts_at": NOON,
            "ends_at": NOON + datetime.timedelta(hours=2),
            "place": "Ghent",
            "link": "https://meet.example.org/x",
        },
    )
    arranging.set_date(
        cohort=enrolment.cohort,
        by=trainer,
        values={"kind": "deadline", "title": "x", "item": first.translation_key, "starts_at": NOON + 3 * DAY},
    )
    return person


def feed_of(person: Person, signed_in) -> str:
    signed_in(person).post("/en/learning/calendar/")
    return f"/calendar/{CalendarFeed.objects.get(person=person).token}.ics"


def events_in(answer) -> dict[str, object]:
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    return {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}


def test_the_feed_tells_the_dates_in_the_time_zone_of_the_person(
    course: CoursePage, dated: Person, signed_in
) -> None:
    first = learning.lessons_of(course)[0]
    with time_machine.travel(NOON - 5 * DAY, tick=False):
        address = feed_of(dated, signed_in)
        events = events_in(Client().get(address))
        again = events_in(Client().get(address))

    assert set(events) == {"Kick-off", f"To be finished: {first.title}", "Opens: The premiere; “live”, été"}
    kickoff = events["Kick-off"]
    starts = kickoff["DTSTART"].dt  # type: ignore[index]
    assert (starts, str(starts.tzinfo)) == (NOON, "America/Sao_Paulo")
    assert starts.hour == 9
    assert kickoff["DTEND"].dt == NOON + datetime.timedelta(hours=2)  # type: ignore[index]
    assert str(kickoff["LOCATION"]) == "Ghent"  # type: ignore[index]
    assert "https://meet.example.org/x" in str(kickoff["DESCRIPTION"])  # type: ignore[index]
    assert {str(e["UID"]) for e in events.values()} == {str(e["UID"]) for e in again.values()}  # type: ignore[index]
    assert len({str(e["UID"]) for e in events.values()}) == 3  # type: ignore[index]


def test_the_time_zone_is_described_so_that_any_program_reads_it(dated: Person, signed_in) -> None:
    with time_machine.travel(NOON - 5 * DAY, tick=False):
        body = Client().get(feed_of(dated, signed_in)).content

    assert b"BEGIN:VTIMEZONE\r\nTZID:America/Sao_Paulo" in body
    assert b"DTSTART;TZID=America/Sao_Paulo:20261201T090000" in body
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))


def test_what_is_finished_is_no_deadline_any_more(course: CoursePage, dated: Person, signed_in) -> None:
    first = learning.lessons_of(course)[0]
    enrolment = dated.enrolments.get()
    with time_machine.travel(NOON - 5 * DAY, tick=False):
        address = feed_of(dated, signed_in)
        learning.happens(enrolment, first)

        assert set(events_in(Client().get(address))) == {"Kick-off", "Opens: The premiere; “live”, été"}
        pause(enrolment=enrolment, by=dated)
        assert events_in(Client().get(address)) == {}


def test_a_renewed_address_kills_the_old_one_and_a_closed_one_gives_nothing(dated: Person, signed_in) -> None:
    client = signed_in(dated)
    old = feed_of(dated, signed_in)
    client.post("/en/learning/calendar/", {"renew": "1"})
    new = f"/calendar/{CalendarFeed.objects.get(person=dated).token}.ics"

    assert [Client().get(address).status_code for address in (old, new)] == [404, 200]
    assert new in client.get("/en/learning/calendar/").content.decode()
    client.post("/en/learning/calendar/", {"close": "1"})
    assert Client().get(new).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_the_feed_of_a_closed_account_is_closed(dated: Person, signed_in) -> None:
    address = feed_of(dated, signed_in)
    Person.objects.filter(pk=dated.pk).update(is_active=False)

    assert Client().get(address).status_code == 404


def test_the_feed_is_in_the_language_of_the_person(course: CoursePage, dated: Person, signed_in) -> None:
    first = learning.lessons_of(course)[0]
    pages.in_french(first, title="La tournée")
    Person.objects.filter(pk=dated.pk).update(language="fr")
    with time_machine.travel(NOON - 5 * DAY, tick=False):
        events = events_in(Client().get(feed_of(dated, signed_in)))

    assert any(title.endswith("La tournée") for title in events)
    assert "To be finished: La tournée" not in events


def test_the_time_zone_is_chosen_on_the_profile(learner: Person, signed_in) -> None:
    form = {
        "name": "Ada",
        "language": "en",
        "time_zone": "Pacific/Auckland",
        "about": "",
        "disciplines": "",
        "country": "",
    }

    signed_in(learner).post("/en/people/me/", form)
    learner.refresh_from_db()
    assert learner.zone == zoneinfo.ZoneInfo("Pacific/Auckland")
    answer = signed_in(learner).post("/en/people/me/", {**form, "time_zone": "Mars/Olympus"})

    learner.refresh_from_db()
    assert answer.status_code == 200
    assert learner.time_zone == "Pacific/Auckland"


# -- notes and questions -----------------------------------------------------------------------------
def test_notes_and_bookmarks_are_kept_and_listed_for_oneself_alone(
    course: CoursePage, learner: Person, trainer: Person, editor: Person, signed_in
) -> None:
    first = learning.lessons_of(course)[0]
    learning.enrolled(course, learner)
    client = signed_in(learner)
    address = f"/en/learning/{course.translation_key}/{first.translation_key}/note/"

    client.post(address, {"text": "<b>Hushnote</b> for me\n\tand tabs", "is_bookmark": "on"})
    page = client.get("/en/learning/notes/").content.decode()
    assert "&lt;b&gt;Hushnote&lt;/b&gt;" in page
    assert "to come back to" in page
    assert "Hushnote" in client.get(first.address).content.decode()
    enrolment = learner.enrolments.get()
    for person in (trainer, editor):
        for where in (
            first.address,
            "/en/learning/notes/",
            f"/en/learning/teaching/{course.translation_key}/learners/{enrolment.pk}/",
            f"/en/learning/teaching/{course.translation_key}/learners.csv",
        ):
            assert "Hushnote" not in signed_in(person).get(where).content.decode()
    client.post(address, {"text": "   "})
    assert not Note.objects.exists()


def test_one_note_in_both_languages(course: CoursePage, learner: Person, signed_in) -> None:
    first = learning.lessons_of(course)[0]
    french = pages.in_french(first, title="La tournée")
    learning.enrolled(course, learner)
    client = signed_in(learner)

    client.post(
        f"/fr/learning/{course.translation_key}/{french.translation_key}/note/", {"text": "Une note à moi"}
    )

    assert "Une note à moi" in client.get(first.address).content.decode()
    assert Note.objects.count() == 1


def reflective(course: CoursePage) -> LessonPage:
    return pages.lesson(
        learning.module_of(course), body=[("reflection", {"prompt": "What would you give up?"})]
    )


def test_a_private_answer_is_kept_under_its_question_and_read_by_nobody_else(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    lesson = reflective(course)
    block = lesson.body[0].id
    learning.enrolled(course, learner)
    address = f"/en/learning/{course.translation_key}/{lesson.translation_key}/reflections/{block}/"
    client = signed_in(learner)

    assert "Enrol to keep an answer here." in Client().get(lesson.address).content.decode()
    client.post(address, {"text": "My Hushanswer"})
    client.post(address, {"text": "My other Hushanswer"})

    kept = Reflection.objects.get()
    assert (kept.prompt, kept.text) == ("What would you give up?", "My other Hushanswer")
    assert "My other Hushanswer" in client.get(lesson.address).content.decode()
    assert "Hushanswer" not in signed_in(trainer).get(lesson.address).content.decode()
    assert "My other Hushanswer" in client.get("/en/learning/notes/").content.decode()
    client.post(address, {"text": ""})
    assert not Reflection.objects.exists()


def test_a_copied_lesson_does_not_show_the_answers_of_the_original(
    course: CoursePage, learner: Person, signed_in
) -> None:
    lesson = reflective(course)
    learning.enrolled(course, learner)
    client = signed_in(learner)
    block = lesson.body[0].id
    base = f"/en/learning/{course.translation_key}"
    client.post(f"{base}/{lesson.translation_key}/reflections/{block}/", {"text": "My Hushanswer"})
    copy = lesson.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)

    assert copy.body[0].id == block
    assert "Hushanswer" not in client.get(copy.address).content.decode()


def test_an_answer_to_a_question_that_is_gone_changes_nothing(
    course: CoursePage, learner: Person, signed_in
) -> None:
    lesson = reflective(course)
    learning.enrolled(course, learner)

    answer = signed_in(learner).post(
        f"/en/learning/{course.translation_key}/{lesson.translation_key}/reflections/"
        "0b5e7ad1-8d3c-4a6a-9d0a-2f5b6f3c1e11/",
        {"text": "x"},
        follow=True,
    )

    assert "The lesson no longer asks this." in answer.content.decode()
    assert not Reflection.objects.exists()


def test_a_question_sent_twice_is_one_and_an_empty_one_is_none(
    course: CoursePage, learner: Person, signed_in
) -> None:
    lesson = learning.lessons_of(course)[0]
    learning.enrolled(course, learner)
    client = signed_in(learner)
    address = f"/en/learning/{course.translation_key}/{lesson.translation_key}/question/"
    form = {"key": "0b5e7ad1-8d3c-4a6a-9d0a-2f5b6f3c1e11", "text": "Which trains?"}

    client.post(address, form)
    client.post(address, form)
    assert Question.objects.count() == 1
    client.post(address, {"key": "0b5e7ad1-8d3c-4a6a-9d0a-2f5b6f3c1e12", "text": " "})
    client.post(address, {"text": "No key"})

    assert Question.objects.count() == 1
    assert "Which trains?" in client.get(lesson.address).content.decode()


def test_nothing_is_written_into_a_lesson_of_another_course(
    course: CoursePage, learner: Person, signed_in
) -> None:
    other = learning.lessons_of(pages.course())[0]
    learning.enrolled(course, learner)
    client = signed_in(learner)
    base = f"/en/learning/{course.translation_key}/{other.translation_key}"

    client.post(f"{base}/note/", {"text": "x"})
    client.post(f"{base}/question/", {"key": "0b5e7ad1-8d3c-4a6a-9d0a-2f5b6f3c1e11", "text": "x"})
    client.post(f"{base}/done/")

    assert not Note.objects.exists()
    assert not Question.objects.exists()
    assert not learner.enrolments.get().events.exists()


# -- transcript ----------------------------------------------------------------------------------
def test_the_transcript_outlives_the_course(course: CoursePage, learner: Person, signed_in) -> None:
    enrolment = learning.enrolled(course, learner)
    titles = [lesson.title for lesson in learning.lessons_of(course)]
    for lesson in learning.lessons_of(course):
        learning.happens(enrolment, lesson)
    leave(enrolment=enrolment, by=learner)
    CoursePage.objects.get(pk=course.pk).delete()

    page = signed_in(learner).get("/en/learning/transcript/").content.decode()

    assert "Touring" in page
    assert all(title in page for title in titles)
    for word in ("Participated", "Completed", "Left"):
        assert f"<dt>{word}</dt>" in page


def test_own_pages_cost_the_same_queries_with_1_3_and_30_courses(
    learner: Person, trainer: Person, signed_in
) -> None:
    from tests.courses.test_pages import queries  # noqa: PLC0415 - counted the same way

    client = signed_in(learner)
    addresses = ("/en/learning/", "/en/learning/notes/", "/en/learning/transcript/", "/en/learning/calendar/")
    counts = []
    for more in (1, 2, 27):
        for _n in range(more):
            made = pages.course(modules=1, lessons=2)
            enrolment = learning.enrolled(made, learner)
            enrolment.cohort = learning.cohort(made)
            enrolment.save()
            lesson = learning.lessons_of(made)[0]
            learning.happens(enrolment, lesson)
            Note.objects.create(
                person=learner, course_key=made.translation_key, item=lesson.translation_key, text="x"
            )
            CohortDate.objects.create(
                cohort=enrolment.cohort, title="Meeting", starts_at=timezone.now() + DAY
            )
        counts.append({address: queries(client, address) for address in addresses})

    assert counts[0] == counts[1] == counts[2]


# -- paths ---------------------------------------------------------------------------------------
def complete(person: Person, course: CoursePage) -> None:
    enrolment = learning.enrolled(course, person)
    for lesson in learning.lessons_of(course):
        learning.happens(enrolment, lesson)


def test_a_path_of_all_and_of_some_is_completed_for_good(learner: Person, signed_in) -> None:
    first, second, third = (pages.course(title=title, lessons=1) for title in ("One", "Two", "Three"))
    path = path_of(("Begin", [first], None), ("Choose", [second, third], 1))
    client = signed_in(learner)
    complete(learner, first)

    page = client.post(f"/en/learning/paths/{path.translation_key}/follow/", follow=True).content.decode()
    assert "1 of 2 courses completed. Next: Two." in page
    assert "1 of these 2" in page
    complete(learner, third)

    assert "All 2 courses completed." in client.get(path.address).content.decode()
    following = PathFollowing.objects.get()
    assert following.completed_at is not None
    learning.republish(path, steps=[])
    path.delete()
    following.refresh_from_db()
    assert following.completed_with == following.steps != []
    assert "All 2 courses completed." in client.get("/en/learning/").content.decode()


def test_a_path_that_changed_is_taken_up_when_one_chooses(learner: Person, signed_in) -> None:
    first, second = pages.course(title="One", lessons=1), pages.course(title="Two", lessons=1)
    path = path_of(("Begin", [first], None))
    client = signed_in(learner)
    client.post(f"/en/learning/paths/{path.translation_key}/follow/")
    learning.republish(
        path,
        steps=[
            {"type": "step", "value": {"title": "Begin", "courses": [first.pk, second.pk], "needed": None}}
        ],
    )

    page = client.get(path.address).content.decode()
    assert "0 of 1 courses completed. Next: One." in page
    assert "This path has changed since you began." in page
    assert "0 of 2 courses completed." in page
    page = client.post(f"/en/learning/paths/{path.translation_key}/take-up/", follow=True).content.decode()

    assert "0 of 2 courses completed. Next: One." in page
    assert "This path has changed" not in page


def test_a_path_does_not_tell_the_title_of_a_course_that_is_not_open_to_the_reader(
    learner: Person, member: Person, signed_in
) -> None:
    closed = pages.course(title="Hushcourse", own_audience="member", lessons=1)
    path = path_of(("Begin", [closed], None))

    def seen(person: Person | None) -> set[bool]:
        client = signed_in(person) if person else Client()
        if person:
            client.post(f"/en/learning/paths/{path.translation_key}/follow/")
        where = [path.address, *(["/en/learning/"] if person else [])]
        return {"Hushcourse" in client.get(address).content.decode() for address in where}

    assert (seen(None), seen(learner), seen(member)) == ({False}, {False}, {True})


def test_paths_stand_in_the_catalogue() -> None:
    path_of(("Begin", [pages.course()], None), title="From idea to tour")

    assert "From idea to tour" in Client().get("/en/courses/").content.decode()

"""Cohorts: places, the waiting list, dates, and who leads them."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.actions import EnrolmentClosed, leave
from courses.actions import cohorts as arranging
from courses.actions.errors import AlreadyElsewhere, NotAllowed
from courses.actions.waiting import (
    OFFER_HOLDS,
    lapse_offers,
    leave_cohort,
    stop_waiting,
)
from courses.models import (
    Cohort,
    CohortDate,
    CoursePage,
    Enrolment,
    Facilitator,
    Waiting,
)
from courses.queries.cohorts import free_in, with_places
from courses.signals import place_offered
from members.models import Letter, Person
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=2, trainer=trainer)


def free(cohort: Cohort) -> int | None:
    return free_in(with_places(Cohort.objects.filter(pk=cohort.pk)).get())


def offered(cohort: Cohort) -> list[Person]:
    rows = Waiting.objects.filter(cohort=cohort, closed_at__isnull=True, offered_at__isnull=False)
    return [waiting.person for waiting in rows.order_by("asked_at", "pk")]


# -- places --------------------------------------------------------------------------------------
def test_whoever_comes_when_all_places_are_taken_waits(course: CoursePage) -> None:
    cohort = learning.cohort(course, places=2)

    got = [learning.joins(cohort) for _n in range(3)]

    assert [type(one) for one in got] == [Enrolment, Enrolment, Waiting]
    assert [one.seat for one in got[:2] if isinstance(one, Enrolment)] == [1, 2]
    assert free(cohort) == 0


def test_joining_twice_is_joining_once(course: CoursePage, learner: Person) -> None:
    cohort = learning.cohort(course, places=2)

    assert learning.joins(cohort, learner) == learning.joins(cohort, learner)
    assert Enrolment.objects.count() == 1


def test_the_database_gives_no_seat_twice(course: CoursePage) -> None:
    cohort = learning.cohort(course, places=2)
    first, second = learning.joins(cohort), learning.joins(cohort)
    assert isinstance(first, Enrolment)
    assert isinstance(second, Enrolment)

    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=second.pk).update(seat=first.seat)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=second.pk).update(cohort=None)


def test_a_place_that_becomes_free_is_offered_to_whoever_waits_longest(course: CoursePage) -> None:
    cohort = learning.cohort(course, places=1)
    first = learning.joins(cohort)
    second, third = learning.joins(cohort), learning.joins(cohort)
    heard: list[int] = []

    def hear(waiting_id: int, **kwargs: object) -> None:
        heard.append(waiting_id)

    place_offered.connect(hear)
    try:
        assert isinstance(first, Enrolment)
        leave(enrolment=first, by=first.person)
    finally:
        place_offered.disconnect(hear)

    assert isinstance(second, Waiting)
    assert heard == [second.pk]
    assert offered(cohort) == [second.person]
    assert free(cohort) == 0, "an open offer keeps the place"
    assert isinstance(learning.joins(cohort), Waiting)
    letter = Letter.objects.get(about__as="place")
    assert letter.person == second.person
    assert "A place in “Autumn group” has become free" in letter.about["body"]

    assert isinstance(learning.joins(cohort, second.person), Enrolment)
    second.refresh_from_db()
    assert second.outcome == "taken"
    assert isinstance(third, Waiting)
    assert isinstance(learning.joins(cohort, third.person), Waiting)


def test_a_declined_offer_goes_to_the_next(course: CoursePage) -> None:
    cohort = learning.cohort(course, places=1)
    first, second, third = learning.joins(cohort), learning.joins(cohort), learning.joins(cohort)
    assert isinstance(first, Enrolment)
    leave(enrolment=first, by=first.person)
    assert isinstance(second, Waiting)
    assert isinstance(third, Waiting)

    stop_waiting(waiting=second, by=second.person)
    stop_waiting(waiting=second, by=second.person)

    assert offered(cohort) == [third.person]


def test_an_offer_that_nobody_answers_goes_to_the_next_after_three_days(course: CoursePage) -> None:
    cohort = learning.cohort(course, places=1)
    first, second, third = learning.joins(cohort), learning.joins(cohort), learning.joins(cohort)
    assert isinstance(first, Enrolment)
    leave(enrolment=first, by=first.person)
    assert isinstance(second, Waiting)
    assert isinstance(third, Waiting)

    with time_machine.travel(timezone.now() + OFFER_HOLDS - datetime.timedelta(minutes=1)):
        assert lapse_offers() == 0
    with time_machine.travel(timezone.now() + OFFER_HOLDS + datetime.timedelta(minutes=1)):
        assert lapse_offers() == 1
        assert lapse_offers() == 0

    second.refresh_from_db()
    assert second.outcome == "lapsed"
    assert offered(cohort) == [third.person]


def test_more_places_are_offered_at_once_and_fewer_take_nobody_out(
    course: CoursePage, trainer: Person
) -> None:
    cohort = learning.cohort(course, places=2)
    inside = [learning.joins(cohort), learning.joins(cohort)]
    waiting = [learning.joins(cohort), learning.joins(cohort), learning.joins(cohort)]
    values = {"name": cohort.name, "starts_on": cohort.starts_on, "time_zone": cohort.time_zone}

    arranging.change_cohort(cohort=cohort, values={**values, "places": 4}, by=trainer)
    assert offered(cohort) == [one.person for one in waiting[:2]]
    arranging.change_cohort(cohort=cohort, values={**values, "places": 1}, by=trainer)

    assert Enrolment.objects.filter(cohort=cohort, ended_at=None).count() == len(inside)
    assert free(cohort) == 0
    assert isinstance(learning.joins(cohort, waiting[0].person), Waiting), (
        "the offer stands, but the place is gone"
    )


def test_somebody_who_learns_alone_goes_on_in_the_group_and_back(course: CoursePage, learner: Person) -> None:
    alone = learning.enrolled(course, learner)
    learning.happens(alone, learning.lessons_of(course)[0])
    cohort = learning.cohort(course, places=3)

    together = learning.joins(cohort, learner)
    assert isinstance(together, Enrolment)
    assert together.pk == alone.pk
    leave_cohort(enrolment=together, by=learner)

    alone = learning.fresh(alone)
    assert (alone.cohort, alone.seat, alone.ended_at) == (None, None, None)
    assert alone.states.filter(finished_at__isnull=False).count() == 1


def test_one_cohort_at_a_time(course: CoursePage, learner: Person) -> None:
    learning.joins(learning.cohort(course, name="Spring"), learner)

    with pytest.raises(AlreadyElsewhere):
        learning.joins(learning.cohort(course, name="Autumn"), learner)


@pytest.mark.parametrize("why", ["closed", "over"])
def test_a_cohort_that_is_closed_takes_nobody_in(course: CoursePage, trainer: Person, why: str) -> None:
    cohort = learning.cohort(course, days=40)
    if why == "closed":
        arranging.close_cohort(cohort=cohort, by=trainer)
    else:
        cohort.ends_on = timezone.localdate() - datetime.timedelta(days=1)
        cohort.save()

    with pytest.raises(EnrolmentClosed, match="takes nobody in any more"):
        learning.joins(Cohort.objects.get(pk=cohort.pk))


def test_the_page_of_the_course_shows_what_can_be_done(
    course: CoursePage, learner: Person, signed_in
) -> None:
    cohort = learning.cohort(course, places=1, place="Ghent")
    learning.cohort(course, name="By invitation", by_invitation=True)
    client = signed_in(learner)
    address = f"/en/learning/{course.translation_key}/cohorts/{cohort.uuid}"

    page = client.get(course.address).content.decode()
    assert "1 place is free." in page
    assert "Ghent" in page
    assert "By invitation" not in page
    somebody = learning.joins(cohort)
    assert "Wait for a place" in client.get(course.address).content.decode()
    answer = client.post(f"{address}/join/", follow=True).content.decode()
    assert "You are on the waiting list, and we write when one is free." in answer
    assert isinstance(somebody, Enrolment)
    leave(enrolment=somebody, by=somebody.person)
    for shown in (course.address, "/en/learning/"):
        assert "A place in “Autumn group” is yours until" in client.get(shown).content.decode()
    answer = client.post(f"{address}/join/", follow=True).content.decode()
    assert "You have a place in “Autumn group”." in answer
    assert learner.enrolments.get().cohort == cohort


def test_a_course_for_groups_alone_is_not_begun_alone(learner: Person, trainer: Person, signed_in) -> None:
    course = pages.course(self_paced=False, trainer=trainer)
    client = signed_in(learner)

    page = client.get(course.address).content.decode()
    assert "This course is followed in a group. None is open at the moment" in page
    answer = client.post(f"/en/learning/{course.translation_key}/enrol/", follow=True).content.decode()

    assert "This course is followed in a group only." in answer
    assert not Enrolment.objects.exists()


# -- dates and who leads ---------------------------------------------------------------------------
def dates_address(course: CoursePage, cohort: Cohort) -> str:
    return f"/en/learning/teaching/{course.translation_key}/cohorts/{cohort.uuid}/dates/"


def test_dates_are_typed_in_the_time_zone_of_the_cohort(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    cohort = learning.cohort(course, time_zone="America/Sao_Paulo")
    form = {
        "kind": "session",
        "title": "Kick-off",
        "starts_at": "2026-12-01T09:00",
        "ends_at": "2026-12-01T10:30",
    }

    signed_in(trainer).post(dates_address(course, cohort), form)

    date = CohortDate.objects.get()
    assert date.starts_at == datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)
    page = signed_in(trainer).get(f"{dates_address(course, cohort)}{date.uuid}/").content.decode()
    assert 'value="2026-12-01T09:00"' in page


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"kind": "deadline"}, "Say which lesson is to be finished by then."),
        ({"title": ""}, "Give it a title."),
        ({"ends_at": "2026-11-30T10:00"}, "It must not end before it begins."),
        ({"item": "LESSON"}, "Taking part does not finish that lesson."),
        ({"starts_at": "tomorrow"}, "Enter a valid date/time."),
        ({"link": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_a_date_that_cannot_be_is_told_in_words_and_loses_nothing(
    course: CoursePage, trainer: Person, signed_in, given: dict, sentence: str
) -> None:
    cohort = learning.cohort(course)
    lesson = learning.lessons_of(course)[0]
    form = {"kind": "session", "title": "Kick-off", "starts_at": "2026-12-01T09:00", "place": "Riga"} | given
    form = {name: str(lesson.translation_key) if value == "LESSON" else value for name, value in form.items()}

    answer = signed_in(trainer).post(dates_address(course, cohort), form)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert 'value="Riga"' in answer.content.decode()
    assert not CohortDate.objects.exists()


def test_a_lesson_has_one_deadline_in_a_cohort(course: CoursePage, trainer: Person) -> None:
    cohort = learning.cohort(course)
    item = learning.lessons_of(course)[0].translation_key
    values = {"kind": "deadline", "item": item, "title": "x", "starts_at": timezone.now()}

    first = arranging.set_date(cohort=cohort, values=values, by=trainer)
    again = arranging.set_date(cohort=cohort, values={**values, "title": "y"}, by=trainer)

    assert first.pk == again.pk
    assert CohortDate.objects.get().title == "y"


def test_a_facilitator_leads_their_cohort_and_nothing_else(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    mine, other = learning.cohort(course, name="Mine"), learning.cohort(course, name="Other")
    lead = cast.PersonFactory()
    arranging.set_facilitators(cohort=mine, people=[lead], by=trainer)
    inside, outside = learning.joins(mine), learning.joins(other)
    alone = learning.enrolled(course)
    client = signed_in(lead)
    base = f"/en/learning/teaching/{course.translation_key}"
    assert isinstance(inside, Enrolment)
    assert isinstance(outside, Enrolment)

    statuses = {
        path: client.get(f"{base}{path}").status_code
        for path in (
            "/",
            "/learners/",
            f"/learners/{inside.pk}/",
            f"/learners/{outside.pk}/",
            f"/learners/{alone.pk}/",
            f"/cohorts/{mine.uuid}/",
            f"/cohorts/{other.uuid}/",
            "/cohorts/new/",
            f"/cohorts/{mine.uuid}/edit/",
            f"/?cohort={other.pk}",
        )
    }
    listed = client.get(f"{base}/learners/").content.decode()
    csv = client.get(f"{base}/learners.csv").content.decode()

    assert [path for path, status in statuses.items() if status == 200] == [
        "/",
        "/learners/",
        f"/learners/{inside.pk}/",
        f"/cohorts/{mine.uuid}/",
    ]
    for seen in (listed, csv):
        assert inside.person.name in seen
        assert outside.person.name not in seen
        assert alone.person.name not in seen
    item = str(learning.lessons_of(course)[0].translation_key)
    key = "0b5e7ad1-8d3c-4a6a-9d0a-2f5b6f3c1e11"
    client.post(f"{base}/learners/{inside.pk}/note/", {"item": item, "key": key, "verb": "passed"})
    assert not inside.states.exists(), "judging is for those who teach"
    client.post(f"{base}/learners/{inside.pk}/note/", {"item": item, "key": key, "verb": "attended"})
    assert inside.states.get().attended_at is not None
    with pytest.raises(NotAllowed):
        arranging.change_cohort(cohort=mine, values={"name": "x"}, by=lead)
    arranging.set_facilitators(cohort=mine, people=[], by=trainer)
    assert not Facilitator.objects.exists()
    assert client.get(f"{base}/").status_code == 404


def test_who_was_there_is_noted_once(course: CoursePage, trainer: Person, signed_in) -> None:
    live = pages.lesson(learning.module_of(course), rule="attended", title="The day in Ghent")
    cohort = learning.cohort(course)
    there, not_there = learning.joins(cohort), learning.joins(cohort)
    assert isinstance(there, Enrolment)
    assert isinstance(not_there, Enrolment)
    date = arranging.set_date(
        cohort=cohort,
        values={
            "kind": "session",
            "title": "Ghent",
            "item": live.translation_key,
            "starts_at": timezone.now(),
        },
        by=trainer,
    )
    address = f"/en/learning/teaching/{course.translation_key}/cohorts/{cohort.uuid}/attendance/{date.uuid}/"
    client = signed_in(trainer)

    first = client.post(address, {"there": [str(there.pk), "no number", "99999999"]}, follow=True)
    second = client.post(address, {"there": [str(there.pk)]}, follow=True)

    assert "1 person was noted." in first.content.decode()
    assert "0 people were noted." in second.content.decode()
    assert there.states.get(item=live.translation_key).finished_at is not None
    assert not not_there.states.exists()

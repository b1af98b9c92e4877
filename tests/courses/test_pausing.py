"""A place is kept while its person is on tour, nothing is expected meanwhile, and the plan for catching up is made once."""

import datetime
import uuid

import pytest
import time_machine
from django.utils import timezone

from courses.actions import cohorts as arranging
from courses.actions.errors import ItemLocked
from courses.actions.pausing import pause, resume, resume_those_due
from courses.catching_up import behind, plan
from courses.items import EditionItem
from courses.models import CoursePage, Enrolment, Pause
from courses.queries.groups import stuck
from courses.signals import enrolment_paused, enrolment_resumed
from members.models import Person
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=3, trainer=trainer)


def item(minutes: int, *, optional: bool = False) -> EditionItem:
    return EditionItem(uuid.uuid4(), uuid.uuid4(), "x", minutes=minutes, optional=optional)


def test_the_plan_spreads_by_minutes_and_ends_on_the_last_day() -> None:
    items = [item(30), item(60), item(30)]
    start = datetime.date(2026, 3, 2)

    days = [due for _key, due in plan(items, start=start, end=start + 8 * DAY)]

    assert days == [start + 2 * DAY, start + 6 * DAY, start + 8 * DAY]


@pytest.mark.parametrize("end", [None, datetime.date(2026, 3, 2), datetime.date(2026, 1, 1)])
def test_without_an_end_there_is_an_hours_work_a_week(end: datetime.date | None) -> None:
    items = [item(40), item(20), item(1), item(0), item(300)]
    start = datetime.date(2026, 3, 2)

    weeks = [(due - start).days / 7 for _key, due in plan(items, start=start, end=end)]

    assert weeks == [1, 1, 2, 2, 7]


def test_only_what_was_due_meanwhile_is_caught_up_with() -> None:
    done, due, coming, side = item(10), item(10), item(10), item(10, optional=True)
    today = datetime.date(2026, 3, 2)
    deadlines = {done.key: today - DAY, due.key: today - DAY, coming.key: today, side.key: today - DAY}

    assert behind([done, due, coming, side], finished={done.key}, deadlines=deadlines, today=today) == [due]
    assert behind([done, due, side], finished={done.key}, deadlines={}, today=today) == [due]


def test_pausing_keeps_place_and_progress_and_expects_nothing(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    enrolment = learning.enrolled(course, learner, days_ago=20)
    learning.happens(enrolment, learning.lessons_of(course)[0], at=timezone.now() - 15 * DAY)
    assert stuck(Enrolment.objects.all(), course.translation_key).count() == 1
    client = signed_in(learner)
    form = {"until": (timezone.localdate() + 30 * DAY).isoformat(), "reason": "On tour"}

    page = client.post(f"/en/learning/{course.translation_key}/pause/", form, follow=True).content.decode()

    assert "Your place is kept and nothing is expected of you." in page
    assert "1 of 3 done." in page
    assert stuck(Enrolment.objects.all(), course.translation_key).count() == 0
    desk = signed_in(trainer).get(f"/en/learning/teaching/{course.translation_key}/learners/?show=paused")
    assert learner.name in desk.content.decode()
    theirs = signed_in(trainer).get(
        f"/en/learning/teaching/{course.translation_key}/learners/{enrolment.pk}/"
    )
    assert "On tour" in theirs.content.decode()

    back = client.post(f"/en/learning/{course.translation_key}/resume/", follow=True).content.decode()
    assert "Welcome back. Here is a plan for catching up." in back
    assert "Your plan for catching up" in back
    for lesson in learning.lessons_of(course)[1:]:
        assert back.count(lesson.title) >= 2  # in the outline and in the plan


@pytest.mark.parametrize("until", ["2020-01-01", "today", "soon"])
def test_a_day_that_is_none_is_told(course: CoursePage, learner: Person, signed_in, until: str) -> None:
    enrolment = learning.enrolled(course, learner)
    until = timezone.localdate().isoformat() if until == "today" else until

    page = signed_in(learner).post(f"/en/learning/{course.translation_key}/pause/", {"until": until})

    assert any(
        sentence in page.content.decode() for sentence in ("Choose a day after today.", "Enter a valid date.")
    )
    assert learning.fresh(enrolment).paused_at is None


def test_days_go_on_where_they_stopped(course: CoursePage) -> None:
    late = learning.lesson_after_days(learning.module_of(course), 10)
    enrolment = learning.enrolled(course)
    start = timezone.now()

    with time_machine.travel(start + 6 * DAY, tick=False):
        pause(enrolment=enrolment, by=enrolment.person)
    with time_machine.travel(start + 26 * DAY, tick=False):
        with pytest.raises(ItemLocked):
            learning.happens(enrolment, late)
        resume(enrolment=enrolment, by=enrolment.person)
        assert learning.fresh(enrolment).paused_days == 20
    with time_machine.travel(start + 29 * DAY, tick=False), pytest.raises(ItemLocked):
        learning.happens(enrolment, late)
    with time_machine.travel(start + 30 * DAY + datetime.timedelta(minutes=1), tick=False):
        assert learning.happens(enrolment, late) is not None


def test_the_plan_is_fixed_and_replaces_the_days_that_passed(
    course: CoursePage, trainer: Person, learner: Person, signed_in
) -> None:
    cohort = learning.cohort(course, days=10, ends_on=timezone.localdate() + 30 * DAY)
    enrolment = learning.enrolled(course, learner)
    enrolment.cohort = cohort
    enrolment.save()
    first, second, third = learning.lessons_of(course)
    for lesson, days in ((first, 2), (second, 4), (third, 25)):
        arranging.set_date(
            cohort=cohort,
            values={
                "kind": "deadline",
                "title": lesson.title,
                "item": lesson.translation_key,
                "starts_at": timezone.now() + days * DAY,
            },
            by=trainer,
        )
    pause(enrolment=enrolment, by=learner)
    with time_machine.travel(timezone.now() + 10 * DAY, tick=False):
        made = resume(enrolment=enrolment, by=learner)
        assert made
        assert [entry["item"] for entry in made.plan] == [
            str(first.translation_key),
            str(second.translation_key),
        ]
        assert made.plan[-1]["due"] == cohort.ends_on.isoformat()
        page = signed_in(learner).get("/en/learning/calendar/").content.decode()
        assert f"Catch up: {first.title}" in page
        assert f"Catch up: {second.title}" in page
        assert f"To be finished: {third.title}" in page
        assert f"To be finished: {first.title}" not in page
        learning.happens(enrolment, first)
        assert (
            f"Catch up: {first.title}"
            not in signed_in(learner).get("/en/learning/calendar/").content.decode()
        )
    assert Pause.objects.get().plan == made.plan


def test_a_pause_ends_by_itself_on_its_day_where_the_person_is(course: CoursePage) -> None:
    far = cast.PersonFactory(time_zone="Pacific/Auckland")
    enrolment = learning.enrolled(course, far)
    with time_machine.travel(datetime.datetime(2026, 6, 1, 12, 0, tzinfo=datetime.UTC), tick=False):
        pause(enrolment=enrolment, by=far, until=datetime.date(2026, 6, 10))

    with time_machine.travel(datetime.datetime(2026, 6, 9, 11, 59, tzinfo=datetime.UTC), tick=False):
        assert resume_those_due() == 0
    with time_machine.travel(datetime.datetime(2026, 6, 9, 12, 1, tzinfo=datetime.UTC), tick=False):
        assert resume_those_due() == 1  # midnight has passed in Auckland
        assert resume_those_due() == 0

    assert learning.fresh(enrolment).paused_at is None


def test_asking_twice_is_one_pause_and_facts_are_told_once(course: CoursePage) -> None:
    enrolment = learning.enrolled(course)
    heard: list[str] = []

    def hear_pause(**facts: object) -> None:
        heard.append("paused")

    def hear_resume(**facts: object) -> None:
        heard.append("resumed")

    enrolment_paused.connect(hear_pause)
    enrolment_resumed.connect(hear_resume)
    try:
        pause(enrolment=enrolment, by=enrolment.person)
        pause(enrolment=enrolment, by=enrolment.person, until=timezone.localdate() + 5 * DAY)
        resume(enrolment=enrolment, by=enrolment.person)
        resume(enrolment=enrolment, by=enrolment.person)
    finally:
        enrolment_paused.disconnect(hear_pause)
        enrolment_resumed.disconnect(hear_resume)

    assert heard == ["paused", "resumed"]
    assert Pause.objects.get().until == timezone.localdate() + 5 * DAY

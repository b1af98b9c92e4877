"""What finishes an item, by each rule; what is missing, in one sentence; what opens when; what an enrolment comes to."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from courses.actions import ItemLocked, guiding, rebuild_states
from courses.actions.errors import CourseError, NotAllowed
from courses.finishing import is_finished
from courses.models import Completion, CoursePage, Enrolment, ItemEvent, ItemState, WrittenOnce
from members.models import Person
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db

RULES = ("opened", "done", "submitted", "reviewed", "passed", "attended")


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(modules=1, lessons=0, trainer=trainer)


def lesson(course: CoursePage, **fields: object):
    return pages.lesson(learning.module_of(course), **fields)


def kinds(enrolment: Enrolment) -> set[str]:
    return set(Completion.objects.filter(enrolment=enrolment).values_list("kind", flat=True))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("verb", RULES)
def test_only_what_the_rule_names_finishes_an_item(
    course: CoursePage, trainer: Person, rule: str, verb: str
) -> None:
    item = lesson(course, rule=rule)
    enrolment = learning.enrolled(course)

    learning.happens(enrolment, item, verb, by=trainer)

    state = ItemState.objects.get(enrolment=enrolment)
    assert (state.finished_at is not None) == (rule == verb)
    assert is_finished(rule, state) == (rule == verb)
    assert ItemEvent.objects.get(enrolment=enrolment).finishes == (rule == verb)


def test_nothing_is_finished_of_which_nothing_is_known() -> None:
    assert not any(is_finished(rule, None) for rule in RULES)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("opened", "This lesson is done. Nothing is missing."),  # the very opening finished it
        ("done", "To finish this lesson mark it as done. Nothing else is missing."),
        ("submitted", "To finish this lesson hand in what it asks for, then say so here."),
        (
            "reviewed",
            "To finish this lesson hand in what it asks for. It is finished when a trainer has given feedback.",
        ),
        (
            "passed",
            "To finish this lesson hand in what it asks for, and pass. A trainer notes the result here.",
        ),
        ("attended", "To finish this lesson take part on the day. Who was there is noted here."),
    ],
)
def test_learner_and_trainer_read_the_same_sentence(
    course: CoursePage, learner: Person, trainer: Person, signed_in, rule: str, sentence: str
) -> None:
    item = lesson(course, rule=rule)
    enrolment = learning.enrolled(course, learner)

    own = signed_in(learner).get(item.address).content.decode()
    theirs = (
        signed_in(trainer)
        .get(f"/en/learning/teaching/{course.translation_key}/learners/{enrolment.pk}/")
        .content.decode()
    )

    assert f"<strong>{sentence}</strong>" in own
    assert f"<p>{sentence}</p>" in theirs


def test_failing_twice_and_passing_then(course: CoursePage, trainer: Person) -> None:
    item = lesson(course, rule="passed")
    enrolment = learning.enrolled(course)

    learning.happens(enrolment, item, "submitted")
    learning.happens(enrolment, item, "failed", by=trainer)
    learning.happens(enrolment, item, "submitted")
    learning.happens(enrolment, item, "failed", by=trainer)
    state = ItemState.objects.get(enrolment=enrolment)
    assert (state.failures, state.waits_since, state.finished_at) == (2, None, None)
    learning.happens(enrolment, item, "passed", by=trainer)
    learning.happens(enrolment, item, "failed", by=trainer)

    state.refresh_from_db()
    assert state.failures == 3
    assert state.passed_at is not None
    assert state.finished_at == state.passed_at


def test_what_is_handed_in_waits_until_somebody_answers(course: CoursePage, trainer: Person) -> None:
    item = lesson(course, rule="reviewed")
    enrolment = learning.enrolled(course)

    learning.happens(enrolment, item, "submitted", note="On the shared drive")
    assert ItemState.objects.get(enrolment=enrolment).waits_since is not None
    learning.happens(enrolment, item, "reviewed", by=trainer)

    state = ItemState.objects.get(enrolment=enrolment)
    assert (state.waits_since, state.finished_at) == (None, state.reviewed_at)


def test_waiving_counts_and_says_who_and_why(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    item = lesson(course, rule="attended")
    enrolment = learning.enrolled(course, learner)

    guiding.waive(enrolment=enrolment, item=item.translation_key, reason="On tour in Riga", by=trainer)

    page = signed_in(learner).get(item.address).content.decode()
    assert f"Waived by {trainer.name} on " in page
    assert "On tour in Riga. Nothing is missing." in page
    assert kinds(enrolment) == {"participated", "completed"}
    assert Completion.objects.get(kind="completed").criteria["required"][0]["by"] == "waived"


def test_waiving_needs_a_reason_and_a_trainer(
    course: CoursePage, trainer: Person, facilitator: Person
) -> None:
    item = lesson(course)
    enrolment = learning.enrolled(course)
    key = item.translation_key

    for reason in ("", "  \n "):
        with pytest.raises(CourseError, match="Say why"):
            guiding.waive(enrolment=enrolment, item=key, reason=reason, by=trainer)
    for person in (enrolment.person, facilitator, cast.with_role("trainer")):
        with pytest.raises(NotAllowed):
            guiding.waive(enrolment=enrolment, item=key, reason="I like it", by=person)
    assert not ItemEvent.objects.exists()


def test_half_is_participated_all_is_completed_and_judged_is_assessed(
    course: CoursePage, trainer: Person
) -> None:
    first, second = lesson(course, rule="done"), lesson(course, rule="passed")
    lesson(course, optional=True)
    enrolment = learning.enrolled(course)

    learning.happens(enrolment, first)
    assert kinds(enrolment) == {"participated"}
    learning.happens(enrolment, second, "passed", by=trainer)

    assert kinds(enrolment) == {"participated", "completed", "assessed"}
    enrolment.refresh_from_db()
    assert enrolment.completed_at == Completion.objects.get(kind="completed").completed_at


def test_a_waived_item_completes_and_is_not_assessed(course: CoursePage, trainer: Person) -> None:
    judged, waived = lesson(course, rule="passed"), lesson(course, rule="reviewed")
    enrolment = learning.enrolled(course)

    learning.happens(enrolment, judged, "passed", by=trainer)
    learning.happens(enrolment, waived, "waived", by=trainer, note="Agreed in Ghent")

    assert kinds(enrolment) == {"participated", "completed"}


def test_without_anything_to_judge_nothing_is_assessed(course: CoursePage) -> None:
    item = lesson(course)
    enrolment = learning.enrolled(course)

    learning.happens(enrolment, item)

    assert kinds(enrolment) == {"participated", "completed"}


def test_completions_and_events_are_never_changed(course: CoursePage) -> None:
    item = lesson(course)
    enrolment = learning.enrolled(course)
    learning.happens(enrolment, item)
    completion, event = Completion.objects.first(), ItemEvent.objects.first()
    assert completion
    assert event

    for attempt in (
        completion.save,
        completion.delete,
        event.save,
        event.delete,
        lambda: Completion.objects.update(title="Another"),
        lambda: Completion.objects.all().delete(),
        lambda: ItemEvent.objects.filter(pk=event.pk).update(verb="passed"),
        lambda: ItemEvent.objects.bulk_update([event], ["verb"]),
    ):
        with pytest.raises(WrittenOnce):
            attempt()


def test_a_lesson_waits_for_those_before_it(course: CoursePage, learner: Person, signed_in) -> None:
    first = lesson(course, title="The route")
    second = learning.lesson_after(
        learning.module_of(course), first, title="The budget", body=pages.text("Secretword stands here.")
    )
    enrolment = learning.enrolled(course, learner)
    client = signed_in(learner)

    closed = client.get(second.address).content.decode()
    assert "Finish “The route” first; then this lesson opens." in closed
    assert "Secretword" not in closed
    with pytest.raises(ItemLocked, match="Finish “The route” first"):
        learning.happens(enrolment, second)
    learning.happens(enrolment, first)

    assert "Secretword" in client.get(second.address).content.decode()
    assert learning.happens(enrolment, second) is not None


def test_a_post_to_a_closed_lesson_is_refused_in_words(
    course: CoursePage, learner: Person, signed_in
) -> None:
    first = lesson(course, title="The route")
    second = learning.lesson_after(learning.module_of(course), first, rule="submitted")
    learning.enrolled(course, learner)
    base = f"/en/learning/{course.translation_key}/{second.translation_key}"

    for address, given in (
        (f"{base}/done/", {}),
        (f"{base}/handed-in/", {"key": "0b5e7ad1-8d3c-4a6a-9d0a-2f5b6f3c1e11", "note": "x"}),
    ):
        answer = signed_in(learner).post(address, given, follow=True)
        assert "Finish “The route” first; then this lesson opens." in answer.content.decode()
    assert not ItemEvent.objects.filter(item=second.translation_key).exists()


def test_lessons_one_after_another(learner: Person) -> None:
    course = pages.course(modules=1, lessons=3, in_order=True)
    first, second, third = learning.lessons_of(course)
    enrolment = learning.enrolled(course, learner)

    with pytest.raises(ItemLocked):
        learning.happens(enrolment, second)
    learning.happens(enrolment, first)
    learning.happens(enrolment, second)

    assert learning.happens(enrolment, third) is not None


def test_an_optional_lesson_holds_nobody_up_in_a_course_in_order(learner: Person) -> None:
    course = pages.course(modules=1, lessons=1, in_order=True)
    module = learning.module_of(course)
    pages.lesson(module, optional=True)
    last = pages.lesson(module)
    enrolment = learning.enrolled(course, learner)

    learning.happens(enrolment, learning.lessons_of(course)[0])

    assert learning.happens(enrolment, last) is not None


def test_a_lesson_opens_on_its_date(course: CoursePage, learner: Person, signed_in) -> None:
    opens = datetime.datetime(2026, 12, 3, 9, 0, tzinfo=datetime.UTC)
    item = learning.lesson_on(
        learning.module_of(course), opens, title="The premiere", body=pages.text("Secretword stands here.")
    )
    with time_machine.travel(opens - datetime.timedelta(days=5), tick=False):
        enrolment = learning.enrolled(course, learner)
        client = signed_in(learner)
        closed = client.get(item.address).content.decode()
        outline = client.get(course.address).content.decode()
        with pytest.raises(ItemLocked):
            learning.happens(enrolment, item)
    with time_machine.travel(opens + datetime.timedelta(seconds=1), tick=False):
        client = signed_in(learner)
        opened = client.get(item.address).content.decode()

    assert "This lesson opens on 3 December 2026, 10:00" in closed  # in Brussels
    assert "Secretword" not in closed
    assert "0 of 1 done. Next: The premiere, opens on 3 December 2026." in outline
    assert "Secretword" in opened


def test_a_lesson_opens_some_days_after_each_one_began(course: CoursePage) -> None:
    item = learning.lesson_after_days(learning.module_of(course), 7)
    early, late = learning.enrolled(course, days_ago=7), learning.enrolled(course, days_ago=6)

    assert learning.happens(early, item) is not None
    with pytest.raises(ItemLocked):
        learning.happens(late, item)


def test_days_count_from_the_first_day_of_the_cohort(course: CoursePage) -> None:
    item = learning.lesson_after_days(learning.module_of(course), 7)
    enrolment = learning.enrolled(course, days_ago=30)
    enrolment.cohort = learning.cohort(course, days=6)
    enrolment.save()

    with pytest.raises(ItemLocked):
        learning.happens(enrolment, item)
    enrolment.cohort.starts_on -= datetime.timedelta(days=2)
    enrolment.cohort.save()
    assert learning.happens(enrolment, item) is not None


def test_a_trainer_opens_a_lesson_early_for_one_person(
    course: CoursePage, trainer: Person, learner: Person, signed_in
) -> None:
    item = learning.lesson_after_days(
        learning.module_of(course), 7, body=pages.text("Secretword stands here.")
    )
    enrolment, other = learning.enrolled(course, learner), learning.enrolled(course)

    guiding.note_for(enrolment=enrolment, item=item.translation_key, verb="let in", key="early", by=trainer)

    assert "Secretword" in signed_in(learner).get(item.address).content.decode()
    assert "Secretword" not in signed_in(other.person).get(item.address).content.decode()
    assert learning.happens(enrolment, item) is not None


def test_what_was_open_once_stays_open_whatever_the_author_changes(
    course: CoursePage, learner: Person, signed_in
) -> None:
    item = lesson(course, body=pages.text("Openword stands here."))
    enrolment = learning.enrolled(course, learner)
    client = signed_in(learner)
    client.get(item.address)

    learning.republish(item, opens="on", opens_on=timezone.now() + datetime.timedelta(days=90), title="Drip")
    client.post(f"/en/learning/{course.translation_key}/edition/", {"edition": "2"})
    enrolment = learning.fresh(enrolment)

    assert enrolment.edition.number == 2
    assert "Openword" in client.get(item.address).content.decode()
    assert learning.happens(enrolment, item) is not None


def test_prerequisites_that_come_later_do_not_count_so_that_nothing_waits_for_itself(
    course: CoursePage,
) -> None:
    first, second = lesson(course), lesson(course)
    learning.republish(first, requires=[second])
    learning.republish(second, requires=[first])
    enrolment = learning.enrolled(course)

    assert learning.happens(enrolment, first) is not None
    assert learning.happens(enrolment, second) is not None


def test_a_prerequisite_that_is_taken_down_holds_nobody_up(course: CoursePage) -> None:
    first, kept = lesson(course), lesson(course)
    last = learning.lesson_after(learning.module_of(course), first)
    first.unpublish()
    enrolment = learning.enrolled(course)

    assert learning.happens(enrolment, last) is not None
    assert learning.happens(enrolment, kept) is not None


def test_replaying_the_events_rebuilds_the_same_states(course: CoursePage, trainer: Person) -> None:
    items = [lesson(course, rule=rule) for rule in RULES]
    enrolment = learning.enrolled(course)
    for item in items:
        for verb in ("opened", "submitted", "failed", "done", "reviewed", "passed", "submitted"):
            learning.happens(enrolment, item, verb, by=trainer)
    learning.happens(enrolment, items[-1], "waived", by=trainer, note="Enough")
    columns = [field.attname for field in ItemState._meta.concrete_fields if field.attname != "id"]
    before = set(enrolment.states.values_list(*columns))

    enrolment.states.update(finished_at=None, failures=0)
    rebuild_states(enrolment=enrolment)

    assert set(enrolment.states.values_list(*columns)) == before


def test_looking_ahead_opens_nothing(course: CoursePage, learner: Person, signed_in) -> None:
    item = lesson(course, rule="opened")
    learning.enrolled(course, learner)
    client = signed_in(learner)

    client.head(item.address)
    client.get(item.address, headers={"Sec-Purpose": "prefetch"})
    assert not ItemEvent.objects.exists()
    client.get(item.address)

    assert ItemEvent.objects.get().finishes


def test_nothing_to_do_is_not_being_stuck(course: CoursePage, trainer: Person, signed_in) -> None:
    first = lesson(course)
    learning.lesson_after_days(learning.module_of(course), 60)
    lazy, waiting = learning.enrolled(course, days_ago=30), learning.enrolled(course, days_ago=30)
    long_ago = timezone.now() - datetime.timedelta(days=29)
    learning.happens(waiting, first, at=long_ago)
    learning.happens(lazy, first, "opened", at=long_ago)

    page = (
        signed_in(trainer)
        .get(f"/en/learning/teaching/{course.translation_key}/learners/?show=stuck")
        .content.decode()
    )

    assert lazy.person.name in page
    assert waiting.person.name not in page

"""An assignment: written, handed in once, taken back, late, with more time, answered, handed in again; and what the page says."""

import datetime
import re
import uuid

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.actions import CourseError, feedback, handing_in
from courses.models import AssignmentPage, Completion, CoursePage, ItemState, Submission
from courses.queries.assignments import work_of
from members.letters import send_due
from members.models import Person
from tests.factories import assignments as work
from tests.factories import courses as learning
from tests.factories import pages

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)


def address(course: CoursePage, page: AssignmentPage, rest: str) -> str:
    return f"/en/learning/{course.translation_key}/{page.translation_key}/{rest}/"


def state_of(enrolment, page) -> ItemState | None:
    return ItemState.objects.filter(enrolment=enrolment, item=page.translation_key).first()


def sentence(client, page: AssignmentPage) -> str:
    found = re.search(
        r'id="work-heading">[^<]*</h2>\s*<p><strong>([^<]+)</strong>',
        client.get(page.address).content.decode(),
    )
    assert found
    return found[1]


# -- the page ---------------------------------------------------------------------------------------------
def test_an_assignment_is_part_of_the_edition(course: CoursePage) -> None:
    page = work.assignment(course)
    enrolment = learning.enrolled(course)

    item = work.item_of(enrolment, page)

    assert (item.kind, item.rule, item.title) == ("assignment", "reviewed", "Redraw your route")


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"due": "on"}, "due_on"),
        ({"due": "after"}, "due_after_days"),
        ({"reviews_to_give": 2}, "reviews_to_get"),
        ({"reviews_to_give": 2, "reviews_to_get": 2}, "rule"),
        ({"rule": "done"}, "rule"),
        ({"rule": "passed", "reviews_to_give": 1, "reviews_to_get": 1}, "pass_mark"),
        ({"pass_mark": 9}, "pass_mark"),
    ],
)
def test_what_could_keep_people_waiting_for_ever_cannot_be_saved(
    course: CoursePage, fields: dict, name: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        work.assignment(course, **fields)

    assert name in refused.value.message_dict


def test_the_learner_reads_what_is_asked_and_by_when_where_they_live(
    course: CoursePage, learner: Person, signed_in
) -> None:
    due = datetime.datetime(2031, 1, 10, 17, 0, tzinfo=datetime.UTC)
    page = work.assignment(course, due="on", due_on=due, pass_mark=5, rule="passed")
    Person.objects.filter(pk=learner.pk).update(time_zone="America/Sao_Paulo")
    learning.enrolled(course, learner)

    told = signed_in(learner).get(page.address).content.decode()

    assert "10 January 2031, 14:00" in told
    assert "America/Sao Paulo" in told
    assert "5 of 8 points" in told
    assert "Clear figures" in told


def test_the_rubric_is_read_in_the_other_language_and_worth_the_same(
    course: CoursePage, learner: Person, signed_in
) -> None:
    page = work.assignment(course)
    french = pages.in_french(
        page, title="Votre itinéraire", rubric=work.rubric("Des chiffres clairs", "Un plan praticable")
    )
    learning.enrolled(course, learner)

    told = signed_in(learner).get(french.address).content.decode()

    assert "Des chiffres clairs" in told
    assert "Clear figures" not in told
    mine = work.handed_in(learning.fresh(learner.enrolments.get()), page)
    assert mine.terms["rubric"][0]["title"] == {"en": "Clear figures", "fr": "Des chiffres clairs"}
    assert [level["points"] for level in mine.terms["rubric"][0]["levels"]] == [0, 2, 4]


# -- drafts -----------------------------------------------------------------------------------------------
def test_a_draft_is_kept_and_another_window_loses_nothing(
    course: CoursePage, learner: Person, signed_in
) -> None:
    page = work.assignment(course)
    learning.enrolled(course, learner)
    client = signed_in(learner)
    client.post(address(course, page, "draft"), {"text": "First words", "version": "0", "do": "keep"})

    late = client.post(address(course, page, "draft"), {"text": "Other words", "version": "0", "do": "keep"})

    assert late.status_code == 409
    told = late.content.decode()
    assert "First words" in told
    assert "Other words" in told
    assert Submission.objects.get().text == "First words"


def test_a_script_keeps_a_draft_too(course: CoursePage, learner: Person, signed_in) -> None:
    page = work.assignment(course)
    learning.enrolled(course, learner)
    client = signed_in(learner)
    asked = {"headers": {"Accept": "application/json"}}

    kept = client.post(address(course, page, "draft"), {"text": "Ünïcode 🎭", "version": "0"}, **asked)
    moved = client.post(address(course, page, "draft"), {"text": "Else", "version": "0"}, **asked)

    assert kept.json()["version"] == 1
    assert moved.status_code == 409
    assert moved.json()["text"] == "Ünïcode 🎭"


def test_files_are_looked_at_before_anything_is_kept(course: CoursePage, learner: Person, signed_in) -> None:
    page = work.assignment(course)
    learning.enrolled(course, learner)
    files = [SimpleUploadedFile("plan.txt", b"A plan"), SimpleUploadedFile("plan.pdf", b"MZ not a pdf")]

    answer = signed_in(learner).post(
        address(course, page, "draft"),
        {"text": "Kept all the same", "version": "0", "do": "hand-in", "files": files},
        follow=True,
    )

    told = answer.content.decode()
    assert "plan.pdf" in told
    draft = Submission.objects.get()
    assert [file.name for file in draft.files.all()] == ["plan.txt"]
    assert draft.text == "Kept all the same"


# -- handing in -------------------------------------------------------------------------------------------
def test_handing_in_shows_once_more_and_the_same_form_twice_is_one(
    course: CoursePage, learner: Person, signed_in
) -> None:
    page = work.assignment(course)
    learning.enrolled(course, learner)
    client = signed_in(learner)
    asked = client.post(
        address(course, page, "draft"), {"text": "My route", "version": "0", "do": "hand-in"}, follow=True
    )
    assert "Hand in your work?" in asked.content.decode()
    key = str(uuid.uuid4())

    client.post(address(course, page, "hand-in"), {"key": key})
    client.post(address(course, page, "hand-in"), {"key": key})

    enrolment = learner.enrolments.get()
    assert Submission.objects.filter(submitted_at__isnull=False).count() == 1
    assert list(enrolment.events.filter(verb="submitted").values_list("title", flat=True)) == [
        "Redraw your route"
    ]
    assert "It is with the trainers now" in sentence(client, page)


def test_what_is_empty_is_not_handed_in(course: CoursePage, learner: Person) -> None:
    page = work.assignment(course, takes="text")
    enrolment = learning.enrolled(course, learner)

    with pytest.raises(CourseError, match="Write your text first"):
        work.handed_in(enrolment, page, text="   ")


def test_nobody_hands_in_to_what_is_not_open_yet(course: CoursePage, learner: Person, signed_in) -> None:
    page = work.assignment(course, opens="on", opens_on=timezone.now() + 9 * DAY)
    learning.enrolled(course, learner)

    signed_in(learner).post(
        address(course, page, "draft"), {"text": "Too early", "version": "0", "do": "keep"}
    )

    assert not Submission.objects.exists()


@pytest.mark.parametrize("rest", ["done", "handed-in"])
def test_an_assignment_is_not_finished_by_the_buttons_of_a_lesson(
    course: CoursePage, learner: Person, signed_in, rest: str
) -> None:
    page = work.for_peers(course)
    enrolment = learning.enrolled(course, learner)

    signed_in(learner).post(address(course, page, rest), {"key": str(uuid.uuid4())})

    assert not enrolment.events.exclude(verb="opened").exists()


def test_taking_back_until_somebody_has_answered(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    page = work.assignment(course)
    enrolment = learning.enrolled(course, learner)
    first = work.handed_in(enrolment, page, text="Hasty")
    client = signed_in(learner)
    assert "Take your work back?" in client.get(address(course, page, "take-back")).content.decode()

    client.post(address(course, page, "take-back"))
    client.post(address(course, page, "take-back"))

    first.refresh_from_db()
    assert first.withdrawn_at
    draft = Submission.objects.get(submitted_at=None)
    assert (draft.text, draft.number) == ("Hasty", 2)
    second = work.handed_in(enrolment, page, text="Better")
    feedback.give_feedback(submission=second, given=work.said(), by=trainer)
    with pytest.raises(CourseError, match="feedback on this work already"):
        handing_in.withdraw(submission=second, by=learner)


# -- late, closed, more time --------------------------------------------------------------------------------
def test_late_work_is_taken_and_marked(course: CoursePage, learner: Person, signed_in) -> None:
    page = work.assignment(course, due="after", due_after_days=3)
    enrolment = learning.enrolled(course, learner, days_ago=10)
    client = signed_in(learner)
    assert "Late work is taken and marked as late" in sentence(client, page)

    mine = work.handed_in(enrolment, page)

    assert mine.late
    assert "It is marked as late." in client.get(page.address).content.decode()


def test_a_closed_door_opens_with_more_time(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    page = work.assignment(course, due="after", due_after_days=3, takes_late=False)
    enrolment = learning.enrolled(course, learner, days_ago=10)
    client = signed_in(learner)
    assert "late work is not taken" in sentence(client, page)
    with pytest.raises(CourseError, match="ask the trainers for more time"):
        work.handed_in(enrolment, page, text="What I wrote")
    assert Submission.objects.get().text == "What I wrote"

    feedback.extend(
        enrolment=learning.fresh(enrolment), item=page.translation_key, title=page.title,
        until=timezone.now() + DAY, why="You were on tour", by=trainer,
    )  # fmt: skip
    mine = work.handed_in(enrolment, page, text="What I wrote")
    send_due()

    assert not mine.late
    assert "You were on tour" in mail.outbox[0].body


def test_the_day_ends_where_the_learner_lives(course: CoursePage, learner: Person) -> None:
    page = work.assignment(course, due="after", due_after_days=0)
    Person.objects.filter(pk=learner.pk).update(time_zone="Pacific/Auckland")
    with time_machine.travel(datetime.datetime(2026, 7, 1, 10, tzinfo=datetime.UTC), tick=False):
        enrolment = learning.enrolled(course, Person.objects.get(pk=learner.pk))
        due = work_of(enrolment, work.item_of(enrolment, page)).due_at

    assert due.astimezone(datetime.UTC) == datetime.datetime(2026, 7, 1, 11, 59, tzinfo=datetime.UTC)


def test_what_follows_feedback_is_never_late(course: CoursePage, learner: Person, trainer: Person) -> None:
    page = work.assignment(
        course, due="after", due_after_days=3, takes_late=False, rule="passed", pass_mark=6
    )
    enrolment = learning.enrolled(course, learner)
    first = work.handed_in(enrolment, page)
    feedback.give_feedback(submission=first, given=work.said(2), by=trainer)
    with time_machine.travel(timezone.now() + 30 * DAY):
        second = work.handed_in(enrolment, page, text="With figures")
        feedback.give_feedback(submission=second, given=work.said(4), by=trainer)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.passed, first.replaced_at is not None, second.late, second.passed) == (
        False,
        True,
        False,
        True,
    )
    state = state_of(enrolment, page)
    assert (state.failures, state.finished_at is not None) == (1, True)


# -- what came of it ----------------------------------------------------------------------------------------
def test_feedback_is_read_beside_the_text(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    page = work.assignment(course)
    enrolment = learning.enrolled(course, learner)
    mine = work.handed_in(enrolment, page, text="We fly to Oslo.\nThen we rest <b>two</b> days.")
    from courses.actions.reviewing import Remark  # noqa: PLC0415 - only here

    given = work.said(
        2,
        "A start.",
        remarks=[Remark("fly to Oslo", "Is there no ferry?"), Remark("rest <b>two</b> days", "Good.")],
    )
    feedback.give_feedback(submission=mine, given=given, by=trainer)
    send_due()
    client = signed_in(learner)

    told = client.get(f"/en/learning/submissions/{mine.uuid}/").content.decode()

    assert re.search(r'<mark id="passage-1">fly to Oslo</mark><sup><a href="#remark-1">', told)
    assert "rest &lt;b&gt;two&lt;/b&gt; days</mark>" in told
    assert "Is there no ferry?" in told
    assert "4 of 8 points" in told
    assert trainer.name in told
    assert [message.to for message in mail.outbox] == [[learner.email]]
    assert "Feedback on your work is here" in sentence(client, page)
    assert state_of(enrolment, page).finished_at


def test_a_remark_about_words_that_are_not_there_is_told(
    course: CoursePage, learner: Person, trainer: Person
) -> None:
    from courses.actions.reviewing import Remark  # noqa: PLC0415 - only here

    page = work.assignment(course)
    mine = work.handed_in(learning.enrolled(course, learner), page)

    with pytest.raises(CourseError, match="does not stand in the text"):
        feedback.give_feedback(
            submission=mine, given=work.said(remarks=[Remark("by aeroplane", "No")]), by=trainer
        )

    assert not mine.reviews.exists()


def test_a_rubric_changed_later_rescores_nothing(
    course: CoursePage, learner: Person, trainer: Person
) -> None:
    page = work.assignment(course)
    mine = work.handed_in(learning.enrolled(course, learner), page)
    changed = work.rubric()
    changed[0]["value"]["levels"][2]["value"]["points"] = 40
    learning.republish(page, rubric=changed)

    feedback.give_feedback(submission=mine, given=work.said(4), by=trainer)

    mine.refresh_from_db()
    assert mine.points == 8


def test_work_stays_when_the_page_and_the_course_are_gone(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    page = work.assignment(course)
    mine = work.handed_in(learning.enrolled(course, learner), page, text="Kept for good")
    feedback.give_feedback(submission=mine, given=work.said(words="Well walked."), by=trainer)
    CoursePage.objects.get(pk=course.pk).delete()

    told = signed_in(learner).get(f"/en/learning/submissions/{mine.uuid}/").content.decode()

    assert "Kept for good" in told
    assert "Well walked." in told


def test_learner_and_trainer_read_the_same_sentence(
    course: CoursePage, learner: Person, trainer: Person, signed_in
) -> None:
    page = work.for_peers(course)
    enrolment = learning.enrolled(course, learner)
    work.handed_in(enrolment, page)
    own = sentence(signed_in(learner), page)
    # The moment is told to each in the learner's own time.
    desk = (
        signed_in(trainer)
        .get(f"/en/learning/teaching/{course.translation_key}/learners/{enrolment.pk}/")
        .content.decode()
    )

    assert "Give 1 review now" in own
    assert own in desk


def test_an_assignment_can_complete_a_course(course: CoursePage, learner: Person, trainer: Person) -> None:
    page = work.assignment(course)
    enrolment = learning.enrolled(course, learner)
    learning.happens(enrolment, learning.lessons_of(course)[0])
    mine = work.handed_in(enrolment, page)
    assert not Completion.objects.filter(kind="completed").exists()

    feedback.give_feedback(submission=mine, given=work.said(), by=trainer)

    assert set(enrolment.completions.values_list("kind", flat=True)) == {
        "participated",
        "completed",
        "assessed",
    }


# -- promises of the database ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "fields",
    [
        {"submitted_at": timezone.now()},
        {"key": "k"},
        {"late": True},
        {"points": 3},
        {"answered_at": timezone.now()},
        {"withdrawn_at": timezone.now()},
        {"number": 1},
    ],
)
def test_the_database_refuses_what_cannot_be(course: CoursePage, learner: Person, fields: dict) -> None:
    page = work.assignment(course)
    enrolment = learning.enrolled(course, learner)
    mine = work.drafted(enrolment, page)
    Submission.objects.filter(pk=mine.pk).update(
        submitted_at=timezone.now(), trainer_from=timezone.now(), key="first"
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(
            enrolment=enrolment,
            course_id=course.translation_key,
            item=page.translation_key,
            title="x",
            **{"number": 2, **fields},
        )


@pytest.mark.parametrize("kind", ["anonymous", "learner", "trainer"])
def test_pages_take_as_many_queries_whatever_was_handed_in(
    course: CoursePage, learner: Person, trainer: Person, signed_in, kind: str
) -> None:
    from tests.courses.test_pages import queries  # noqa: PLC0415 - a helper of another test

    page = work.assignment(course)
    enrolment = learning.enrolled(course, learner)
    client = {"anonymous": None, "learner": learner, "trainer": trainer}[kind]
    client = signed_in(client) if client else __import__("django.test").test.Client()
    counts = []
    for _n in range(2):
        mine = work.handed_in(enrolment, page, text=str(_n))
        feedback.give_feedback(submission=mine, given=work.said(), by=trainer)
        counts.append(queries(client, page.address))

    assert counts[0] == counts[1]

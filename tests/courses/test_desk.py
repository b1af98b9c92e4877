"""The trainer's desk: who is stuck and why, what waits, where people stop, letters; the same numbers as learners read."""

import csv
import datetime
import io
import re
import uuid

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from courses.actions import cohorts as arranging
from courses.actions import leave
from courses.actions import notes as asking
from courses.actions.pausing import pause
from courses.models import CoursePage, Enrolment, GroupMessage, Question
from courses.signals import cohort_message_sent
from members.letters import send_due
from members.models import Letter, Person
from tests.courses.test_pages import queries
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=3, trainer=trainer)


def desk_of(course: CoursePage, rest: str = "") -> str:
    return f"/en/learning/teaching/{course.translation_key}/{rest}"


def figures(page: str) -> dict[str, int]:
    found = re.findall(r"<dt>([^<]+)</dt><dd><a[^>]*>(\d+)</a></dd>", page)
    return {name: int(number) for name, number in found}


def ask(enrolment: Enrolment, lesson, text: str = "Which trains?") -> Question:
    return asking.ask(
        enrolment=enrolment,
        item=lesson.translation_key,
        title=lesson.title,
        text=text,
        key=str(uuid.uuid4()),
        by=enrolment.person,
    )


@pytest.fixture
def group(course: CoursePage, trainer: Person) -> dict[str, Enrolment]:
    """One of each: busy, quiet, failed twice, asking, waiting for feedback, pausing, finished, left, begun just now."""
    first, second, third = learning.lessons_of(course)
    names = ("busy", "quiet", "failed", "asking", "handed in", "pausing", "finished", "left", "new")
    group = {
        name: learning.enrolled(course, cast.PersonFactory(name=name.title()), days_ago=30) for name in names
    }
    recently, long_ago = timezone.now() - DAY, timezone.now() - 20 * DAY
    for name in ("busy", "failed", "asking", "handed in", "pausing", "finished", "left"):
        learning.happens(group[name], first, at=recently)
    learning.happens(group["quiet"], first, at=long_ago)
    for name in ("failed", "handed in"):
        learning.happens(group[name], second, "opened", at=recently)
    for _n in range(2):
        learning.happens(group["failed"], second, "failed", by=trainer)
    ask(group["asking"], second)
    learning.happens(group["handed in"], second, "submitted")
    pause(enrolment=group["pausing"], by=group["pausing"].person)
    for lesson in (second, third):
        learning.happens(group["finished"], lesson)
    leave(enrolment=group["left"], by=group["left"].person)
    Enrolment.objects.filter(pk=group["new"].pk).update(enrolled_at=timezone.now())
    return group


def test_the_figures_of_the_desk(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    page = signed_in(trainer).get(desk_of(course)).content.decode()

    assert figures(page) == {
        "under way": 6,
        "stuck": 3,
        "wait for feedback": 1,
        "finished": 1,
        "pause": 1,
        "left": 1,
    }
    assert "1 did nothing for ten days, 1 did not pass twice, 1 have a question unanswered." in page


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("all", {"Busy", "Quiet", "Failed", "Asking", "Handed In", "Pausing", "Finished", "New"}),
        ("stuck", {"Quiet", "Failed", "Asking"}),
        ("waiting", {"Handed In"}),
        ("finished", {"Finished"}),
        ("paused", {"Pausing"}),
        ("left", {"Left"}),
        ("nonsense", {"Busy", "Quiet", "Failed", "Asking", "Handed In", "Pausing", "Finished", "New"}),
    ],
)
def test_lists_are_what_the_figures_say(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in, show: str, names: set[str]
) -> None:
    page = signed_in(trainer).get(desk_of(course, f"learners/?show={show}")).content.decode()

    assert set(re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page)) == names


def test_why_somebody_is_stuck(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    client = signed_in(trainer)
    said = {
        name: client.get(desk_of(course, f"learners/{group[name].pk}/")).content.decode()
        for name in ("quiet", "failed", "asking", "busy")
    }

    assert "Nothing for 20 days." in said["quiet"]
    assert "Not passed 2 times." in said["failed"]
    assert "A question unanswered since today." in said["asking"]
    assert 'class="notice"' not in said["busy"]


def test_nobody_is_stuck_in_a_group_that_has_not_begun(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    later = learning.cohort(course, starts_on=timezone.localdate() + 5 * DAY)
    Enrolment.objects.filter(pk=group["quiet"].pk).update(cohort=later)

    page = signed_in(trainer).get(desk_of(course, "learners/?show=stuck")).content.decode()

    assert "Quiet" not in page


def test_learner_and_trainer_read_the_same_number_and_sentence(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    client = signed_in(trainer)
    listed = client.get(desk_of(course, "learners/")).content.decode()
    table = {
        row[0]: row
        for row in csv.reader(
            io.StringIO(client.get(desk_of(course, "learners.csv")).content.decode("utf-8-sig"))
        )
    }
    for name, enrolment in group.items():
        if name == "left":
            continue
        own = signed_in(enrolment.person).get(course.address).content.decode()
        sentence = re.search(r"<p><strong>([^<]+)</strong></p>", own)
        assert sentence
        detail = client.get(desk_of(course, f"learners/{enrolment.pk}/")).content.decode()
        row = table[enrolment.person.name]

        assert f'<p class="lead">{sentence[1]}</p>' in detail, name
        assert sentence[1] in listed, name
        assert row[8] == sentence[1].replace("&#x27;", "'")
        assert sentence[1].startswith(f"{row[6]} of {row[7]} done.") or row[6] == row[7]


def test_where_people_stop(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    first, _second, _third = learning.lessons_of(course)
    page = signed_in(trainer).get(desk_of(course)).content.decode()

    rows = re.findall(
        r'<th scope="row">(\d)\. [^<]*</th><td class="number">(\d+)</td><td class="number">(\d+)</td>'
        r'<td class="number">(\d+) %</td>',
        page,
    )
    # Nine have come; those who left count, for they are what dropping off is about.
    assert rows == [("1", "8", "8", "89"), ("2", "3", "1", "11"), ("3", "1", "1", "11")]
    assert '<svg class="narrowing"' in page
    assert first.title in page


def test_the_desk_of_a_group_counts_that_group_alone(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    cohort = learning.cohort(course, days=25)
    Enrolment.objects.filter(pk__in=[group["quiet"].pk, group["finished"].pk]).update(cohort=cohort)

    page = signed_in(trainer).get(desk_of(course, f"?cohort={cohort.pk}")).content.decode()

    assert figures(page) == {
        "under way": 1,
        "stuck": 1,
        "wait for feedback": 0,
        "finished": 1,
        "pause": 0,
        "left": 0,
    }
    assert "2 people have followed this course" in page


def test_answering_a_question(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    client = signed_in(trainer)
    question = Question.objects.get()
    asker = group["asking"].person
    assert "Which trains?" in client.get(desk_of(course)).content.decode()

    client.post(desk_of(course, f"questions/{question.pk}/"), {"text": "The slow ones."})
    client.post(desk_of(course, f"questions/{question.pk}/"), {"text": "The slow ones."})
    send_due()

    assert [message.to for message in mail.outbox] == [[asker.email]]
    assert "The slow ones." in mail.outbox[0].body
    second = learning.lessons_of(course)[1]
    assert "The slow ones." in signed_in(asker).get(second.address).content.decode()
    assert "Every question is answered." in client.get(desk_of(course)).content.decode()
    assert figures(client.get(desk_of(course)).content.decode())["stuck"] == 2


def test_giving_feedback_from_the_desk_of_a_learner(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    client = signed_in(trainer)
    enrolment = group["handed in"]
    second = learning.lessons_of(course)[1]
    address = desk_of(course, f"learners/{enrolment.pk}/note/")
    form = {
        "item": str(second.translation_key),
        "key": str(uuid.uuid4()),
        "verb": "reviewed",
        "note": "Well cut",
    }

    client.post(address, form)
    client.post(address, form)

    assert enrolment.events.filter(verb="reviewed").count() == 1
    assert enrolment.states.get(item=second.translation_key).waits_since is None
    assert "Well cut" in client.get(desk_of(course, f"learners/{enrolment.pk}/")).content.decode()


@pytest.mark.parametrize("verb", ["done", "opened", "waived", "carried", "x" * 50, ""])
def test_what_is_not_the_trainers_to_note_is_refused(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in, verb: str
) -> None:
    enrolment = group["new"]
    item = str(learning.lessons_of(course)[0].translation_key)

    signed_in(trainer).post(
        desk_of(course, f"learners/{enrolment.pk}/note/"),
        {"item": item, "key": str(uuid.uuid4()), "verb": verb},
        follow=True,
    )

    assert not enrolment.events.exists()


def test_nobody_else_comes_to_the_desk(
    course: CoursePage, group: dict[str, Enrolment], editor: Person, signed_in
) -> None:
    other = cast.with_role("trainer")
    pages.course(trainer=other)
    learner = group["busy"].person
    paths = (
        "",
        "learners/",
        f"learners/{group['busy'].pk}/",
        "learners.csv",
        "learners.xlsx",
        "message/",
        "cohorts/new/",
    )

    def statuses(client: Client) -> set[int]:
        return {client.get(desk_of(course, path)).status_code for path in paths}

    assert statuses(Client()) == {302}
    assert statuses(signed_in(other)) == {404}
    assert statuses(signed_in(learner)) == {404}
    assert statuses(signed_in(editor)) == {200}


def test_the_learner_of_another_course_is_not_reached_through_ones_own(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    foreign = learning.enrolled(pages.course())
    question = ask(foreign, LessonOf(foreign))
    client = signed_in(trainer)

    assert client.get(desk_of(course, f"learners/{foreign.pk}/")).status_code == 404
    assert client.post(desk_of(course, f"questions/{question.pk}/"), {"text": "x"}).status_code == 404
    assert client.post(desk_of(course, f"learners/{foreign.pk}/waive/"), {"reason": "x"}).status_code == 404


class LessonOf:
    """The first lesson of an enrolment, as `ask` wants it."""

    def __init__(self, enrolment: Enrolment) -> None:
        item = enrolment.edition.contents[0]
        self.translation_key, self.title = item.key, item.title


# -- letters to the group --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("audience", "names"),
    [
        ("all", {"Busy", "Quiet", "Failed", "Asking", "Handed In", "New"}),
        ("stuck", {"Quiet", "Failed", "Asking"}),
        ("not begun", {"New"}),
        ("finished", {"Finished"}),
    ],
)
def test_a_message_reaches_whom_it_says(
    course: CoursePage,
    group: dict[str, Enrolment],
    trainer: Person,
    signed_in,
    audience: str,
    names: set[str],
) -> None:
    client = signed_in(trainer)
    form = {"audience": audience, "subject": "Next week", "text": "Bring\nyour map."}
    heard: list[int] = []

    def hear(message_id: int, **kwargs: object) -> None:
        heard.append(message_id)

    looked = client.post(desk_of(course, "message/"), form).content.decode()
    assert not Letter.objects.exists(), "looking is not sending"
    assert f"It goes to {len(names)} " in looked
    cohort_message_sent.connect(hear)
    try:
        client.post(desk_of(course, "message/"), {**form, "send": "1"})
    finally:
        cohort_message_sent.disconnect(hear)

    message = GroupMessage.objects.get()
    assert heard == [message.pk]
    assert message.recipients == len(names)
    letters = Letter.objects.all()
    assert {letter.person.name for letter in letters if letter.person} == names
    assert {letter.about["subject"] for letter in letters} == {"Next week"}
    assert all(letter.about["body"].startswith("Bring\nyour map.") for letter in letters)
    assert "Next week" in client.get(desk_of(course)).content.decode()


def test_a_message_to_nobody_is_not_sent(course: CoursePage, trainer: Person, signed_in) -> None:
    answer = signed_in(trainer).post(
        desk_of(course, "message/"),
        {"audience": "finished", "subject": "x", "text": "y", "send": "1"},
        follow=True,
    )

    assert "There is nobody among them at the moment. Nothing was sent." in answer.content.decode()
    assert not GroupMessage.objects.exists()


def test_a_subject_of_two_lines_is_no_header_of_its_own(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    form = {"audience": "finished", "subject": "x\r\nBcc: all@example.org", "text": "y", "send": "1"}

    signed_in(trainer).post(desk_of(course, "message/"), form)
    send_due()

    assert [message.bcc for message in mail.outbox] in ([], [[]])


def test_a_facilitator_writes_to_their_group_alone(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    cohort = learning.cohort(course, days=25)
    Enrolment.objects.filter(pk=group["busy"].pk).update(cohort=cohort)
    lead = cast.PersonFactory()
    arranging.set_facilitators(cohort=cohort, people=[lead], by=trainer)

    signed_in(lead).post(
        desk_of(course, "message/"),
        {"audience": "all", "subject": "x", "text": "y", "send": "1", "cohort": ""},
    )

    assert [letter.person for letter in Letter.objects.all()] == [group["busy"].person]


# -- tables --------------------------------------------------------------------------------------
EVIL = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "  =1+1",
    "＝1+1",
    "Ana \x0b\x07 Lima",
    "Ünïcode 💃 «ça»",
    "a" * 119,
]


def test_no_cell_of_the_tables_is_a_formula(course: CoursePage, trainer: Person, signed_in) -> None:
    for name in EVIL:
        learning.enrolled(course, cast.PersonFactory(name=name))
    client = signed_in(trainer)

    answer = client.get(desk_of(course, "learners.csv"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(client.get(desk_of(course, "learners.xlsx")).content))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert len(rows) == len(EVIL) + 1
    for row in rows[1:]:
        assert not row[0].lstrip().startswith(("=", "+", "-", "@", "＝")), row[0]
    sheet = book.active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    names = {str(row[0].value) for row in sheet.iter_rows(min_row=2)}
    assert {"=cmd|' /C calc'!A0", "Ünïcode 💃 «ça»", "Ana    Lima"} <= names


def test_the_tables_hold_everybody(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    client = signed_in(trainer)
    rows = list(
        csv.DictReader(io.StringIO(client.get(desk_of(course, "learners.csv")).content.decode("utf-8-sig")))
    )
    book = load_workbook(io.BytesIO(client.get(desk_of(course, "learners.xlsx")).content))
    by_name = {row["Name"]: row for row in rows}
    first = learning.lessons_of(course)[0]

    assert set(by_name) == {name.title() for name in group}
    assert by_name["Finished"]["Completed"]
    assert by_name["Left"]["Left"]
    assert by_name["Quiet"]["Stuck"] == "Nothing for 20 days."
    assert (
        by_name["Busy"][first.title]
        == (timezone.now() - DAY).astimezone(group["busy"].person.zone).date().isoformat()
    )
    assert by_name["New"][first.title] == ""
    sheet = book.active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(rows[0])
    assert sheet.max_row == len(rows) + 1


@pytest.mark.parametrize("rest", ["", "learners/", "learners/?show=stuck", "learners.csv", "message/"])
def test_the_desk_costs_the_same_queries_with_1_3_and_60_learners(
    course: CoursePage, trainer: Person, signed_in, rest: str
) -> None:
    client = signed_in(trainer)
    lessons = learning.lessons_of(course)
    counts = []
    for more in (1, 2, 57):
        for _n in range(more):
            enrolment = learning.enrolled(course, days_ago=30)
            learning.happens(enrolment, lessons[0], at=timezone.now() - 20 * DAY)
            learning.happens(enrolment, lessons[1], "submitted")
            Enrolment.objects.filter(pk=enrolment.pk).update(last_seen_at=timezone.now() - 20 * DAY)
            ask(enrolment, lessons[1])
            Enrolment.objects.filter(pk=enrolment.pk).update(last_seen_at=timezone.now() - 20 * DAY)
        counts.append(queries(client, desk_of(course, rest)))

    assert counts[0] == counts[1] == counts[2]


def test_the_list_of_courses_one_teaches(
    course: CoursePage, group: dict[str, Enrolment], trainer: Person, signed_in
) -> None:
    pages.course(title="Of another", trainer=cast.with_role("trainer"))
    page = signed_in(trainer).get("/en/learning/teaching/").content.decode()

    assert "6 under way, 1 finished." in page
    assert "1 question waits for you." in page
    assert "1 piece of work waits for feedback." in page
    assert "Of another" not in page
    assert "Teaching" in signed_in(trainer).get("/en/learning/").content.decode()
    assert "/learning/teaching/" not in signed_in(group["busy"].person).get("/en/learning/").content.decode()

"""The feedback desk: one queue over all of somebody's courses, answered one after the other, and never slower for being long."""

import csv
import datetime
import io
import re

import pytest
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

from courses.models import AssignmentPage, CoursePage, Enrolment, Extension, KeptComment, Submission
from members.models import Person
from tests.courses.test_pages import queries
from tests.factories import assignments as work
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db
DESK = "/en/learning/teaching/feedback/"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)


@pytest.fixture
def page(course: CoursePage) -> AssignmentPage:
    return work.assignment(course)


def waiting(course: CoursePage, page: AssignmentPage, *names: str, **fields) -> list[Submission]:
    """Let people hand in, the first named the longest ago."""
    handed = []
    for number, name in enumerate(names):
        enrolment = learning.enrolled(course, cast.PersonFactory(name=name))
        one = work.handed_in(enrolment, page, text=f"{name} goes by rail.")
        at = timezone.now() - (len(names) - number) * DAY
        Submission.objects.filter(pk=one.pk).update(submitted_at=at, trainer_from=at, **fields)
        handed.append(Submission.objects.get(pk=one.pk))
    return handed


def names_in(told: str) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', told)


def answer_of(points: int = 4, words: str = "Well walked.") -> dict[str, str]:
    return {"words": words, **{f"criterion-{key}": level for key, level in work.answers(points).items()}}


def test_one_queue_over_all_courses_what_waits_longest_first(
    course: CoursePage, page: AssignmentPage, trainer: Person, signed_in
) -> None:
    other = pages.course(title="Contracts", modules=1, lessons=1, trainer=trainer)
    waiting(other, work.assignment(other, title="A letter"), "Oldest", "Old", "Newer")
    waiting(course, page, "New")
    foreign = pages.course(title="Foreign", modules=1, lessons=1, trainer=cast.with_role("trainer"))
    waiting(foreign, work.assignment(foreign), "Stranger")
    client = signed_in(trainer)

    told = client.get(DESK).content.decode()

    assert names_in(told)[0] == "Oldest"
    assert set(names_in(told)) == {"Oldest", "Old", "Newer", "New"}
    assert "Foreign" not in told
    narrowed = client.get(f"{DESK}?course={course.translation_key}").content.decode()
    assert names_in(narrowed) == ["New"]


def test_answering_goes_on_to_what_waits_next(
    course: CoursePage, page: AssignmentPage, trainer: Person, signed_in
) -> None:
    first, second, third = waiting(course, page, "Ada", "Ben", "Cem")
    client = signed_in(trainer)

    answer = client.post(f"{DESK}{first.uuid}/?show=waiting", answer_of())

    assert answer["Location"].startswith(f"{DESK}{second.uuid}/")
    told = client.get(f"{DESK}{second.uuid}/").content.decode()
    assert f'rel="next" href="{DESK}{third.uuid}/' in told
    assert names_in(client.get(DESK).content.decode()) == ["Ben", "Cem"]
    assert names_in(client.get(f"{DESK}?show=answered").content.decode()) == ["Ada"]


def test_nothing_typed_is_lost_when_something_is_missing(
    course: CoursePage, page: AssignmentPage, trainer: Person, signed_in
) -> None:
    (one,) = waiting(course, page, "Ada")
    typed = {
        "words": "My long thoughts",
        "quote": ["goes by rail", "", ""],
        "near": ["", "", ""],
        "remark": ["Which rail?", "", ""],
    }

    told = signed_in(trainer).post(f"{DESK}{one.uuid}/", typed)

    assert told.status_code == 400
    for words in ("Choose a level for each criterion", "My long thoughts", "goes by rail", "Which rail?"):
        assert words in told.content.decode()


def test_two_trainers_answer_once(
    course: CoursePage, page: AssignmentPage, trainer: Person, editor: Person, signed_in
) -> None:
    (one,) = waiting(course, page, "Ada")
    signed_in(trainer).post(f"{DESK}{one.uuid}/", answer_of(words="First"))

    second = signed_in(editor).post(f"{DESK}{one.uuid}/", answer_of(words="Second"))

    assert second.status_code == 400
    assert list(one.reviews.values_list("words", flat=True)) == ["First"]


def test_a_verdict_is_asked_for_where_no_points_decide(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    page = work.assignment(course, rule="passed", rubric=[])
    (one,) = waiting(course, page, "Ada")
    client = signed_in(trainer)
    assert "Is it passed?" in client.get(f"{DESK}{one.uuid}/").content.decode()

    refused = client.post(f"{DESK}{one.uuid}/", {"words": "Hm"})
    client.post(f"{DESK}{one.uuid}/", {"words": "Hm", "verdict": "failed"})

    assert "Say whether it is passed." in refused.content.decode()
    one.refresh_from_db()
    assert one.passed is False
    assert one.enrolment.events.filter(verb="failed").count() == 1


def test_a_facilitator_reads_the_work_of_their_group_and_gives_more_time(
    course: CoursePage, page: AssignmentPage, signed_in
) -> None:
    leader, cohort = cast.PersonFactory(), learning.cohort(course)
    cohort.facilitators.create(person=leader)
    mine, other = waiting(course, page, "Ada", "Ben")
    Enrolment.objects.filter(pk=mine.enrolment_id).update(cohort=cohort)
    client = signed_in(leader)

    assert names_in(client.get(DESK).content.decode()) == ["Ada"]
    assert client.get(f"{DESK}{other.uuid}/").status_code == 404
    assert (
        "Only those who teach this course give feedback."
        in client.get(f"{DESK}{mine.uuid}/").content.decode()
    )
    assert client.post(f"{DESK}{mine.uuid}/", answer_of()).status_code == 400
    client.post(f"{DESK}{mine.uuid}/extend/", {"until": "2031-02-03T18:00", "why": "On tour"})

    assert not mine.reviews.exists()
    extension = Extension.objects.get()
    zone = mine.enrolment.person.zone
    assert extension.until.astimezone(zone).isoformat()[:16] == "2031-02-03T18:00"


@pytest.mark.parametrize("until", ["", "soon", "1999-01-01T10:00"])
def test_more_time_needs_a_moment_to_come(
    course: CoursePage, page: AssignmentPage, trainer: Person, signed_in, until: str
) -> None:
    (one,) = waiting(course, page, "Ada")

    signed_in(trainer).post(f"{DESK}{one.uuid}/extend/", {"until": until, "why": "On tour"})

    assert not Extension.objects.exists()


def test_words_are_kept_for_using_again(
    course: CoursePage, page: AssignmentPage, trainer: Person, signed_in
) -> None:
    (one,) = waiting(course, page, "Ada")
    client = signed_in(trainer)

    for _n in range(2):
        client.post(f"{DESK}kept/", {"text": "Say where the figure comes from.", "back": str(one.uuid)})

    kept = KeptComment.objects.get()
    assert "Say where the figure comes from." in client.get(f"{DESK}{one.uuid}/").content.decode()
    other = signed_in(cast.with_role("trainer"))
    other.post(f"{DESK}kept/", {"drop": str(kept.pk)})
    assert KeptComment.objects.exists()
    client.post(f"{DESK}kept/", {"drop": str(kept.pk)})
    assert not KeptComment.objects.exists()


def test_the_queue_as_a_file(course: CoursePage, page: AssignmentPage, trainer: Person, signed_in) -> None:
    waiting(course, page, "=Ada()", "Ben")
    client = signed_in(trainer)

    rows = list(
        csv.reader(io.StringIO(client.get("/en/learning/teaching/feedback.csv").content.decode("utf-8-sig")))
    )
    sheet = load_workbook(io.BytesIO(client.get("/en/learning/teaching/feedback.xlsx").content)).active

    assert [row[0] for row in rows] == ["Name", "'=Ada()", "Ben"]
    assert [row[0].value for row in sheet.iter_rows()] == ["Name", "=Ada()", "Ben"]
    assert sheet["A2"].data_type == "s"


def test_the_desk_takes_as_many_queries_for_300_as_for_one(
    course: CoursePage, page: AssignmentPage, trainer: Person, signed_in
) -> None:
    client = signed_in(trainer)
    first = waiting(course, page, "Ada")[0]
    counts = [queries(client, DESK)]
    ones = [queries(client, f"{DESK}{first.uuid}/")]
    waiting(course, page, "Ben", "Cem")
    counts.append(queries(client, DESK))
    many(first, 300)
    counts.append(queries(client, DESK))
    ones.append(queries(client, f"{DESK}{first.uuid}/"))

    assert len(set(counts)) == 1, counts
    assert len(set(ones)) == 1, ones


def many(like: Submission, times: int) -> None:
    """Copy a piece of work for so many new learners, past the actions."""
    people = [Person(name=f"Many {n}", email=f"many{n}@example.org") for n in range(times)]
    Person.objects.bulk_create(people)
    people = list(Person.objects.filter(email__startswith="many"))
    old = like.enrolment
    Enrolment.objects.bulk_create(
        Enrolment(person=one, course_id=old.course_id, edition_id=old.edition_id) for one in people
    )
    Submission.objects.bulk_create(
        Submission(
            enrolment=enrolment, course_id=old.course_id, item=like.item, title=like.title, text="x", terms=like.terms,
            submitted_at=like.submitted_at, trainer_from=like.trainer_from, key=f"many:{enrolment.pk}",
        )
        for enrolment in Enrolment.objects.filter(person__in=people)
    )  # fmt: skip


def test_the_queue_is_found_by_an_index(course: CoursePage, page: AssignmentPage, trainer: Person) -> None:
    from courses.queries.feedback import Chosen, queue_of  # noqa: PLC0415 - only here

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by statistics that a test has not")
    waiting(course, page, "Ada")

    plan = queue_of(trainer, Chosen()).explain()

    assert "SCAN courses_submission" not in plan


def test_those_who_teach_nothing_find_nothing(learner: Person, signed_in) -> None:
    assert signed_in(learner).get(DESK).status_code == 404
    assert signed_in(learner).get("/en/learning/teaching/feedback.csv").status_code == 404


def test_cards_desk_and_queue_count_alike(
    course: CoursePage, page: AssignmentPage, trainer: Person, signed_in
) -> None:
    """What is with other learners or was taken back waits for nobody here; what is no assignment is named beside the queue."""
    mine, back, peers = waiting(course, page, "Ada", "Ben", "Cem")
    Submission.objects.filter(pk=back.pk).update(withdrawn_at=timezone.now())
    Submission.objects.filter(pk=peers.pk).update(trainer_from=timezone.now() + DAY)
    lesson = learning.lessons_of(course)[0]
    learning.happens(mine.enrolment, lesson, "submitted")
    client = signed_in(trainer)

    assert "2 pieces of work wait for feedback." in client.get("/en/learning/teaching/").content.decode()
    desk = client.get(f"/en/learning/teaching/{course.translation_key}/").content.decode()
    assert re.search(r"wait for feedback</dt><dd><a[^>]*>2</a>", desk)
    queue = client.get(DESK).content.decode()
    assert names_in(queue) == ["Ada"]
    assert "1 other piece of work waits on the desk of “Touring”." in queue

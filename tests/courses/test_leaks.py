"""The text of a lesson that is not open yet leaks nowhere; its title and its day may be known.

The words searched for are really there: whoever may read them finds them at the same addresses.
"""

import datetime

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from courses.models import CoursePage, HeldBack, LessonPage
from files.models import StoredFile
from members import audiences
from members.audiences import holds, item_label, labels_of
from members.models import Person
from pages.models import Audience
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db

SECRET, FILE = "Hushword", "the-hushed-sheet"


def hushed_file() -> StoredFile:
    file = StoredFile(title="Sheet", file=ContentFile(b"%PDF-1.7\nhushed", name=f"{FILE}.pdf"))
    file.file_size = 15
    file.save()
    return file


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=1, trainer=trainer)


@pytest.fixture
def hushed(course: CoursePage) -> LessonPage:
    body = [
        *pages.text(f"Here stands {SECRET}.", heading=f"Section {SECRET}"),
        ("file", {"file": hushed_file(), "note": ""}),
        ("reflection", {"prompt": f"Ask yourself about {SECRET}."}),
        ("prompt", {"prompt": f"Talk about {SECRET}."}),
    ]
    return learning.lesson_on(
        learning.module_of(course),
        timezone.now() + datetime.timedelta(days=30),
        title="The premiere",
        summary=f"On {SECRET}.",
        search_description=f"About {SECRET}.",
        body=body,
    )


def readers(course: CoursePage, learner: Person, trainer: Person, editor: Person) -> dict[str, Person | None]:
    learning.enrolled(course, learner)
    other = cast.with_role("trainer")
    pages.course(trainer=other)
    return {
        "anonymous": None,
        "enrolled": learner,
        "not enrolled": cast.PersonFactory(),
        "trainer of another course": other,
        "its trainer": trainer,
        "editor": editor,
    }


MAY = {"its trainer", "editor"}


def ask(signed_in, person: Person | None) -> Client:
    return signed_in(person) if person else Client()


def test_no_page_gives_the_text_away(
    course: CoursePage, hushed: LessonPage, learner: Person, trainer: Person, editor: Person, signed_in
) -> None:
    french = pages.in_french(hushed, title="La première")
    everybody = readers(course, learner, trainer, editor)
    addresses = [
        hushed.address,
        french.address,
        hushed.get_parent().specific.address,
        course.address,
        "/en/courses/",
        "/en/learning/",
        "/en/learning/notes/",
        "/en/learning/calendar/",
        f"/en/learning/{course.translation_key}/edition/",
        "/en/",
        f"/en/search/?q={SECRET}",
        f"/api/v1/search?q={SECRET}",
    ]

    found = {
        name: {
            address
            for address in addresses
            if SECRET
            in ask(signed_in, person).get(address, follow=True).content.decode().replace(f"q={SECRET}", "")
            and not address.startswith(("/en/search", "/api"))
        }
        for name, person in everybody.items()
    }

    assert {name for name, seen in found.items() if seen} == MAY
    assert all({hushed.address, french.address} <= found[name] for name in MAY)


def test_the_title_and_the_day_may_be_known(
    course: CoursePage, hushed: LessonPage, learner: Person, signed_in
) -> None:
    learning.enrolled(course, learner)

    page = signed_in(learner).get(hushed.address).content.decode()

    assert "The premiere" in page
    assert "This lesson opens on " in page
    assert "There is nothing to do until then." in page
    assert "opens later" in signed_in(learner).get(course.address).content.decode()


def test_the_files_in_the_text_open_for_nobody_else(
    course: CoursePage, hushed: LessonPage, learner: Person, trainer: Person, editor: Person, signed_in
) -> None:
    file = StoredFile.objects.get()
    everybody = readers(course, learner, trainer, editor)

    def opens(person: Person | None) -> bool:
        answer = ask(signed_in, person).get(file.address)
        return answer.status_code == 200 and b"hushed" in b"".join(answer.streaming_content)

    before = {name for name, person in everybody.items() if opens(person)}
    learning.republish(hushed, opens="", opens_on=None)
    afterwards = {name for name, person in everybody.items() if opens(person)}

    assert before == MAY
    assert afterwards == set(everybody)


def test_the_label_of_the_text_is_held_by_those_alone_to_whom_it_is_open(
    course: CoursePage, hushed: LessonPage, learner: Person, trainer: Person, editor: Person
) -> None:
    row = Audience.objects.get(translation_key=hushed.translation_key)
    label = item_label(hushed.translation_key)
    everybody = readers(course, learner, trainer, editor)

    def hold() -> set[str]:
        people = {name: Person.objects.get(pk=person.pk) for name, person in everybody.items() if person}
        return {name for name, person in people.items() if holds(person, *hushed.audience_of_body(row))}

    assert hushed.audience_of_body(row) == (label, "")
    assert (row.audience, row.second_audience) == ("public", "")
    assert hold() == MAY
    learning.republish(hushed, opens_on=timezone.now() - datetime.timedelta(days=1))
    assert hold() == {"its trainer", "editor"}  # the learner's own edition still holds it back
    enrolment = learning.fresh(learner.enrolments.get())
    enrolment.edition = enrolment.course.editions.get(number=2)
    enrolment.save()
    assert hold() == MAY | {"enrolled"}
    assert audiences.describe(label) == "People to whom this lesson is open"


def test_a_lesson_of_a_course_for_members_asks_for_both(course: CoursePage, member: Person) -> None:
    closed = pages.course(own_audience="member", lessons_for_enrolled=True, modules=1, lessons=1)
    late = learning.lesson_after_days(learning.module_of(closed), 0)
    row = Audience.objects.get(translation_key=late.translation_key)

    assert late.audience_of_body(row) == (item_label(late.translation_key), "member")
    learning.enrolled(closed, member)
    assert holds(Person.objects.get(pk=member.pk), *late.audience_of_body(row))
    member.affiliations.all().delete()
    assert not holds(Person.objects.get(pk=member.pk), *late.audience_of_body(row))


def test_what_no_longer_waits_is_as_open_as_the_course_again(course: CoursePage, hushed: LessonPage) -> None:
    assert HeldBack.objects.filter(item=hushed.translation_key).exists()

    opened = learning.republish(hushed, opens="", opens_on=None)

    row = Audience.objects.get(translation_key=hushed.translation_key)
    assert opened.audience_of_body(row) == ("public", "")
    assert SECRET in Client().get(hushed.address).content.decode()


@pytest.mark.parametrize("courses", [1, 3, 12])
@pytest.mark.parametrize(("held_back", "queries"), [(False, 4), (True, 7)])
def test_labels_cost_the_same_queries_however_many_courses_there_are(
    learner: Person, django_assert_num_queries, courses: int, held_back: bool, queries: int
) -> None:
    for _n in range(courses):
        made = pages.course(modules=1, lessons=1)
        if held_back:
            learning.lesson_after_days(learning.module_of(made), 7)
        learning.enrolled(made, learner)

    with django_assert_num_queries(queries):
        held = labels_of(learner)

    assert sum(label.startswith("course:") for label in held) == courses


def test_writing_is_refused_where_reading_is(
    course: CoursePage, hushed: LessonPage, learner: Person, signed_in
) -> None:
    learning.enrolled(course, learner)
    block = next(block.id for block in hushed.body if block.block_type == "reflection")
    base = f"/en/learning/{course.translation_key}/{hushed.translation_key}"

    answer = signed_in(learner).post(f"{base}/reflections/{block}/", {"text": "x"}, follow=True)

    assert SECRET not in answer.content.decode()
    assert not learner.reflections.exists()

"""The same number wherever it is read: parts add up to the whole beside them, and what comes first does so on every database."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Locale

from courses.models import CoursePage
from members.models import Person
from tests.factories import courses as learning
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=3, lessons=2, trainer=trainer)


def parts(html: str) -> list[str]:
    """What the outline of a lesson says of the modules that are not open."""
    headings = re.findall(r'(<h3 class="station-heading".*?</h3>)', html, re.DOTALL)
    return [re.sub("<[^>]+>", "", one).strip() for one in headings]


def test_modules_count_what_the_learners_edition_requires(
    course: CoursePage, learner: Person, signed_in
) -> None:
    lessons = learning.lessons_of(course)
    learning.republish(lessons[0], optional=True)
    enrolment = learning.enrolled(course, learner)
    for lesson in lessons[:3]:
        learning.happens(enrolment, lesson)
    client = signed_in(learner)
    first, second, _third = (lesson.get_parent().title for lesson in lessons[::2])
    said = [f"{first} 1 of 1", f"{second} 1 of 2"]
    assert parts(client.get(lessons[4].address).content.decode())[:2] == said

    pages.lesson(learning.module_of(course), title="Added")

    page = client.get(lessons[4].address).content.decode()
    assert parts(page)[:2] == said
    assert "2 of 5 done." in page


def test_a_lesson_is_optional_as_the_learners_edition_says(
    course: CoursePage, learner: Person, signed_in
) -> None:
    last = learning.lessons_of(course)[-1]
    learning.enrolled(course, learner)

    learning.republish(last, optional=True)

    for address in (course.address, last.address):
        assert "optional" not in signed_in(learner).get(address).content.decode()
    newcomer = learning.enrolled(course).person
    for address in (course.address, last.address):
        assert "optional" in signed_in(newcomer).get(address).content.decode()


def test_a_course_just_joined_comes_before_one_seen_earlier(
    course: CoursePage, learner: Person, signed_in
) -> None:
    client = signed_in(learner)
    learning.enrolled(course, learner)
    client.get(learning.lessons_of(course)[0].address)

    joined = pages.course(title="Lighting")
    learning.enrolled(joined, learner)

    aside = client.get("/en/").content.decode().split("<aside")[1].split("</aside>")[0]
    assert "Lighting" in aside
    desk = client.get("/en/learning/").content.decode()
    assert desk.index("Lighting</a>") < desk.index("Touring</a>")


def test_whoever_was_never_there_is_listed_last(
    course: CoursePage, trainer: Person, learner: Person, signed_in
) -> None:
    learning.enrolled(course, learner)
    signed_in(learner).get(learning.lessons_of(course)[0].address)
    never = learning.enrolled(course).person

    rows = signed_in(trainer).get(reverse("courses:learners", args=[course.translation_key]))

    html = rows.content.decode()
    assert html.index(learner.name) < html.index(never.name)


def test_the_desk_and_the_course_tell_the_same_of_a_change_that_adds_nothing(
    course: CoursePage, learner: Person, signed_in
) -> None:
    learning.enrolled(course, learner)

    learning.republish(learning.lessons_of(course)[0], rule="opened")

    for address in (course.address, "/en/learning/"):
        assert "The course has changed since you began." in signed_in(learner).get(address).content.decode()


@pytest.mark.parametrize("role", ["editor", "trainer"])
def test_whoever_edits_a_page_begins_its_translation_as_a_draft(
    course: CoursePage, role: str, request: pytest.FixtureRequest, signed_in
) -> None:
    french = Locale.objects.get(language_code="fr")
    client = signed_in(request.getfixturevalue(role))

    answer = client.post(reverse("courses_cms:translate", args=[course.pk]), {"locales": [french.pk]})

    made = course.get_translation(french)
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[made.pk])
    assert not made.live
    assert "js-translation-editor" in client.get(answer.url).content.decode()


def test_a_trainer_begins_no_translation_of_the_course_of_another(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    other = pages.course(title="Of another")
    french = Locale.objects.get(language_code="fr")

    for name in ("courses_cms:translate", "wagtail_localize:submit_page_translation"):
        signed_in(trainer).post(reverse(name, args=[other.pk]), {"locales": [french.pk]})

    assert not other.get_translations().exists()


def test_editors_translate_where_wagtail_offers_it(course: CoursePage, editor: Person, signed_in) -> None:
    french = Locale.objects.get(language_code="fr")

    address = reverse("wagtail_localize:submit_page_translation", args=[course.pk])
    signed_in(editor).post(address, {"locales": [french.pk], "include_subtree": "on"})

    assert not course.get_translation(french).live
    assert {lesson.get_translation(french).live for lesson in learning.lessons_of(course)} == {False}

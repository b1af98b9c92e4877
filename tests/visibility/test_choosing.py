"""Who writes a course in the CMS puts only what is theirs to use into it: readers could open it from then on."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.models import LessonPage
from files.models import StoredFile
from members.models import Person
from resources.models import ResourcePage
from tests.factories import pages
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(trainer: Person) -> LessonPage:
    course = pages.course(title="Mine", trainer=trainer, lessons=1)
    return LessonPage.objects.descendant_of(course).get()


@pytest.fixture
def closed() -> tuple[ResourcePage, StoredFile]:
    file = stored_file(title="Secret paper")
    return pages.resource(title="Secret kit", own_audience="member", files=(file,)), file


def save(client: Client, lesson: LessonPage, *blocks: tuple[str, Any]) -> str:
    """Send the lesson's form with these blocks as its body; return what the screen says."""
    body = streamfield([(name, value) for name, value in blocks])
    form = nested_form_data({
        "title": lesson.title, "slug": lesson.slug, "summary": "", "body": body, "required": "on", "minutes": "5",
        "completion": lesson.completion if hasattr(lesson, "completion") else "", "comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""},
    })  # fmt: skip
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form, follow=True)
    return answer.content.decode()


def names_a_file(lesson: LessonPage, file: StoredFile) -> bool:
    draft = lesson.get_latest_revision_as_object()
    return any(
        model is StoredFile and int(pk) == file.pk
        for model, pk, *_where in draft._meta.get_field("body").extract_references(draft.body)
    )


def test_the_chooser_of_files_lists_ones_own_and_what_is_on_the_shelves(
    trainer: Person, editor: Person, lesson: LessonPage, closed: Any, signed_in
) -> None:
    own, offered = stored_file(title="My own paper"), stored_file(title="Open paper")
    StoredFile.objects.filter(pk=own.pk).update(uploaded_by_user=trainer)
    pages.resource(files=(offered,))
    set_by_an_editor = stored_file(title="Paper in my lesson")
    pages.published_again(lesson, body=[("file", {"file": set_by_an_editor, "note": ""})])

    def listed(person: Person) -> set[str]:
        shown = signed_in(person).get(reverse("wagtaildocs_chooser:choose")).json()["html"]
        return {title for title in StoredFile.objects.values_list("title", flat=True) if title in shown}

    assert listed(trainer) == {"My own paper", "Open paper", "Paper in my lesson"}
    assert listed(editor) == {"My own paper", "Open paper", "Paper in my lesson", "Secret paper"}


def test_the_chooser_of_pages_lists_what_they_see_or_edit(
    trainer: Person, editor: Person, lesson: LessonPage, closed: Any, signed_in
) -> None:
    pages.resource(title="Open kit")
    draft = pages.lesson(lesson.get_parent().specific, title="My draft", live=False)

    def listed(person: Person, below: Page) -> str:
        return (
            signed_in(person).get(reverse("wagtailadmin_choose_page_child", args=[below.pk])).json()["html"]
        )

    shelves = closed[0].get_parent()
    assert "Open kit" in listed(trainer, shelves)
    assert "Secret kit" not in listed(trainer, shelves)
    assert "Secret kit" in listed(editor, shelves)
    assert "My draft" in listed(trainer, draft.get_parent())
    below = reverse("wagtailadmin_choose_page_child", args=[closed[0].pk])
    assert signed_in(trainer).get(below).status_code == 404


@pytest.mark.parametrize("how", ["file", "link to a file", "card", "link to a page"])
def test_a_form_sent_by_hand_brings_nothing_in_that_is_closed(
    how: str, trainer: Person, editor: Person, lesson: LessonPage, closed: Any, signed_in
) -> None:
    page, file = closed
    blocks = {
        "file": ("file", {"file": file.pk, "note": ""}),
        "link to a file": ("text", rich_text(f'<p><a linktype="document" id="{file.pk}">x</a></p>')),
        "card": ("card", {"page": page.pk}),
        "link to a page": ("text", rich_text(f'<p><a linktype="page" id="{page.pk}">x</a></p>')),
    }
    revision = lesson.latest_revision_id

    said = save(signed_in(trainer), lesson, blocks[how])

    lesson.refresh_from_db()
    assert lesson.latest_revision_id == revision
    assert "Secret" not in said
    assert "secret" not in said
    save(signed_in(editor), lesson, blocks[how])
    lesson.refresh_from_db()
    assert lesson.latest_revision_id != revision, "an editor may, so the form was whole"


def test_what_an_editor_put_in_stays_when_the_trainer_saves(
    trainer: Person, lesson: LessonPage, closed: Any, signed_in
) -> None:
    _page, file = closed
    pages.published_again(lesson, body=[("file", {"file": file, "note": ""})])
    revision = lesson.latest_revision_id

    save(signed_in(trainer), lesson, ("file", {"file": file.pk, "note": "Read this first"}))

    lesson.refresh_from_db()
    assert lesson.latest_revision_id != revision
    assert names_a_file(lesson, file)

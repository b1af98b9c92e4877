"""What authors are helped with: copies, previews, comments, findings, and what wants translating."""

import pytest
import time_machine
from django.test import RequestFactory, TestCase
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Comment, Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import TranslationCreator

from courses.findings import findings_in
from courses.models import Course, CoursePage, LessonPage, ModulePage
from courses.queries.learning import newest_edition
from courses.queries.translations import courses_to_translate, gaps_in
from members.models import Person
from tests.conftest import SignedIn
from tests.factories import courses as learning
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    made = pages.course(title="Touring", modules=2, lessons=2, trainer=trainer)
    first, second = learning.lessons_of(made)[:2]
    learning.republish(second, requires=[first])
    return made


def copied(client, page: Page, title: str, *, below: Page | None = None) -> Page:
    """Copy a page as the CMS does, with all below it, published as it was."""
    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": title,
            "new_slug": title.lower().replace(" ", "-"),
            "new_parent_page": (below or page.get_parent()).pk,
            "copy_subpages": "on",
            "publish_copies": "on",
        },
    )
    return Page.objects.get(title=title, locale=page.locale).specific


def test_a_copied_course_is_another_one(course: CoursePage, editor: Person, signed_in) -> None:
    enrolment = learning.enrolled(course)
    learning.happens(enrolment, learning.lessons_of(course)[0])

    copy = copied(signed_in(editor), course, "Touring again")

    keys = [
        set(p.get_descendants(inclusive=True).values_list("translation_key", flat=True))
        for p in (course, copy)
    ]
    assert not keys[0] & keys[1]
    assert len(keys[0]) == len(keys[1]) == 7
    assert not Course.objects.get(pk=copy.translation_key).enrolments.exists()
    edition, original = newest_edition(copy.translation_key), newest_edition(course.translation_key)
    assert edition
    assert original
    assert [len(item.requires) for item in edition.contents] == [0, 1, 0, 0]
    assert edition.contents[1].requires == (edition.contents[0].key,)
    assert [item.title for item in edition.contents] == [item.title for item in original.contents]
    new = learning.enrolled(copy, enrolment.person)
    assert not new.states.exists()


def test_the_copy_waits_for_its_own_lessons_after_it_is_published_again_too(
    course: CoursePage, editor: Person, signed_in
) -> None:
    copy = copied(signed_in(editor), course, "Touring again")
    second = learning.lessons_of(copy)[1]

    second.get_latest_revision().publish()

    assert [page.pk for page in LessonPage.objects.get(pk=second.pk).requires.all()] == [
        learning.lessons_of(copy)[0].pk
    ]
    assert LessonPage.objects.get(pk=second.pk).translation_key == second.translation_key


def test_a_copied_module_within_its_course_keeps_waiting_for_lessons_outside(
    course: CoursePage, editor: Person, signed_in
) -> None:
    first, _second, third, _fourth = learning.lessons_of(course)
    learning.republish(third, requires=[first])
    module = ModulePage.objects.child_of(course).order_by("path").last()

    copy = copied(signed_in(editor), module, "Once more")

    copies = list(LessonPage.objects.descendant_of(copy).order_by("path"))
    assert [page.pk for page in copies[0].requires.all()] == [first.pk]
    edition = newest_edition(course.translation_key)
    assert edition
    assert len(edition.contents) == 6


def test_a_module_copied_into_another_course_waits_for_nothing_there(
    course: CoursePage, editor: Person, signed_in
) -> None:
    first, _second, third, _fourth = learning.lessons_of(course)
    learning.republish(third, requires=[first])
    module = ModulePage.objects.child_of(course).order_by("path").last()
    other = pages.course(title="Another")

    copy = copied(signed_in(editor), module, "Moved over", below=other)

    assert not LessonPage.objects.descendant_of(copy).first().requires.exists()


def test_the_copies_french_is_the_copys(course: CoursePage, editor: Person, signed_in) -> None:
    first = learning.lessons_of(course)[0]
    french = pages.in_french(first, title="Première leçon")

    copy = copied(signed_in(editor), course, "Touring again")

    version = learning.lessons_of(copy)[0].get_translation(Locale.objects.get(language_code="fr")).specific
    assert version.title == "Première leçon"
    assert version.translation_key == learning.lessons_of(copy)[0].translation_key != french.translation_key
    assert not version.live
    version.get_latest_revision().publish()
    version.refresh_from_db()
    assert version.translation_key == learning.lessons_of(copy)[0].translation_key


def test_a_trainer_copies_a_module_of_their_own_course(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    module = ModulePage.objects.child_of(course).first()

    copy = copied(signed_in(trainer), module, "Once more")

    assert not copy.live, "a trainer does not publish"
    assert copy.get_parent().pk == course.pk


# -- preview ---------------------------------------------------------------------------------------
def preview(person: Person, page: Page, mode: str) -> str:
    """What the CMS shows of the latest draft in one of the modes that its preview offers."""
    draft = page.get_latest_revision_as_object()
    client = SignedIn()(person)
    asked = RequestFactory().get("/cms/", HTTP_COOKIE=f"sessionid={client.cookies['sessionid'].value}")
    answer = draft.make_preview_request(original_request=asked, preview_mode=mode)
    return answer.render().content.decode()


def test_a_draft_course_is_seen_as_a_learner_sees_it(course: CoursePage, editor: Person) -> None:
    module = learning.module_of(course)
    draft = pages.lesson(module, title="Only a draft", live=False, body=pages.text("Draftword."))

    visitor, learner = preview(editor, course, ""), preview(editor, course, "learner")
    assert "Only a draft" in visitor
    assert "0 of 5 done. Next: " in learner
    assert "0 of 5 done." not in visitor
    lesson = preview(editor, draft, "learner")
    assert "Draftword." in lesson
    assert "To finish this lesson mark it as done. Nothing else is missing." in lesson
    assert "0 of 5 done." in lesson


def test_a_draft_is_seen_as_one_to_whom_it_is_not_open_yet(course: CoursePage, editor: Person) -> None:
    first, second = learning.lessons_of(course)[:2]

    page = preview(editor, second, "waiting")

    assert f"Finish “{first.title}” first; then this lesson opens." in page
    assert "Enrolment" not in page
    assert course.get_translations(inclusive=True).first() is not None


def test_a_preview_leaves_no_trace(course: CoursePage, editor: Person) -> None:
    for mode, _name in LessonPage.preview_modes:
        preview(editor, learning.lessons_of(course)[0], mode)

    assert not editor.enrolments.exists()


# -- comments --------------------------------------------------------------------------------------
def test_comments_are_made_in_the_draft_itself(course: CoursePage, trainer: Person, signed_in) -> None:
    lesson = learning.lessons_of(course)[0]
    client = signed_in(trainer)

    page = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    Comment.objects.create(page=lesson, user=trainer, text="Is this still true?", contentpath="title")

    assert "comments" in page.context["form"].formsets
    again = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()
    assert "Is this still true?" in again


# -- findings --------------------------------------------------------------------------------------
def draft_with(course: CoursePage, *body: tuple, **fields: object) -> LessonPage:
    return pages.lesson(learning.module_of(course), live=False, body=list(body), summary="x", **fields)


@pytest.mark.parametrize(
    ("body", "sentence", "must"),
    [
        ([("text", '<p><a href="https://a.example">here</a></p>')], "The link “here” does not say", False),
        (
            [("text", '<p><a href="https://a.example">Cliquez ici</a></p>')],
            "“Cliquez ici” does not say",
            False,
        ),
        ([("text", '<p><a href="https://a.example"> </a></p>')], "A link has no words.", True),
        ([("text", '<p><a href="https://a.example">https://a.example</a></p>')], "shows its address", False),
        ([("text", "<p>NOBODY MAY ENTER HERE</p>")], "A sentence is in capitals.", False),
        ([("heading", "Rest"), ("heading", "Rest")], "Two sections have the same heading", False),
        ([("heading", " ")], "A heading is empty.", True),
        ([("heading", "BOOK THE TRAIN")], "A heading is in capitals.", False),
        ([("text", f"<p>{'word ' * 400}</p>")], "More than 320 words without a heading.", False),
        ([("quote", {"text": "x", "source": ""})], "does not say whose words", False),
        (
            [
                (
                    "embed",
                    {"title": "Talk", "url": "https://vimeo.com/123456", "transcript": "", "because": ""},
                )
            ],
            "“Talk” has neither captions nor a transcript, and no reason why.",
            True,
        ),
        (
            [
                (
                    "embed",
                    {"title": "Talk", "url": "https://vimeo.com/123456", "transcript": "", "because": "Lost"},
                )
            ],
            "“Talk” is published without captions or transcript: Lost",
            False,
        ),
    ],
)
def test_what_to_mend_is_found_before_publishing(
    course: CoursePage, editor: Person, signed_in, body: list, sentence: str, must: bool
) -> None:
    draft = draft_with(course, *body)

    found = findings_in(draft)
    page = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()

    assert [(sentence in finding.text, finding.must) for finding in found] == [(True, must)]
    assert "1 thing to mend, as it is saved now" in page
    assert ("Must be mended before it is published:" in page) == must


def test_a_text_with_nothing_to_mend_says_so(course: CoursePage, editor: Person, signed_in) -> None:
    draft = draft_with(
        course, ("heading", "Rest"), ("text", '<p>Read <a href="/en/">the plan</a>. OK, EU.</p>')
    )

    assert findings_in(draft) == []
    page = signed_in(editor).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "Nothing to mend was found" in page


# -- translations ------------------------------------------------------------------------------------
def statuses(course: CoursePage) -> dict[str, str]:
    return {gap.page.title: gap.status for gap in gaps_in([course.page_ptr])[0].gaps}


def test_the_dashboard_tells_what_is_missing_a_draft_and_stale(course: CoursePage) -> None:
    first, second, third, fourth = learning.lessons_of(course)
    now = timezone.now()
    with time_machine.travel(now):
        for lesson in (first, second, third):
            pages.in_french(lesson, title=f"FR {lesson.title}")
        LessonPage.objects.get(title=f"FR {third.title}").unpublish()
    with time_machine.travel(now + timezone.timedelta(hours=1)):
        learning.republish(first, body=pages.text("Quite other words."))
        learning.republish(second, minutes=55)

    found = statuses(course)

    assert found[first.title] == "stale"
    assert second.title not in found, "published again for another reason than its words"
    assert found[third.title] == "draft"
    assert found[fourth.title] == "missing"
    stale = next(gap for gap in gaps_in([course.page_ptr])[0].gaps if gap.status == "stale")
    assert stale.changed == ("body",)


def test_a_translation_published_again_is_stale_no_more(course: CoursePage) -> None:
    first = learning.lessons_of(course)[0]
    now = timezone.now()
    with time_machine.travel(now):
        french = pages.in_french(first, title="Leçon")
    with time_machine.travel(now + timezone.timedelta(hours=1)):
        learning.republish(first, title="Another title")
        assert statuses(course)["Another title"] == "stale"
    with time_machine.travel(now + timezone.timedelta(hours=2)):
        learning.republish(french, title="Autre titre")

    assert "Another title" not in statuses(course)


def test_each_sees_the_courses_that_are_theirs(
    course: CoursePage, trainer: Person, editor: Person, learner: Person, signed_in
) -> None:
    other = pages.course(title="Of another")
    address = reverse("courses_cms:translations")

    assert [page.title for page in courses_to_translate(trainer)] == ["Touring"]
    assert {page.title for page in courses_to_translate(editor)} >= {"Touring", other.title}
    page = signed_in(trainer).get(address).content.decode()
    assert "Touring" in page
    assert "Of another" not in page
    assert reverse("courses_cms:translate", args=[course.pk]) in page
    assert signed_in(learner).get(address).status_code == 302
    assert address in signed_in(trainer).get("/cms/").content.decode()


def test_the_dashboard_costs_the_same_queries_with_1_3_and_20_lessons(
    course: CoursePage, editor: Person, signed_in
) -> None:
    from tests.courses.test_pages import queries  # noqa: PLC0415 - counted the same way

    client = signed_in(editor)
    module = learning.module_of(course)
    counts = set()
    for more in (1, 2, 17):
        for _n in range(more):
            pages.lesson(module)
        counts.add(queries(client, reverse("courses_cms:translations")))

    assert len(counts) == 1


def test_a_lesson_is_translated_in_the_cms_with_its_tables_and_keeps_its_rules(
    course: CoursePage, editor: Person
) -> None:
    table = {
        "columns": [{"type": "text", "heading": "Town"}, {"type": "number", "heading": "Kilometres"}],
        "rows": [{"values": ["Ghent", 55]}],
        "caption": "How far it is",
    }
    lesson = pages.lesson(
        learning.module_of(course),
        title="The map",
        rule="attended",
        body=[("table", table), ("reflection", {"prompt": "What would you give up?"})],
    )
    words = {
        "The map": "La carte",
        "Town": "Ville",
        "Kilometres": "Kilomètres",
        "Ghent": "Gand",
        "How far it is": "À quelle distance",
        "What would you give up?": "À quoi renonceriez-vous ?",
    }
    french = Locale.objects.get(language_code="fr")
    for page in (course, learning.module_of(course), lesson):
        TranslationCreator(editor, [french]).create_translations(page)
    translation = Translation.objects.get(source__object_id=lesson.translation_key, target_locale=french)
    for segment in StringSegment.objects.filter(source=translation.source):
        if segment.string.data in words:
            StringTranslation.objects.create(
                translation_of=segment.string,
                locale=french,
                context=segment.context,
                data=words[segment.string.data],
            )
    with TestCase.captureOnCommitCallbacks(execute=True):
        translation.save_target(user=editor, publish=True)

    version = lesson.get_translation(french).specific
    value = version.body[0].value
    assert (value.caption, [column["heading"] for column in value.columns]) == (
        "À quelle distance",
        ["Ville", "Kilomètres"],
    )
    assert value.row_data[0]["values"] == ["Gand", 55]
    assert version.body[1].id == lesson.body[1].id
    edition = newest_edition(course.translation_key)
    assert edition
    assert next(item for item in edition.contents if item.key == lesson.translation_key).rule == "attended"


def test_the_rules_are_asked_of_the_source_alone(course: CoursePage, editor: Person, signed_in) -> None:
    lesson = learning.lessons_of(course)[1]
    french = pages.in_french(lesson, title="Leçon")
    client = signed_in(editor)

    source = client.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).context["form"]
    version = client.get(reverse("wagtailadmin_pages:edit", args=[french.pk])).context["form"]

    assert {"rule", "requires", "optional"} <= set(source.fields)
    assert not {"rule", "requires", "optional", "opens"} & set(version.fields)
    assert [page.pk for page in source.fields["requires"].queryset] == [learning.lessons_of(course)[0].pk]

"""Publishing makes editions; a learner goes over when they choose, seeing what it does; the author knows whom it touches."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.actions import EditionMovedOn, NoSuchItem, take_up_edition
from courses.models import Completion, Course, CoursePage, EditionChange, ItemEvent, ItemState
from courses.queries.learning import newest_edition
from courses.queries.publishing import touched_by
from courses.queries.upgrades import upgrade_of
from courses.signals import edition_published, edition_taken_up
from members.models import Person
from tests.factories import courses as learning
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(trainer: Person) -> CoursePage:
    return pages.course(title="Touring", modules=1, lessons=2, trainer=trainer)


def numbers(course: CoursePage) -> list[int]:
    editions = Course.objects.get(pk=course.translation_key).editions.all()
    return [edition.number for edition in editions]


def add(course: CoursePage, **fields: object):
    return pages.lesson(learning.module_of(course), **fields)


@pytest.mark.parametrize(
    ("change", "makes_one"),
    [
        ({"title": "Another title"}, False),
        ({"minutes": 90}, False),
        ({"body": pages.text("Other words.")}, False),
        ({"optional": True}, True),
        ({"rule": "passed"}, True),
        ({"opens": "after", "opens_after_days": 3}, True),
    ],
)
def test_only_what_learners_must_do_makes_an_edition(
    course: CoursePage, change: dict, makes_one: bool
) -> None:
    learning.enrolled(course)

    learning.republish(learning.lessons_of(course)[0], **change)

    assert numbers(course) == ([1, 2] if makes_one else [1])
    newest = newest_edition(course.translation_key)
    assert newest
    assert newest.contents[0].title == learning.lessons_of(course)[0].title


def test_editions_from_before_there_were_rules_mean_what_they_meant(course: CoursePage) -> None:
    """The digest of a plain outline is what it was, so that nobody is offered an edition in which nothing has changed."""
    edition = newest_edition(course.translation_key)
    assert edition
    old = ("key", "module", "title", "module_title", "minutes", "optional")
    edition.items = [{name: entry[name] for name in old} for entry in edition.items]
    edition.save()
    enrolment = learning.enrolled(course)

    learning.happens(enrolment, learning.lessons_of(course)[0])
    learning.republish(learning.lessons_of(course)[0], title="Republished")

    assert numbers(course) == [1]
    assert learning.fresh(enrolment).edition.contents[0].rule == "done"
    assert ItemState.objects.get().finished_at is not None


def test_the_screen_shows_before_and_after_and_is_right(
    course: CoursePage, learner: Person, signed_in
) -> None:
    first, second = learning.lessons_of(course)
    enrolment = learning.enrolled(course, learner)
    learning.happens(enrolment, first)
    add(course, title="A new chapter")
    add(course, title="A side path", optional=True)
    learning.republish(second, optional=True)
    client = signed_in(learner)
    address = f"/en/learning/{course.translation_key}/edition/"

    screen = client.get(address).content.decode()
    assert "<dd>1 of 2 done.</dd>" in screen
    assert "<dd>1 of 2 done.</dd>" in screen.split("afterwards")[1]
    assert "A new chapter" in screen
    assert "A side path" in screen
    assert second.title in screen.split("No longer needed")[1]
    learning.fresh(enrolment)
    assert learning.fresh(enrolment).edition.number == 1

    answer = client.post(address, {"edition": newest_edition(course.translation_key).number}, follow=True)  # type: ignore[union-attr]

    assert "You follow the newest edition now." in answer.content.decode()
    assert "1 of 2 done. Next: A new chapter" in answer.content.decode()
    change = EditionChange.objects.get()
    assert (change.before, change.after) == ({"done": 1, "total": 2}, {"done": 1, "total": 2})


def test_an_edition_that_moved_on_is_shown_again_instead_of_taken_up(
    course: CoursePage, learner: Person, signed_in
) -> None:
    enrolment = learning.enrolled(course, learner)
    add(course)
    client = signed_in(learner)
    address = f"/en/learning/{course.translation_key}/edition/"
    client.get(address)
    somebody = learning.enrolled(course)  # so that the second edition stays
    add(course)
    assert somebody.edition.number == 2

    answer = client.post(address, {"edition": "2"})

    assert answer.status_code == 200
    assert "The course has changed once more." in answer.content.decode()
    assert learning.fresh(enrolment).edition.number == 1
    with pytest.raises(EditionMovedOn):
        take_up_edition(enrolment=enrolment, edition=somebody.edition, by=learner)


def test_a_rule_that_became_easier_counts_at_once_and_for_good(course: CoursePage, trainer: Person) -> None:
    first, _second = learning.lessons_of(course)
    learning.republish(first, rule="passed")
    enrolment = learning.enrolled(course)
    learning.happens(enrolment, first, "opened")
    learning.republish(first, rule="opened")
    newest = newest_edition(course.translation_key)
    assert newest
    shown = upgrade_of(enrolment, newest)

    take_up_edition(enrolment=enrolment, edition=newest, by=enrolment.person)

    assert shown.after.numbers == {"done": 1, "total": 2}
    assert EditionChange.objects.get().after == shown.after.numbers
    assert ItemEvent.objects.filter(verb="carried", finishes=True).count() == 1
    learning.republish(first, rule="attended")
    third = newest_edition(course.translation_key)
    assert third
    assert upgrade_of(learning.fresh(enrolment), third).after.numbers == {"done": 1, "total": 2}


def test_a_lesson_that_was_taken_out_holds_up_nobody_who_takes_the_edition_up(
    course: CoursePage, learner: Person, signed_in
) -> None:
    first, second = learning.lessons_of(course)
    enrolment = learning.enrolled(course, learner)
    learning.happens(enrolment, first)
    title = second.title
    second.delete()

    page = signed_in(learner).get(course.address).content.decode()
    assert "1 of 2 done." in page
    assert f"“{title}” has been taken out of this course." in page
    newest = newest_edition(course.translation_key)
    assert newest
    take_up_edition(enrolment=enrolment, edition=newest, by=learner)

    assert "All 1 done." in signed_in(learner).get(course.address).content.decode()
    assert Completion.objects.filter(enrolment=enrolment, kind="completed").exists()


def test_whoever_finished_sees_what_is_new_and_stays_finished(
    course: CoursePage, learner: Person, signed_in
) -> None:
    enrolment = learning.enrolled(course, learner)
    for lesson in learning.lessons_of(course):
        learning.happens(enrolment, lesson)
    add(course)
    add(course)
    client = signed_in(learner)

    for address in (course.address, "/en/learning/"):
        page = client.get(address).content.decode()
        assert "All 2 done." in page
        assert "2 new lessons since you finished." in page
    client.post(f"/en/learning/{course.translation_key}/edition/", {"edition": "2"})

    page = client.get(course.address).content.decode()
    assert "2 of 4 done." in page
    assert "You have completed this course. It stays completed, whatever is added later." in page


def test_what_was_added_may_be_finished_before_it_is_taken_up(course: CoursePage, learner: Person) -> None:
    enrolment = learning.enrolled(course, learner)
    added = add(course)

    learning.happens(enrolment, added)
    newest = newest_edition(course.translation_key)
    assert newest
    change = take_up_edition(enrolment=enrolment, edition=newest, by=learner)

    assert change
    assert (change.before, change.after) == ({"done": 0, "total": 2}, {"done": 1, "total": 3})


def test_an_edition_of_another_course_is_refused(course: CoursePage) -> None:
    other = newest_edition(pages.course().translation_key)
    assert other

    with pytest.raises(NoSuchItem):
        take_up_edition(enrolment=learning.enrolled(course), edition=other, by=cast.PersonFactory())


def test_facts_are_announced(course: CoursePage, learner: Person) -> None:
    heard: list[tuple] = []

    def hear_edition(**facts: object) -> None:
        heard.append(("published", facts["course_key"]))

    def hear_change(**facts: object) -> None:
        heard.append(("taken up", facts["enrolment_id"]))

    edition_published.connect(hear_edition)
    edition_taken_up.connect(hear_change)
    try:
        enrolment = learning.enrolled(course, learner)
        add(course)
        newest = newest_edition(course.translation_key)
        assert newest
        take_up_edition(enrolment=enrolment, edition=newest, by=learner)
        take_up_edition(enrolment=learning.fresh(enrolment), edition=newest, by=learner)
    finally:
        edition_published.disconnect(hear_edition)
        edition_taken_up.disconnect(hear_change)

    assert heard == [("published", course.translation_key), ("taken up", enrolment.pk)]


# -- what the author is told -------------------------------------------------------------------------
def form_of(client: Client, page, **changes: str) -> dict[str, str]:
    """Return what the edit form of a page would send."""
    form = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).context["form"]
    given: dict[str, str] = {"next": ""}
    for name in form.fields:
        value = form[name].value()
        if name == "body":
            given["body-count"] = "0"
        elif name == "steps":
            given["steps-count"] = "0"
        elif isinstance(value, bool):
            given |= {name: "on"} if value else {}
        elif value is not None and not isinstance(value, list):
            given[name] = str(value)
    for formset in form.formsets.values():
        prefix = formset.prefix
        given |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        given |= {f"{prefix}-MIN_NUM_FORMS": "0", f"{prefix}-MAX_NUM_FORMS": ""}
    return {**given, **changes}


def test_before_publishing_the_author_sees_how_many_learners_it_touches(
    course: CoursePage, editor: Person, signed_in
) -> None:
    for number in range(3):
        enrolment = learning.enrolled(course)
        if number == 0:
            for lesson in learning.lessons_of(course):
                learning.happens(enrolment, lesson)
    lesson = learning.lessons_of(course)[0]
    client = signed_in(editor)
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    quiet = client.get(edit).content.decode()
    assert "2 people follow this course and 1 have finished it." in quiet

    answer = client.post(
        edit, form_of(client, lesson, rule="attended", **{"action-publish": "yes"}), follow=True
    )

    assert answer.redirect_chain[-1][0] == reverse("courses_cms:publish", args=[lesson.pk])
    screen = answer.content.decode()
    assert "It touches 2 learners who are under way and 1 who have finished." in screen
    assert f"Finished or opened in another way: {lesson.title}" in screen
    lesson.refresh_from_db()
    assert (lesson.rule, numbers(course)) == ("done", [1])
    assert (
        "It touches 2 learners who are under way and 1 who have finished" in client.get(edit).content.decode()
    )

    client.post(reverse("courses_cms:publish", args=[lesson.pk]))
    lesson.refresh_from_db()
    assert (lesson.rule, numbers(course)) == ("attended", [1, 2])


def test_words_are_published_without_a_question(course: CoursePage, editor: Person, signed_in) -> None:
    learning.enrolled(course)
    lesson = learning.lessons_of(course)[0]
    client = signed_in(editor)

    client.post(
        reverse("wagtailadmin_pages:edit", args=[lesson.pk]),
        form_of(client, lesson, title="Other words", **{"action-publish": "yes"}),
    )

    lesson.refresh_from_db()
    assert lesson.title == "Other words"
    assert numbers(course) == [1]


def test_a_trainer_cannot_publish_by_the_address_of_the_question(
    course: CoursePage, trainer: Person, signed_in
) -> None:
    draft = add(course, live=False)

    answer = signed_in(trainer).post(reverse("courses_cms:publish", args=[draft.pk]))

    draft.refresh_from_db()
    assert answer.status_code in (302, 403)
    assert not draft.live


@pytest.mark.parametrize("name", ["unpublish", "delete"])
def test_taking_a_lesson_away_says_from_how_many(
    course: CoursePage, editor: Person, signed_in, name: str
) -> None:
    learning.enrolled(course)
    lesson = learning.lessons_of(course)[0]

    page = signed_in(editor).get(reverse(f"wagtailadmin_pages:{name}", args=[lesson.pk])).content.decode()

    assert "This takes 1 lesson out of a course that 1 people follow and 0 have finished." in page


def test_what_is_foretold_is_what_publishing_does(course: CoursePage) -> None:
    learning.enrolled(course)
    ordered = pages.course(modules=1, lessons=3, in_order=True)
    learning.enrolled(ordered)
    module = learning.module_of(course)
    drafts = [
        (course, pages.lesson(module, live=False, title="A new one")),
        (ordered, pages.lesson(learning.module_of(ordered), live=False)),
    ]
    changed = learning.lessons_of(course)[0]
    changed.optional = True
    changed.save_revision()

    for owner, draft in [*drafts, (course, changed)]:
        touched = touched_by(draft)
        assert touched
        before = newest_edition(owner.translation_key)
        draft.get_latest_revision().publish()
        after = newest_edition(owner.translation_key)
        assert before
        assert after
        old = {item.key: item.terms() for item in before.contents}
        new = {item.key: item.terms() for item in after.contents}
        assert {item.key for item in touched.added} == new.keys() - old.keys()
        assert {item.key for item in touched.changed} == {k for k in old if k in new and old[k] != new[k]}


def test_a_translation_touches_nobody(course: CoursePage) -> None:
    learning.enrolled(course)
    french = pages.in_french(learning.lessons_of(course)[0], title="Leçon")

    assert touched_by(french) is None


@pytest.mark.parametrize("action", ["publish", "unpublish", "delete", "move"])
def test_many_pages_changed_together_say_how_many_people_follow_their_course(
    course: CoursePage, editor: Person, signed_in, action: str
) -> None:
    first, second = learning.lessons_of(course)
    enrolment = learning.enrolled(course)
    finished = learning.enrolled(course)
    for lesson in (first, second):
        learning.happens(finished, lesson)
    unfollowed = pages.course(title="Nobody here", modules=1, lessons=1)
    chosen = [first.pk, second.pk, learning.lessons_of(unfollowed)[0].pk]

    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    told = signed_in(editor).get(address, {"id": chosen, "next": "/cms/"}).content.decode()

    assert enrolment.completed_at is None
    assert told.count("“Touring”: 1 under way, 1 finished.") == 1
    assert "“Nobody here”" not in told

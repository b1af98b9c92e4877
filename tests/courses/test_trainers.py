"""In the CMS a trainer touches only their own courses, and what they submit waits for an editor."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, WorkflowState

from courses.models import CoursePage, ModulePage
from members.models import Person
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(trainer: Person) -> CoursePage:
    return pages.course(title="Own course", trainer=trainer)


@pytest.fixture
def others() -> CoursePage:
    return pages.course(title="Course of another", trainer=cast.with_role("trainer"))


def statuses(client: Client, page: Page) -> dict[str, int]:
    names = (
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:history",
        "wagtailadmin_pages:delete",
        "wagtailadmin_pages:move",
    )
    return {name.split(":")[1]: client.get(reverse(name, args=[page.pk])).status_code for name in names}


def test_a_trainer_edits_their_own_course_with_all_below_it(
    own: CoursePage, trainer: Person, signed_in
) -> None:
    client = signed_in(trainer)
    for page in own.get_descendants(inclusive=True):
        assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_a_trainer_edits_the_french_version_too(own: CoursePage, trainer: Person, signed_in) -> None:
    french = pages.in_french(own, title="Mon cours")

    assert signed_in(trainer).get(reverse("wagtailadmin_pages:edit", args=[french.pk])).status_code == 200


def test_a_trainer_cannot_touch_another_course(
    own: CoursePage, others: CoursePage, trainer: Person, signed_in
) -> None:
    client = signed_in(trainer)
    for page in others.get_descendants(inclusive=True):
        answers = statuses(client, page)
        assert set(answers.values()) == {302}, (page, answers)
    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", others.pk])
    assert client.get(add).status_code == 302


def test_a_trainer_cannot_touch_pages_above(own: CoursePage, trainer: Person, signed_in) -> None:
    client = signed_in(trainer)

    assert {statuses(client, page)["edit"] for page in own.get_ancestors() if page.depth > 1} == {302}


def test_another_course_is_not_listed_for_a_trainer(
    own: CoursePage, others: CoursePage, trainer: Person, signed_in
) -> None:
    parent = own.get_parent()
    explorer = (
        signed_in(trainer)
        .get(reverse("wagtailadmin_explore", args=[parent.pk]), follow=True)
        .content.decode()
    )

    assert "Course of another" not in explorer


def test_a_trainer_cannot_publish_but_submits(
    own: CoursePage, trainer: Person, editor: Person, signed_in
) -> None:
    client = signed_in(trainer)
    add = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", own.pk])
    form = {
        "title": "A new module",
        "slug": "a-new-module",
        "summary": "",
        "seo_title": "",
        "search_description": "",
        "body-count": "0",
        "own_audience": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }

    client.post(add, {**form, "action-publish": "yes"})
    module = ModulePage.objects.filter(slug="a-new-module").first()
    assert module is None or not module.live

    client.post(add, {**form, "slug": "submitted", "action-submit": "yes"})
    module = ModulePage.objects.get(slug="submitted")
    state = WorkflowState.objects.get(object_id=str(module.pk))
    assert (module.live, state.status) == (False, "in_progress")

    task = state.current_task_state
    signed_in(editor).post(
        reverse("wagtailadmin_pages:workflow_action", args=[module.pk, "approve", task.pk]), {"comment": ""}
    )
    module.refresh_from_db()
    assert module.live


@pytest.mark.parametrize(
    ("role", "status"), [("learner", 302), ("member", 302), ("facilitator", 302), ("editor", 200)]
)
def test_who_enters_the_cms(role: str, status: int, request: pytest.FixtureRequest, signed_in) -> None:
    assert signed_in(request.getfixturevalue(role)).get("/cms/").status_code == status


def test_the_cms_uses_the_sites_own_sign_in() -> None:
    assert Client().get("/cms/")["Location"].startswith("/accounts/login/?next=/cms/")

"""Addresses, languages, audiences and the state of pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from members.models import Person
from pages.models import Audience, HomePage, StandardPage
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_the_root_goes_to_the_language_of_the_browser() -> None:
    assert Client().get("/", headers={"Accept-Language": "fr-BE,fr;q=0.9"})["Location"] == "/fr/"
    assert Client().get("/", headers={"Accept-Language": "nl"})["Location"] == "/en/"


def test_the_root_goes_to_the_language_of_the_person(learner: Person, signed_in) -> None:
    learner.language = "fr"
    learner.save()

    assert signed_in(learner).get("/")["Location"] == "/fr/"


def test_what_was_read_in_french_makes_the_sign_in_page_french() -> None:
    client = Client()
    client.get("/fr/")

    assert 'lang="fr"' in client.get("/accounts/login/").content.decode()


def test_an_unknown_address_of_the_api_stays_an_answer_of_the_api() -> None:
    answer = Client().get("/api/v1/nothing")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")


@pytest.mark.parametrize(
    "address", ["/en/nothing/", "/en/courses/nothing/", "/fr/rien/", "/en/%00/", "/en/" + "x" * 3000 + "/"]
)
def test_an_unknown_address_is_a_designed_page(address: str) -> None:
    answer = Client().get(address)

    assert answer.status_code == 404
    assert "<h1>" in answer.content.decode()


def test_the_language_switch_keeps_the_page() -> None:
    page = pages.standard_page(title="About us")
    french = pages.in_french(page, title="Qui nous sommes", slug="qui-nous-sommes")

    assert f'href="{french.address}"' in Client().get(page.address).content.decode()
    assert f'href="{page.address}"' in Client().get(french.address).content.decode()


def test_a_page_without_a_translation_leads_to_the_other_home() -> None:
    assert 'href="/fr/" lang="fr"' in Client().get(pages.standard_page().address).content.decode()


def test_a_page_that_no_rule_knows_is_shown_to_nobody() -> None:
    page = pages.standard_page()
    Audience.objects.filter(translation_key=page.translation_key).delete()

    assert Client().get(page.address).status_code == 404
    assert not StandardPage.objects.visible_to(AnonymousUser()).exists()


def test_what_is_below_inherits_who_may_see_it() -> None:
    course = pages.course(own_audience="member", modules=1, lessons=1)

    keys = [course.translation_key, *course.get_descendants().values_list("translation_key", flat=True)]

    assert set(
        Audience.objects.filter(translation_key__in=keys).values_list("audience", "second_audience")
    ) == {("member", "")}


def test_two_labels_must_both_be_held() -> None:
    course = pages.course(own_audience="member", lessons_for_enrolled=True, modules=1, lessons=1)
    lesson = course.get_descendants().last()

    row = Audience.objects.get(translation_key=lesson.translation_key)

    assert (row.audience, row.second_audience) == (f"course:{course.translation_key}", "member")


def test_a_new_audience_reaches_everything_below_and_all_languages(member: Person, signed_in) -> None:
    course = pages.course(modules=1, lessons=1)
    french = pages.in_french(course, title="En français")
    lesson = course.get_descendants().last()
    assert Client().get(lesson.url_path).status_code == 200

    course.own_audience = "member"
    course.save_revision().publish()

    assert [
        Client().get(address).status_code for address in (course.address, french.address, lesson.url_path)
    ] == [403] * 3
    assert signed_in(member).get(lesson.url_path).status_code == 200


def test_moving_a_page_takes_the_audience_of_its_new_place() -> None:
    closed, opened = pages.course(own_audience="member"), pages.course()
    module = opened.get_children().first()
    module.move(closed, pos="last-child")
    module.refresh_from_db()

    assert Client().get(module.url_path).status_code == 403


def test_a_closed_page_says_nothing_of_itself() -> None:
    page = pages.standard_page(
        title="Secret minutes", slug="minutes", own_audience="staff", body=pages.text("Very secret.")
    )

    answer = Client().get(page.address)

    assert answer.status_code == 403
    assert "Secret minutes" not in answer.content.decode()
    assert "Very secret" not in answer.content.decode()


def test_draft_and_unpublished_pages_are_not_there() -> None:
    draft = pages.standard_page(live=False)
    page = pages.standard_page()
    page.unpublish()

    assert [Client().get(address).status_code for address in (draft.address, page.address)] == [404, 404]


def test_each_language_has_its_home() -> None:
    assert {home.url_path for home in HomePage.objects.all()} == {"/en/", "/fr/"}
    assert len({home.translation_key for home in HomePage.objects.all()}) == 1


def test_pages_forbid_inline_script_and_style(editor: Person, signed_in) -> None:
    policy = Client().get("/en/")["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors" in signed_in(editor).get("/cms/")["Content-Security-Policy"]


def test_the_health_of_the_process_needs_no_database(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/livez").status_code == 200
    assert Client().get("/readyz").json() == {"database": "ok"}

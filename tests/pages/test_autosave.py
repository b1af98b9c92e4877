"""The CMS saves new pages in the background; what people press meanwhile is not refused."""

import datetime
import threading

import pytest
import time_machine
from django.db import connections
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks

from members.models import Person
from pages.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db
FORM = {
    "title": "A berth to Vienna",
    "slug": "a-berth-to-vienna",
    "body-count": "0",
    "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0",
}


@pytest.fixture
def client(editor: Person, signed_in) -> Client:
    return signed_in(editor)


def send(client: Client, home: HomePage, accept: str, **more: str) -> int:
    address = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", home.pk])
    return client.post(address, {**FORM, **more}, headers={"Accept": accept}).status_code


def test_pressing_a_button_while_the_autosave_is_under_way_makes_one_page(
    client: Client, home: HomePage
) -> None:
    assert send(client, home, "application/json") == 200
    assert StandardPage.objects.filter(title=FORM["title"]).count() == 1

    assert send(client, home, "text/html", **{"action-publish": "1"}) == 302

    page = StandardPage.objects.get(title=FORM["title"])
    assert page.live


def test_the_address_is_made_of_the_title_where_a_button_is_pressed_before_it_is_filled_in(
    client: Client, home: HomePage
) -> None:
    assert send(client, home, "application/json") == 200

    for publishing in ("1", "2"):
        assert send(client, home, "text/html", slug="", **{"action-publish": publishing}) == 302

    slugs = StandardPage.objects.filter(title=FORM["title"], live=True).values_list("slug", flat=True)
    assert sorted(slugs) == ["a-berth-to-vienna", "a-berth-to-vienna-2"]


def test_a_draft_of_earlier_is_not_taken_for_that(client: Client, home: HomePage) -> None:
    earlier = timezone.now() - datetime.timedelta(minutes=5)
    with time_machine.travel(earlier, tick=False):
        assert send(client, home, "application/json") == 200
    kept = StandardPage.objects.get(title=FORM["title"])

    assert send(client, home, "text/html") == 200, "the form says that the slug is taken"

    assert StandardPage.objects.get(title=FORM["title"]).pk == kept.pk


def test_the_draft_of_another_is_not_taken_for_that(
    client: Client, home: HomePage, secretariat, signed_in
) -> None:
    assert send(signed_in(secretariat), home, "application/json") == 200

    assert send(client, home, "text/html") == 200
    assert StandardPage.objects.get(title=FORM["title"]).owner == secretariat


@pytest.mark.django_db(transaction=True)
def test_an_autosave_that_arrives_between_the_look_and_the_making_waits(
    client: Client, home: HomePage
) -> None:
    background = Client()
    background.cookies = client.cookies

    def autosave() -> None:
        try:
            send(background, home, "application/json")
        finally:
            connections.close_all()

    under_way = threading.Thread(target=autosave)

    def at_the_worst_moment(request: HttpRequest, *args: object) -> None:
        if request.accepts("text/html"):
            under_way.start()
            under_way.join(timeout=1)  # seconds; it would be through long before, if it did not wait

    with hooks.register_temporarily("before_create_page", at_the_worst_moment, order=1):
        came = send(client, home, "text/html", **{"action-publish": "1"})
    under_way.join()

    assert came == 302, "never told that its slug is taken"
    assert StandardPage.objects.get(title=FORM["title"]).live

"""The CMS saves new pages in the background; what people press meanwhile is not refused."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

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

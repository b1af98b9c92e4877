"""Who goes leaves nothing of their own behind, in any room; what others build on stays, without a name or an address."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.db.models import ForeignKey
from django.test import Client

from badges.models import SharedPage
from courses.actions import enrol
from courses.models import CalendarFeed, Note, Reflection
from members.departing import CannotDepart, depart
from members.models import Person
from notifications.models import Follow, Notification
from resources.models import Collection, Copy, Saved, Use
from search.models import SavedSearch
from tests.factories import forums as talks
from tests.factories import members as cast
from tests.factories import pages

pytestmark = pytest.mark.django_db

STAYS = {"courses.Enrolment"}  # evidence that numbers rest on; a post has a name and no author
NAME = "Nadia Leaving"


def leads_to(person: Person) -> set[str]:
    """The kinds of rows that lead to the person."""
    return {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, ForeignKey) and field.related_model is Person
        if model._base_manager.filter(**{field.name: person}).exists()
    }


@pytest.fixture
def resource_key() -> uuid.UUID:
    return pages.resource().translation_key


@pytest.fixture
def busy(resource_key: uuid.UUID) -> Person:
    """Somebody who left something of their own in every room."""
    person = cast.member(name=NAME)
    course = pages.course(modules=1, lessons=1)
    enrol(person=person, course_key=course.translation_key, by=person)
    about = {"course_key": course.translation_key, "item": uuid.uuid4(), "title": "A lesson"}
    Note.objects.create(person=person, text="Mine", **about)
    Reflection.objects.create(person=person, block=uuid.uuid4(), prompt="Why?", text="Because", **about)
    CalendarFeed.objects.create(person=person)
    Saved.objects.create(person=person, resource_key=resource_key)
    Collection.objects.create(person=person, title="Mine", why="So")
    Copy.objects.create(person=person, resource_key=resource_key, title="A kit", ask_at="2026-01-01T00:00Z")
    Use.objects.create(
        person=person,
        teller=NAME,
        resource_key=resource_key,
        resource_title="A kit",
        text="We used it in Ghent.",
    )
    talks.topic(by=person)
    SavedSearch.objects.create(person=person, asked="q=festival", language="en")
    SharedPage.objects.create(person=person, is_open=True)
    Follow.objects.create(person=person, space="page:x")
    Notification.objects.create(person=person, kind="answer", space="x")
    return person


@pytest.mark.parametrize("keeps_name", [True, False])
def test_nothing_of_their_own_is_left_in_any_room(busy: Person, keeps_name: bool) -> None:
    before, address = leads_to(busy), busy.email
    assert len(before) >= 15

    depart(person=busy, keeps_name=keeps_name, by=busy)

    assert leads_to(busy) == STAYS
    busy.refresh_from_db()
    assert (busy.name, busy.is_active) == ("Former member", False)
    assert not Person.objects.filter(email=address).exists()
    assert not EmailAddress.objects.filter(email=address).exists()


@pytest.mark.parametrize("keeps_name", [True, False])
def test_what_they_told_others_stays_under_the_name_they_chose(
    busy: Person, keeps_name: bool, resource_key: uuid.UUID, signed_in
) -> None:
    reader = cast.member()
    post = busy.posts.select_related("topic").get()

    depart(person=busy, keeps_name=keeps_name, by=busy)
    cache.clear()

    used = Use.objects.get(resource_key=resource_key)
    assert used.text == "We used it in Ghent."
    assert (used.teller == NAME) is keeps_name
    page = signed_in(reader).get(post.topic.address).content.decode()
    assert (NAME in page) is keeps_name
    assert ("Former member" in page) is not keeps_name


def test_nobody_gets_in_afterwards_and_the_address_is_free(busy: Person, client: Client, signed_in) -> None:
    here = signed_in(busy)
    assert here.get("/en/people/me/").status_code == 200

    depart(person=busy, keeps_name=False, by=busy)

    assert here.get("/en/people/me/").status_code == 302


def test_the_last_administrator_cannot_go() -> None:
    only = cast.PersonFactory(is_superuser=True, is_staff=True)

    with pytest.raises(CannotDepart):
        depart(person=only, keeps_name=False, by=only)

    only.refresh_from_db()
    assert only.is_active

"""Who holds which labels, and when a membership that ended stops counting."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from members import audiences
from members.actions import give_role
from members.models import Membership, Person
from tests.conftest import SignedIn
from tests.factories import members as cast

pytestmark = pytest.mark.django_db


def common(person: object) -> set[str]:
    """The labels without those that rooms above contribute."""
    return {label for label in audiences.labels_of(person) if ":" not in label}


def test_everybody_holds_what_they_should(
    learner: Person,
    member: Person,
    lapsed_member: Person,
    trainer: Person,
    editor: Person,
    secretariat: Person,
) -> None:
    assert common(AnonymousUser()) == {"public"}
    assert common(learner) == {"public"}
    assert common(member) == {"public", "member"}
    assert common(lapsed_member) == {"public"}
    assert common(trainer) == {"public"}
    assert common(editor) == {"public", "member", "staff"}
    assert common(secretariat) == {"public", "member", "staff"}


def test_standing_is_one_query(member: Person, django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):
        audiences.standing_of(member)
        audiences.standing_of(member)


def test_a_membership_that_starts_tomorrow_gives_nothing_yet() -> None:
    person = cast.PersonFactory()
    later = cast.MembershipFactory(starts_on=timezone.localdate() + datetime.timedelta(days=1))
    later.organisation.affiliations.create(person=person)

    assert common(person) == {"public"}


def test_the_last_day_still_counts() -> None:
    person = cast.PersonFactory()
    ending = cast.MembershipFactory(ends_on=timezone.localdate())
    ending.organisation.affiliations.create(person=person)

    assert "member" in common(person)


def test_a_lapsed_member_is_outside_at_the_next_request(member: Person, signed_in: SignedIn) -> None:
    client = signed_in(member)
    assert client.get("/en/people/").status_code == 200

    Membership.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))

    answer = client.get("/en/people/")
    assert answer.status_code == 403
    assert member.affiliations.get().organisation.name in answer.content.decode()


def test_a_role_counts_from_the_next_request(learner: Person, signed_in: SignedIn) -> None:
    client = signed_in(learner)
    assert client.get("/en/people/").status_code == 403

    give_role(person=learner, role="editor", by=None)

    assert client.get("/en/people/").status_code == 200


def test_anonymous_people_are_told_what_to_do(client: Client, member: Person) -> None:
    answer = client.get("/en/people/?q=Person")

    assert answer.status_code == 403
    assert "next=/en/people/%3Fq%3DPerson" in answer.content.decode()
    assert member.name not in answer.content.decode()

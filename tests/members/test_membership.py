"""Starting, renewing and ending a membership; joining and leaving; roles. The database keeps the promises."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from members import actions
from members.actions import MembershipError
from members.models import Affiliation, Membership, Organisation, Person
from members.signals import membership_changed, person_joined
from tests.factories import members as cast

pytestmark = pytest.mark.django_db

DAY = datetime.date(2024, 3, 1)


def days(organisation: Organisation) -> list[tuple[datetime.date, datetime.date | None]]:
    return list(organisation.memberships.order_by("starts_on").values_list("starts_on", "ends_on"))


def test_a_membership_starts_and_says_so(secretariat: Person) -> None:
    organisation = cast.OrganisationFactory()
    heard: list[dict] = []
    membership_changed.connect(receiver := lambda **fact: heard.append(fact))

    membership = actions.start_membership(organisation=organisation, starts_on=DAY, by=secretariat)
    membership_changed.disconnect(receiver)

    assert days(organisation) == [(DAY, None)]
    assert membership.changed_by == secretariat
    assert [(fact["organisation_id"], fact["by_id"]) for fact in heard] == [(organisation.pk, secretariat.pk)]


def test_an_open_membership_is_not_started_twice(secretariat: Person) -> None:
    membership = cast.MembershipFactory()

    with pytest.raises(MembershipError, match="goes on"):
        actions.start_membership(organisation=membership.organisation, starts_on=DAY, by=secretariat)


def test_one_that_ended_is_renewed_as_a_new_stretch(secretariat: Person) -> None:
    ended = cast.MembershipFactory(ends_on=datetime.date(2022, 12, 31))

    actions.start_membership(organisation=ended.organisation, starts_on=DAY, by=secretariat)

    assert days(ended.organisation) == [(ended.starts_on, datetime.date(2022, 12, 31)), (DAY, None)]


def test_one_renewed_before_its_last_day_goes_on(secretariat: Person) -> None:
    ending = cast.MembershipFactory(ends_on=datetime.date(2024, 12, 31))

    actions.start_membership(organisation=ending.organisation, starts_on=DAY, by=secretariat)

    assert days(ending.organisation) == [(ending.starts_on, None)]


def test_a_new_stretch_does_not_swallow_an_old_one(secretariat: Person) -> None:
    ended = cast.MembershipFactory(ends_on=datetime.date(2022, 12, 31))

    with pytest.raises(MembershipError, match="already has a membership from"):
        actions.start_membership(
            organisation=ended.organisation, starts_on=datetime.date(2010, 1, 1), by=secretariat
        )

    assert days(ended.organisation) == [(ended.starts_on, ended.ends_on)]


def test_a_membership_ends_only_once_and_never_before_it_began(secretariat: Person) -> None:
    organisation = cast.MembershipFactory().organisation

    with pytest.raises(MembershipError, match="before the first"):
        actions.end_membership(organisation=organisation, ends_on=datetime.date(2019, 1, 1), by=secretariat)
    actions.end_membership(organisation=organisation, ends_on=DAY, by=secretariat)
    with pytest.raises(MembershipError, match="no membership to end"):
        actions.end_membership(organisation=organisation, ends_on=DAY, by=secretariat)

    assert days(organisation) == [(datetime.date(2020, 1, 1), DAY)]


def test_the_database_refuses_what_no_action_would_do() -> None:
    membership = cast.MembershipFactory()
    person = cast.PersonFactory(email="ada@example.org")
    Affiliation.objects.create(person=person, organisation=membership.organisation)
    broken = [
        lambda: Membership.objects.create(organisation=membership.organisation, starts_on=DAY),
        lambda: Membership.objects.filter(pk=membership.pk).update(ends_on=datetime.date(1999, 1, 1)),
        lambda: Affiliation.objects.create(person=person, organisation=membership.organisation),
        lambda: cast.PersonFactory(email="ADA@example.org"),
    ]

    for break_it in broken:
        with pytest.raises(IntegrityError), transaction.atomic():
            break_it()


def test_joining_twice_is_joining_once_and_keeps_the_job(learner: Person) -> None:
    organisation = cast.OrganisationFactory()
    heard: list[dict] = []
    person_joined.connect(receiver := lambda **fact: heard.append(fact))

    actions.join_organisation(person=learner, organisation=organisation, job="Producer")
    actions.join_organisation(person=learner, organisation=organisation)
    person_joined.disconnect(receiver)

    assert [affiliation.job for affiliation in learner.affiliations.all()] == ["Producer"]
    assert len(heard) == 1


def test_who_leaves_keeps_the_account(member: Person, secretariat: Person) -> None:
    actions.leave_organisation(affiliation=member.affiliations.get(), by=secretariat)

    member.refresh_from_db()
    assert member.is_active
    assert not member.affiliations.exists()


def test_only_a_superuser_makes_somebody_secretariat(learner: Person, secretariat: Person) -> None:
    with pytest.raises(MembershipError, match="administrator"):
        actions.give_role(person=learner, role="secretariat", by=secretariat)
    with pytest.raises(MembershipError, match="administrator"):
        actions.take_role(person=secretariat, role="secretariat", by=secretariat)

    chief = cast.PersonFactory(is_superuser=True)
    actions.give_role(person=learner, role="secretariat", by=chief)

    assert set(learner.groups.values_list("name", flat=True)) == {"secretariat"}


def test_setting_roles_leaves_those_that_were_not_asked_about(secretariat: Person) -> None:
    actions.give_role(person=secretariat, role="trainer", by=None)

    actions.set_roles(
        person=secretariat, roles={"editor"}, among={"trainer", "facilitator", "editor"}, by=secretariat
    )

    assert set(secretariat.groups.values_list("name", flat=True)) == {"secretariat", "editor"}

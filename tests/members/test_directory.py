"""The list of people: who is in it, who may see it, and that it costs the same however long it is."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Affiliation, Organisation, Person, Profile
from tests.conftest import SignedIn
from tests.factories import members as cast

pytestmark = pytest.mark.django_db


def people_in(body: str) -> set[str]:
    return set(re.findall(r'<h2><a href="/\w\w/people/[\w-]{36}/">([^<]+)</a>', body))


def crowd(number: int) -> Organisation:
    """Make a member organisation with so many people, and so many member organisations."""
    organisation = cast.MembershipFactory().organisation
    people = [
        Person(name=f"Body {n:03}", email=f"body{organisation.pk}-{n}@example.org") for n in range(number)
    ]
    Person.objects.bulk_create(people)
    Affiliation.objects.bulk_create(
        Affiliation(person=person, organisation=organisation) for person in people
    )
    Profile.objects.bulk_create(Profile(person=person, disciplines="dance") for person in people[::2])
    for _n in range(number - 1):
        cast.MembershipFactory()
    return organisation


def test_it_shows_people_of_members_who_have_not_hidden_themselves(
    member: Person, learner: Person, lapsed_member: Person, signed_in: SignedIn
) -> None:
    hidden, gone, listed = (cast.member(name=name) for name in ("Hidden", "Gone", "Listed"))
    Profile.objects.create(person=hidden, listed=False)
    Profile.objects.create(person=listed, listed=True)
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    client = signed_in(member)

    assert people_in(client.get("/en/people/").content.decode()) == {member.name, "Listed"}
    statuses = {
        person: client.get(f"/en/people/{person.uuid}/").status_code
        for person in (member, listed, hidden, gone, learner, lapsed_member)
    }
    assert statuses == {member: 200, listed: 200, hidden: 404, gone: 404, learner: 404, lapsed_member: 404}


def test_a_person_of_two_organisations_is_there_once(member: Person, signed_in: SignedIn) -> None:
    second = cast.MembershipFactory().organisation
    lapsed = cast.OrganisationFactory()
    for organisation in (second, lapsed):
        Affiliation.objects.create(person=member, organisation=organisation, job="Adviser")

    body = signed_in(member).get("/en/people/").content.decode()

    assert body.count(f">{member.name}</a>") == 1
    assert second.name in body
    assert lapsed.name not in body


def test_search_finds_people_and_organisations_by_name(member: Person, signed_in: SignedIn) -> None:
    ines, tom = cast.member(name="Inês Prata"), cast.member(name="Tom Baker")
    Organisation.objects.filter(affiliations__person=tom).update(name="Harbour Theatre")
    client = signed_in(member)

    assert people_in(client.get("/en/people/?q=prata").content.decode()) == {ines.name}
    assert people_in(client.get("/en/people/?q=harbour").content.decode()) == {tom.name}
    assert people_in(client.get("/en/people/?q=%25").content.decode()) == set()
    assert "Harbour Theatre" in client.get("/en/people/organisations/?q=harbour").content.decode()


def test_a_persons_own_country_goes_before_the_organisations(member: Person, signed_in: SignedIn) -> None:
    abroad = cast.member(name="Abroad")
    Profile.objects.create(person=abroad, country="PT")
    client = signed_in(member)

    assert people_in(client.get("/en/people/?country=PT").content.decode()) == {"Abroad"}
    assert people_in(client.get("/en/people/?country=BE").content.decode()) == {member.name}
    assert people_in(client.get("/en/people/?country=XX").content.decode()) == {"Abroad", member.name}


@pytest.mark.parametrize("path", ["", "organisations/", "organisations/{organisation}/", "{person}/"])
def test_every_page_is_for_members_only(
    path: str, client: Client, learner: Person, signed_in: SignedIn
) -> None:
    person = cast.member(name="Do not leak")
    organisation = person.affiliations.get().organisation
    address = "/en/people/" + path.format(organisation=organisation.uuid, person=person.uuid)

    for visitor in (client, signed_in(learner), signed_in(cast.lapsed_member())):
        answer = visitor.get(address)
        assert answer.status_code == 403
        assert "Do not leak" not in answer.content.decode()
        assert organisation.name not in answer.content.decode()
    answer = signed_in(person).get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["", "?q=body", "organisations/", "organisations/{organisation}/"])
def test_lists_cost_the_same_with_1_3_and_300_rows(
    path: str, secretariat: Person, signed_in: SignedIn
) -> None:
    client = signed_in(secretariat)
    client.get("/en/people/")  # makes the row of the network's own settings
    counts = []
    for number in (1, 3, 300):
        address = "/en/people/" + path.format(organisation=crowd(number).uuid)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        counts.append(len(queries))

    assert len(set(counts)) == 1, counts
    assert counts[0] <= 16


def test_it_comes_thirty_a_page(member: Person, signed_in: SignedIn) -> None:
    crowd(40)
    client = signed_in(member)

    first, second = (client.get(f"/en/people/?q=body&page={n}").content.decode() for n in (1, 2))

    assert (len(people_in(first)), len(people_in(second))) == (30, 10)
    assert "?q=body&amp;page=2" in first


def test_an_organisation_shows_its_people(member: Person, signed_in: SignedIn) -> None:
    other = cast.member()
    organisation = member.affiliations.get().organisation

    body = signed_in(other).get(f"/en/people/organisations/{organisation.uuid}/").content.decode()

    assert people_in(body) == {member.name}


def test_ones_profile_is_made_on_demand_and_saved(
    learner: Person, signed_in: SignedIn, client: Client
) -> None:
    assert client.get("/en/people/me/").url == "/accounts/login/?next=/en/people/me/"
    mine = signed_in(learner)
    assert mine.get("/en/people/me/").status_code == 200

    answer = mine.post(
        "/en/people/me/",
        {
            "name": " Ana ",
            "language": "fr",
            "about": "<b>x</b>",
            "disciplines": "dance",
            "country": "PT",
            "time_zone": "Europe/Brussels",
        },
    )

    assert answer.url == "/en/people/me/"
    learner.refresh_from_db()
    assert (learner.name, learner.language, learner.profile.country, learner.profile.listed) == (
        "Ana",
        "fr",
        "PT",
        False,
    )


def test_what_people_write_is_text(member: Person, signed_in: SignedIn) -> None:
    Profile.objects.create(person=member, about="<script>alert(1)</script>", disciplines="<b>")
    Person.objects.filter(pk=member.pk).update(name="<i>Name</i>")

    body = signed_in(member).get(f"/en/people/{member.uuid}/").content.decode()

    assert "<script>alert" not in body
    assert "<i>Name" not in body


@pytest.mark.parametrize("path", ["", "organisations/", "me/"])
def test_it_speaks_french(path: str, member: Person, signed_in: SignedIn) -> None:
    answer = signed_in(member).get(f"/fr/people/{path}")

    assert answer.status_code == 200
    assert '<html lang="fr">' in answer.content.decode()


def test_closed_pages_speak_french_too(client: Client) -> None:
    answer = client.get("/fr/people/")

    assert answer.status_code == 403
    assert '<html lang="fr">' in answer.content.decode()

"""Each part of a profile has its own audience: pages, lists and looking for somebody obey the same."""

import pytest
from django.test import Client

from members.models import Organisation, Person, Profile
from members.profiles import ShownProfile, column_of, shown_to
from tests.conftest import SignedIn
from tests.factories import members as cast
from tests.members.test_directory import people_in

pytestmark = pytest.mark.django_db

FILLED = {
    "about": "Sews masks at night.",
    "disciplines": "mask, commedia",
    "country": "PT",
    "city": "Setúbal",
    "languages": column_of(["pt", "fr"]),
    "offers": "a kiln on Mondays",
}
FOR = ("about_for", "disciplines_for", "place_for", "languages_for", "offers_for")
WORDS = ("Sews masks", "commedia", "Setúbal", "Português", "a kiln on Mondays")


def somebody(**fields: str) -> Person:
    person = cast.member(name="Rita Valente")
    Profile.objects.create(person=person, **{**FILLED, **fields})
    return person


def asked(client: Client, **question: str) -> set[str]:
    return people_in(client.get("/en/people/", question).content.decode())


@pytest.mark.parametrize(("part", "word"), list(zip(FOR, WORDS, strict=True)))
def test_what_is_for_nobody_is_seen_by_nobody_and_the_rest_by_members(
    part: str, word: str, member: Person, signed_in: SignedIn
) -> None:
    person = somebody(**{part: "nobody"})

    page = signed_in(member).get(f"/en/people/{person.uuid}/").content.decode()
    listed = signed_in(member).get("/en/people/").content.decode()
    listed = listed[listed.index('role="status"') :]  # after the form, which offers every language

    assert {one for one in WORDS if one in page} == set(WORDS) - {word}
    assert word not in listed


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ({"discipline": "COMMEDIA"}, "disciplines_for"),
        ({"language": "fr"}, "languages_for"),
        ({"offer": "kiln"}, "offers_for"),
        ({"town": "setúb"}, "place_for"),
        ({"country": "PT"}, "place_for"),
    ],
)
def test_people_are_found_by_what_they_tell_and_not_by_what_they_keep(
    question: dict[str, str], part: str, member: Person, signed_in: SignedIn
) -> None:
    person = somebody()
    client = signed_in(member)

    assert asked(client, **question) == {"Rita Valente"}
    Profile.objects.filter(person=person).update(**{part: "nobody"})
    assert asked(client, **question) == set()
    offered = client.get("/en/people/").content.decode()
    assert (part == "offers_for") is ("a kiln on Mondays" not in offered)


def test_a_hidden_place_leaves_the_organisations(member: Person, signed_in: SignedIn) -> None:
    person = somebody(place_for="nobody")

    assert person.name in asked(signed_in(member), country="BE")
    assert "Brussels" in signed_in(member).get(f"/en/people/{person.uuid}/").content.decode()


def test_others_see_what_is_for_everyone_and_nothing_where_there_is_none(
    client: Client, learner: Person, signed_in: SignedIn
) -> None:
    closed, opened = somebody(), cast.member(name="Open House")
    Profile.objects.create(person=opened, **{**FILLED, "offers_for": "public", "about": "For members"})

    for reader in (client, signed_in(learner)):
        page = reader.get(f"/en/people/{opened.uuid}/")
        assert page.status_code == 200
        assert "a kiln on Mondays" in page.content.decode()
        assert {word for word in (*WORDS, "For members") if word in page.content.decode()} == {
            "a kiln on Mondays"
        }
        assert reader.get(f"/en/people/{closed.uuid}/").status_code == 403
        assert reader.get("/en/people/").status_code == 403


@pytest.mark.parametrize("empty", ["", "  "])
def test_an_empty_part_for_everyone_opens_no_page(empty: str, client: Client) -> None:
    person = somebody(offers=empty.strip(), offers_for="public")

    assert client.get(f"/en/people/{person.uuid}/").status_code == 403


def test_who_hides_is_not_shown_to_everyone_either(client: Client) -> None:
    person = somebody(offers_for="public", listed=False)

    assert client.get(f"/en/people/{person.uuid}/").status_code == 403


def test_the_form_keeps_parts_languages_and_audiences(learner: Person, signed_in: SignedIn) -> None:
    answer = signed_in(learner).post(
        "/en/people/me/",
        {
            "name": "Ana", "language": "en", "about": "Hello", "about_for": "public", "offers": "tea",
            "offers_for": "nobody", "languages": ["fr", "pt"], "city": "Évora", "country": "PT", "place_for": "member",
            "time_zone": "Europe/Brussels",
            "listed": "on",
        },
    )  # fmt: skip

    assert answer.status_code == 302
    profile = Profile.objects.get(person=learner)
    assert (profile.languages, profile.about_for, profile.offers_for, profile.disciplines_for) == (
        ",fr,pt,",
        "public",
        "nobody",
        "member",
    )
    assert 'value="fr" selected' in signed_in(learner).get("/en/people/me/").content.decode()


def test_nonsense_is_refused_or_finds_everybody(member: Person, signed_in: SignedIn) -> None:
    client = signed_in(member)

    assert (
        client.post("/en/people/me/", {"name": "A", "language": "en", "offers_for": "the world"}).status_code
        == 200
    )
    assert member.name in asked(client, language="klingon", country="XX")


def test_organisations_are_found_by_place_discipline_language_and_offer(
    member: Person, signed_in: SignedIn
) -> None:
    house = cast.MembershipFactory().organisation
    Organisation.objects.filter(pk=house.pk).update(
        name="Casa das Máscaras",
        disciplines="mask",
        languages=",pt,",
        offers="a loft",
        city="Setúbal",
        country="PT",
    )
    client = signed_in(member)

    for question in (
        "discipline=mask",
        "language=pt",
        "offer=loft",
        "town=set%C3%BAb",
        "country=PT",
        "q=casa",
    ):
        page = client.get(f"/en/people/organisations/?{question}").content.decode()
        assert "Casa das Máscaras" in page
        assert str(member.affiliations.get().organisation) not in page
    page = client.get(f"/en/people/organisations/{house.uuid}/").content.decode()
    for word in ("mask", "Português", "a loft"):
        assert word in page


def test_nobody_without_a_profile_is_shown_as_empty(member: Person) -> None:
    assert shown_to(member, cast.PersonFactory()) == ShownProfile()
    assert shown_to(member, cast.PersonFactory()).is_empty

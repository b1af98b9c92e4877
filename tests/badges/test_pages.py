"""Who reaches what: a certificate is its holder's, recognising is for those who saw it, the shared page shows what was chosen."""

from collections.abc import Callable

import pytest
from django.test import Client

from badges import actions, queries
from badges.models import Competence, Credential, SelfAssessment, SharedPage
from demo.load.recognition import load_competences
from members.models import Person
from tests.factories import members as cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Person:
    return cast.PersonFactory(name="Ana Kovač")


@pytest.fixture
def credential(holder: Person, recognised: Callable[..., Credential]) -> Credential:
    return recognised(person=holder)


@pytest.fixture
def competences(db: None) -> None:
    """The demo's competences, and the lines that they are filed under."""
    load_competences()
    for slug in set(Competence.objects.values_list("line", flat=True)):
        cast.LineFactory(slug=slug)


FORMS = ("en", "fr", "json", "jwt", "svg")


def test_the_holder_downloads_every_form_and_nobody_else_any(
    credential: Credential, holder: Person, secretariat: Person, client: Client, signed_in
) -> None:
    for form in FORMS:
        address = f"/en/recognition/{credential.code}/{form}/"
        answer = signed_in(holder).get(address)
        assert answer.status_code == 200, form
        assert answer["Content-Disposition"].startswith("attachment")
        assert signed_in(cast.PersonFactory()).get(address).status_code == 404
        assert signed_in(secretariat).get(address).status_code == 404
        assert client.get(address).status_code == 302
    assert signed_in(holder).get(f"/en/recognition/{credential.code}/exe/").status_code == 404


def test_the_picture_carries_the_credential(credential: Credential, holder: Person, signed_in) -> None:
    drawn = signed_in(holder).get(f"/en/recognition/{credential.code}/svg/").content.decode()
    assert "credential" in drawn
    assert credential.title_en.split()[0] in drawn


def test_the_shared_page_shows_what_was_chosen_while_it_is_open(
    credential: Credential, holder: Person, recognised: Callable[..., Credential], client: Client
) -> None:
    other = recognised(person=holder, title_en="Kept to myself", kind="hosted")
    page = actions.share_page(person=holder, is_open=True, shown=[credential.pk], words="Hello.")
    seen = client.get(f"/en{page.address[3:]}").content.decode()
    assert "What a tour costs now" in seen
    assert other.title_en not in seen

    actions.share_page(person=holder, is_open=False, shown=[credential.pk])
    assert client.get(page.address).status_code == 404
    again = actions.share_page(person=holder, is_open=True, shown=[credential.pk], new_link=True)
    assert client.get(page.address).status_code == 404
    assert client.get(again.address).status_code == 200


def test_nobody_shares_what_is_anothers(credential: Credential, signed_in) -> None:
    other = cast.PersonFactory()
    signed_in(other).post("/en/recognition/page/", {"is_open": "on", "shown": [credential.pk, "x", "9" * 30]})
    assert list(SharedPage.objects.get(person=other).shown.all()) == []


def test_recognising_is_for_facilitators_and_the_office(
    learner: Person, facilitator: Person, secretariat: Person, editor: Person, signed_in
) -> None:
    form = {
        "email": learner.email.upper(),
        "kind": "mentored",
        "title_en": "First tours",
        "earned_on": "2026-05-01",
    }
    for nobody in (learner, editor):
        assert signed_in(nobody).post("/en/recognition/recognise/", form).status_code == 404
    assert signed_in(facilitator).post("/en/recognition/recognise/", form).status_code == 302
    twice = signed_in(secretariat).post("/en/recognition/recognise/", form)
    assert twice.status_code == 422
    assert "has this already" in twice.content.decode()
    assert Credential.objects.get().person == learner


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "nobody@example.org"}, "Nobody here has this address."),
        ({"earned_on": "2999-01-01"}, "still to come"),
        ({"kind": "completed"}, "valid choice"),
    ],
)
def test_a_wrong_form_says_what_is_wrong(
    change: dict, said: str, learner: Person, facilitator: Person, signed_in
) -> None:
    form = {
        "email": learner.email,
        "kind": "mentored",
        "title_en": "First tours",
        "earned_on": "2026-05-01",
        **change,
    }
    answer = signed_in(facilitator).post("/en/recognition/recognise/", form)
    assert said in answer.content.decode()
    assert not Credential.objects.exists()


def test_revoking_asks_for_a_reason_and_is_the_offices(
    credential: Credential, facilitator: Person, secretariat: Person, signed_in
) -> None:
    address = f"/en/recognition/awarded/{credential.code}/revoke/"
    assert signed_in(facilitator).get(address).status_code == 404
    assert signed_in(secretariat).post(address, {"reason": "  "}).status_code == 422
    assert signed_in(secretariat).post(address, {"reason": "A mistake of ours."}).status_code == 302
    credential.refresh_from_db()
    assert credential.revoked_because == "A mistake of ours."


def test_competences_are_said_before_and_after_and_stay_private(
    competences: None, learner: Person, client: Client, signed_in
) -> None:
    slugs = list(Competence.objects.filter(locale__language_code="en").values_list("slug", flat=True))
    signed_in(learner).post("/en/recognition/competences/", {"moment": "before", f"of-{slugs[0]}": "0"})
    signed_in(learner).post(
        "/en/recognition/competences/", {"moment": "after", f"of-{slugs[0]}": "2", f"of-{slugs[1]}": "1"}
    )

    lines, made = queries.stand_of(learner)
    stands = {stand.competence.slug: (stand.first, stand.last) for line in lines for stand in line.stands}
    assert [one.moment for one in made] == ["before", "after"]
    assert stands[slugs[0]] == (0, 2)
    page = signed_in(learner).get("/en/recognition/competences/").content.decode()
    assert "Not yet" in page
    assert "<svg" in page

    shared = actions.share_page(person=learner, is_open=True, shown=[])
    assert "By myself" not in client.get(shared.address).content.decode()
    actions.share_page(person=learner, is_open=True, shown=[], shows_assessments=True)
    assert "By myself" in client.get(shared.address).content.decode()


def test_an_empty_answer_is_asked_again(competences: None, learner: Person, signed_in) -> None:
    answer = signed_in(learner).post("/en/recognition/competences/", {"moment": "now"})
    assert answer.status_code == 422
    assert not SelfAssessment.objects.exists()


def test_french_reads_french_competences(competences: None, learner: Person, signed_in) -> None:
    assert "Bâtir un budget" in signed_in(learner).get("/fr/recognition/competences/").content.decode()


def test_lists_cost_the_same_for_1_3_and_300(
    holder: Person, secretariat: Person, signed_in, django_assert_max_num_queries
) -> None:
    from django.db import connection  # noqa: PLC0415 - counted here alone
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    costs: dict[str, set[int]] = {"/en/recognition/": set(), "/en/recognition/awarded/": set()}
    mine, office = signed_in(holder), signed_in(secretariat)
    for number in (1, 3, 300):
        Credential.objects.bulk_create(
            Credential(
                key=f"{number}-{n}",
                person=holder,
                person_name="A",
                kind="spoke",
                title_en="T",
                earned_on="2026-01-01",
                issuer_name="N",
            )
            for n in range(number - Credential.objects.count())
        )
        for client, address in ((mine, "/en/recognition/"), (office, "/en/recognition/awarded/")):
            client.get(address)
            with CaptureQueriesContext(connection) as queried:
                client.get(address)
            costs[address].add(len(queried))
    assert {address: len(counts) for address, counts in costs.items()} == dict.fromkeys(costs, 1), costs

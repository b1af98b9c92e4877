"""The secretariat's screens in the CMS: who may enter, what they do, what they cost."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from members import actions, network_urls
from members.models import ImportedFile, Invitation, Organisation, Person
from tests.conftest import SignedIn
from tests.factories import members as cast

pytestmark = pytest.mark.django_db

NAMES = [pattern.name for pattern in network_urls.urlpatterns]
CSV = "organisation,country,person,email\nHarbour,BE,Ana,ana@example.org\nBroken,Atlantis,,\n"


@pytest.fixture
def things(secretariat: Person) -> dict[str, int]:
    """One of each thing that an address can name, by the name of the address."""
    person = cast.member()
    organisation = person.affiliations.get().organisation
    invitation = actions.invite(email="new@example.org", organisation=organisation, by=secretariat)
    kept = ImportedFile.objects.create(uploaded_by=secretariat, name="x.csv", text=CSV)
    return {
        "roles": person.pk,
        "organisation": organisation.pk,
        "start": organisation.pk,
        "end": organisation.pk,
        "invite": organisation.pk,
        "resend": invitation.pk,
        "leave": person.affiliations.get().pk,
        "imported": kept.pk,
        "import_apply": kept.pk,
    }


def address_of(name: str, things: dict[str, int]) -> str:
    return reverse(f"network:{name}", args=[things[name]] if name in things else [])


def test_no_address_is_forgotten() -> None:
    mounted = [
        name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("network")
    ]
    assert mounted == []
    assert len(NAMES) == len(set(NAMES)) == 13


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_secretariat_enters(
    name: str,
    method: str,
    things: dict[str, int],
    signed_in: SignedIn,
    member: Person,
    trainer: Person,
    editor: Person,
    secretariat: Person,
) -> None:
    address = address_of(name, things)
    people = {
        "anonymous": None,
        "member": member,
        "trainer": trainer,
        "editor": editor,
        "secretariat": secretariat,
    }

    found = {}
    for who, person in people.items():
        client = signed_in(person) if person else Client()
        answer = getattr(client, method)(address)
        to_login = answer.status_code == 302 and answer.url.startswith("/accounts/login/")
        found[who] = "login" if to_login else "refused" if answer.status_code == 403 else "in"

    assert found.pop("trainer") in (
        "login",
        "refused",
    )  # whether trainers enter the CMS at all is the courses' affair
    assert found == {"anonymous": "login", "member": "login", "editor": "refused", "secretariat": "in"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_taken_without_a_token(name: str, things: dict[str, int], secretariat: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(secretariat)

    assert client.post(address_of(name, things)).status_code in (403, 405)


def test_the_menu_shows_it_to_the_secretariat(
    signed_in: SignedIn, secretariat: Person, editor: Person
) -> None:
    assert "/cms/network/" in signed_in(secretariat).get("/cms/").content.decode()
    assert "/cms/network/" not in signed_in(editor).get("/cms/").content.decode()


@pytest.fixture
def office(signed_in: SignedIn, secretariat: Person) -> Client:
    """The secretariat's browser."""
    return signed_in(secretariat)


def test_adding_an_organisation_that_is_a_member_from_today(office: Client, secretariat: Person) -> None:
    data = {"name": "Quai", "kind": "venue", "country": "FR", "city": "Brest", "website": "quai.example"}

    office.post(reverse("network:add"), {**data, "member_today": "on"})

    made = Organisation.objects.get(name="Quai")
    assert made.website == "https://quai.example"
    assert [(one.starts_on, one.changed_by) for one in made.memberships.all()] == [
        (timezone.localdate(), secretariat)
    ]


def test_ending_asks_first_and_then_ends(office: Client, things: dict[str, int]) -> None:
    address = address_of("end", things)
    assert "no longer see" in office.get(address).content.decode()
    organisation = Organisation.objects.get(pk=things["end"])
    assert organisation.memberships.get().ends_on is None

    answer = office.post(address, {"day": "2024-06-30"}, follow=True)

    assert organisation.memberships.get().ends_on == datetime.date(2024, 6, 30)
    assert "Lapsed" in answer.content.decode()
    assert "no membership to end" in office.post(address, {"day": "2024-06-30"}).content.decode()


def test_renewing(office: Client) -> None:
    ended = cast.MembershipFactory(ends_on=datetime.date(2022, 12, 31))

    office.post(reverse("network:start", args=[ended.organisation_id]), {"day": "2024-01-01"})

    assert ended.organisation.memberships.count() == 2


def test_inviting_and_sending_again(office: Client, things: dict[str, int]) -> None:
    office.post(address_of("invite", things), {"email": "B@example.org", "language": "fr"})
    invitation = Invitation.objects.get(email="b@example.org")
    Invitation.objects.update(sent_at=timezone.now())

    body = office.post(reverse("network:resend", args=[invitation.pk]), follow=True).content.decode()

    invitation.refresh_from_db()
    assert invitation.sent_at is None
    assert "b@example.org" in body


def test_roles_are_given_and_the_secretariats_is_not_offered(office: Client, things: dict[str, int]) -> None:
    address = address_of("roles", things)
    assert 'value="secretariat"' not in office.get(address).content.decode()

    office.post(address, {"roles": ["trainer", "editor"]})
    assert (
        "is not one of the available choices"
        in office.post(address, {"roles": ["secretariat"]}).content.decode()
    )

    person = Person.objects.get(pk=things["roles"])
    assert set(person.groups.values_list("name", flat=True)) == {"trainer", "editor"}


def test_somebody_is_taken_off_the_staff(office: Client, things: dict[str, int]) -> None:
    assert "no longer a member" in office.get(address_of("leave", things)).content.decode()

    office.post(address_of("leave", things))

    assert not Person.objects.get(pk=things["roles"]).affiliations.exists()


def test_changing_the_data(office: Client, things: dict[str, int]) -> None:
    data = {
        "name": "Renamed",
        "kind": "school",
        "country": "PT",
        "city": "Porto",
        "website": "",
        "about": "x",
    }

    office.post(address_of("organisation", things), data)

    changed = Organisation.objects.get(pk=things["organisation"])
    assert (changed.name, changed.kind, changed.country) == ("Renamed", "school", "PT")


def test_status_can_be_filtered(office: Client) -> None:
    today = timezone.localdate()
    cast.MembershipFactory(organisation__name="Now house")
    cast.MembershipFactory(organisation__name="Past house", ends_on=today - datetime.timedelta(days=1))
    cast.MembershipFactory(organisation__name="Future house", starts_on=today + datetime.timedelta(days=1))
    cast.OrganisationFactory(name="Other house")
    names = {"current": "Now house", "lapsed": "Past house", "coming": "Future house", "never": "Other house"}

    for status, name in names.items():
        body = office.get(reverse("network:organisations"), {"status": status, "q": "house"}).content.decode()
        assert [one for one in names.values() if one in body] == [name]


def one_more() -> None:
    """One more of all that these screens list, at one organisation."""
    organisation, _made = Organisation.objects.get_or_create(name="The house", country="BE")
    number = Person.objects.count()
    person = cast.with_role("trainer")
    actions.join_organisation(person=person, organisation=organisation)
    Invitation.objects.create(email=f"i{number}@example.org", organisation=organisation)
    day = datetime.date(1900, 1, 1) + datetime.timedelta(days=2 * number)
    organisation.memberships.create(starts_on=day, ends_on=day, changed_by=person)
    cast.MembershipFactory()


@pytest.mark.parametrize("name", ["organisations", "people", "organisation"])
def test_lists_cost_the_same_with_1_3_and_300_rows(name: str, office: Client) -> None:
    counts, made = [], 0
    for number in (1, 3, 300 if name != "organisation" else 30):
        while made < number:
            one_more()
            made += 1
        pk = Organisation.objects.get(name="The house").pk
        address = address_of(name, {"organisation": pk})
        office.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert office.get(address).status_code == 200
        counts.append(len(queries))

    assert len(set(counts)) == 1, counts


def upload(office: Client, content: str = CSV, **more: str) -> str:
    file = SimpleUploadedFile("list.csv", content.encode(), content_type="text/csv")
    return office.post(reverse("network:import"), {"file": file, **more}).url


def test_an_import_is_shown_first_and_then_done_once(office: Client) -> None:
    report = upload(office)
    body = office.get(report).content.decode()
    assert "new organisation, new person" in body
    assert "“Atlantis” is not known" in body
    assert "Import 1 row" in body
    assert not Organisation.objects.exists()

    body = office.post(report + "apply/", follow=True).content.decode()

    assert "1 row is imported" in body
    assert "“Atlantis” is not known" in body
    assert Organisation.objects.get().name == "Harbour"
    kept = ImportedFile.objects.get()
    assert (kept.text, kept.applied_at is not None) == ("", True)
    assert "imported already" in office.post(report + "apply/", follow=True).content.decode()


def test_only_the_bad_rows(office: Client) -> None:
    body = office.get(upload(office) + "?show=error").content.decode()

    assert "Atlantis" in body
    assert "new person" not in body


def test_the_file_of_a_colleague_is_theirs(office: Client, signed_in: SignedIn) -> None:
    report = upload(office)
    colleague = signed_in(cast.with_role("secretariat"))

    assert colleague.get(report).status_code == 404
    assert colleague.post(report + "apply/").status_code == 404
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00PK", b"organisation\n" + b"x" * 5 * 1024 * 1024])
def test_files_that_cannot_be_used_leave_one_at_the_form(office: Client, content: bytes) -> None:
    answer = office.post(reverse("network:import"), {"file": SimpleUploadedFile("list.csv", content)})

    assert answer.status_code == 200
    assert "w-field__errors" in answer.content.decode()
    assert not ImportedFile.objects.exists()


def test_what_a_file_says_is_text(office: Client) -> None:
    body = office.get(upload(office, "organisation,country\n<script>alert(1)</script>,BE\n")).content.decode()

    assert "<script>alert(1)" not in body


def test_screens_speak_the_persons_language(
    signed_in: SignedIn, secretariat: Person, things: dict[str, int]
) -> None:
    secretariat.language = "fr"
    secretariat.save()
    office = signed_in(secretariat)

    for name in ("organisations", "people", "organisation", "import", "add"):
        assert '<html lang="fr"' in office.get(address_of(name, things)).content.decode()

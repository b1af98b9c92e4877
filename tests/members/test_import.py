"""What a CSV file would do and does, without a browser."""

import datetime
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext

from members import imports
from members.imports import PlannedRow, UnreadableFile, cells
from members.models import Affiliation, Invitation, Membership, Organisation, Person
from tests.factories import members as cast

pytestmark = pytest.mark.django_db

HEADER = "organisation,kind,country,city,website,member_since,member_until,person,email,job,language\n"
FILE = (
    HEADER
    + "Harbour,venue,BE,Ghent,harbour.example,2019-05-01,,Ana Prata,ana@example.org,Producer,en\n"
    + "Harbour,,,,,,,Tom Baker,tom@example.org,Technician,fr\n"
    + "Théâtre du Quai,festival,France,Brest,,01/02/2018,31.12.2023,,,,\n"
)


def planned(text: str, *, send_invitations: bool = False) -> list[PlannedRow]:
    return imports.plan(imports.read(text), send_invitations=send_invitations)


def applied(text: str, by: Person, *, send_invitations: bool = False) -> list[PlannedRow]:
    return imports.apply(planned(text, send_invitations=send_invitations), by=by)


def everything() -> list[Any]:
    """All rows that an import could touch, to compare."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Organisation, Membership, Person, Affiliation, Invitation)
    ]


def errors(rows: list[PlannedRow]) -> dict[int, str]:
    return {row.line: row.error for row in rows if row.error}


def test_a_dry_run_tells_each_row_and_changes_nothing(secretariat: Person) -> None:
    before = everything()

    rows = planned(FILE)

    assert everything() == before
    assert [(row.line, row.organisation, row.person, row.outcomes, row.error) for row in rows] == [
        (2, "Harbour", "Ana Prata", ["new organisation", "member from 1 May 2019", "new person"], ""),
        (3, "Harbour", "Tom Baker", ["new person"], ""),
        (
            4,
            "Théâtre du Quai",
            "",
            ["new organisation", "member from 1 February 2018 to 31 December 2023"],
            "",
        ),
    ]


def test_it_is_applied(secretariat: Person) -> None:
    rows = applied(FILE, secretariat)

    assert errors(rows) == {}
    harbour, quai = Organisation.objects.order_by("name")
    assert (harbour.kind, harbour.country, harbour.city, harbour.website) == (
        "venue",
        "BE",
        "Ghent",
        "https://harbour.example",
    )
    assert quai.country == "FR"
    assert set(Membership.objects.values_list("organisation", "starts_on", "ends_on", "changed_by")) == {
        (harbour.pk, datetime.date(2019, 5, 1), None, secretariat.pk),
        (quai.pk, datetime.date(2018, 2, 1), datetime.date(2023, 12, 31), secretariat.pk),
    }
    assert set(
        Affiliation.objects.values_list("person__name", "organisation", "job", "person__language")
    ) == {
        ("Ana Prata", harbour.pk, "Producer", "en"),
        ("Tom Baker", harbour.pk, "Technician", "fr"),
    }
    assert not any(person.has_usable_password() for person in Person.objects.filter(email__startswith="ana"))
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("send_invitations", [False, True])
def test_importing_twice_is_importing_once(secretariat: Person, send_invitations: bool) -> None:
    applied(FILE, secretariat, send_invitations=send_invitations)
    before = everything()

    again = applied(FILE, secretariat, send_invitations=send_invitations)

    assert [row.outcomes for row in again] == [[], [], []]
    assert everything() == before


def test_with_invitations_people_come_when_they_accept(secretariat: Person) -> None:
    rows = applied(FILE, secretariat, send_invitations=True)

    assert rows[0].outcomes[-1] == "invited"
    assert set(Invitation.objects.values_list("email", "name", "language", "sent_at")) == {
        ("ana@example.org", "Ana Prata", "en", None),
        ("tom@example.org", "Tom Baker", "fr", None),
    }
    assert not Person.objects.filter(email="ana@example.org").exists()


def test_people_imported_before_can_be_invited_later(secretariat: Person) -> None:
    applied(FILE, secretariat)

    rows = applied(FILE, secretariat, send_invitations=True)

    assert [row.outcomes for row in rows] == [["invited"], ["invited"], []]
    assert Invitation.objects.count() == 2


def test_who_has_an_account_keeps_it_and_joins(secretariat: Person) -> None:
    person = cast.PersonFactory(email="ana@example.org", name="Ana as she writes it")

    rows = applied(FILE.replace("ana@", "Ana@"), secretariat, send_invitations=True)

    person.refresh_from_db()
    assert person.name == "Ana as she writes it"
    assert person.affiliations.get().job == "Producer"
    assert "person joins the organisation" in rows[0].outcomes


def test_what_is_there_is_updated_and_empty_cells_change_nothing(secretariat: Person) -> None:
    there = cast.OrganisationFactory(
        name="Harbour", country="NL", city="Ghent", website="https://old.example"
    )

    rows = applied("organisation;country;city\nHARBOUR;Belgium;\n", secretariat)

    there.refresh_from_db()
    assert rows[0].outcomes == ["organisation updated: country"]
    assert (there.name, there.country, there.city, there.website) == (
        "Harbour",
        "BE",
        "Ghent",
        "https://old.example",
    )


def test_a_membership_is_ended_by_its_last_day(secretariat: Person) -> None:
    membership = cast.MembershipFactory(organisation__name="Harbour")

    rows = applied("organisation,member_until\nHarbour,2024-06-30\n", secretariat)
    again = applied("organisation,member_until\nHarbour,2024-06-30\n", secretariat)

    membership.refresh_from_db()
    assert membership.ends_on == datetime.date(2024, 6, 30)
    assert (rows[0].outcomes, again[0].outcomes) == (["membership ends on 30 June 2024"], [])


def test_three_bad_rows_of_ten_do_not_stop_the_seven(secretariat: Person) -> None:
    good = "".join(f"House {n},BE,Person {n},p{n}@example.org\n" for n in range(7))
    bad = "Bad one,Atlantis,,\nBad two,BE,No Address,\nBad three,BE,Wrong,not-an-address\n"

    rows = applied("organisation,country,person,email\n" + bad + good, secretariat)

    assert set(errors(rows)) == {2, 3, 4}
    assert set(Organisation.objects.values_list("name", flat=True)) == {f"House {n}" for n in range(7)}


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (",BE,,,,", "organisation is missing"),
        ("New,,,,,", "needs a country"),
        ("New,Atlantis,,,,", "“Atlantis” is not known"),
        ("New,BE,31/31/2020,,,", "is not a day"),
        ("New,BE,2020-01-01,2019-01-01,,", "lies before"),
        ("New,BE,,2019-01-01,,", "no membership to end"),
        ("New,BE,,,Ana,", "needs an e-mail address"),
        ("New,BE,,,,ana@example.org", "name of the person is missing"),
        ("New,BE,,,Ana,ana@", "not an e-mail address"),
        (f"{'x' * 161},BE,,,,", "too long"),
        ("New,BE,,,,,surplus", "more cells than the header"),
        ('New,BE,,,"Ana"x,', "quotation marks"),
        (f"New,BE,,,{'x' * 200_000},", "far too long"),
        ("Member,BE,2019-01-01,,,", "overlaps"),
    ],
)
def test_each_bad_row_says_why_and_the_next_is_read(cells: str, says: str, secretariat: Person) -> None:
    cast.MembershipFactory(organisation__name="Member", starts_on=datetime.date(2018, 1, 1))
    text = f"organisation,country,member_since,member_until,person,email\n{cells}\nGood,BE,,,,\n"

    rows = applied(text, secretariat)

    assert says in rows[0].error
    assert (rows[1].line, rows[1].error) == (3, "")
    assert set(Organisation.objects.values_list("name", flat=True)) == {"Member", "Good"}


def test_repetitions_and_contradictions_in_the_file_are_reported(secretariat: Person) -> None:
    text = (
        "organisation,country,person,email\n"
        "House,BE,Ana,ana@example.org\n"
        "HOUSE,BE,Ana,ANA@example.org\n"
        "House,FR,Tom,tom@example.org\n"
        "House,,,\n"
        "house,,,\n"
    )

    found = errors(applied(text, secretariat))

    assert set(found) == {3, 4, 6}
    assert "Line 2" in found[3]
    assert "something else in country" in found[4]
    assert "Line 5" in found[6]
    assert not Person.objects.filter(email="tom@example.org").exists()


def test_a_row_that_fails_leaves_the_organisation_to_the_next(secretariat: Person) -> None:
    text = "organisation,country,person,email\nHouse,BE,Ana,broken\nHouse,BE,Tom,tom@example.org\n"

    rows = applied(text, secretariat)

    assert set(errors(rows)) == {2}
    assert Affiliation.objects.get().organisation.name == "House"


def test_accents_in_the_file_itself_find_the_organisation_of_a_row_above(secretariat: Person) -> None:
    rows = "École,FR,A,a@example.org\nÉCOLE,,B,b@example.org\nEcole,,C,c@example.org\n"

    assert errors(applied("organisation,country,person,email\n" + rows, secretariat)) == {}
    assert Organisation.objects.get().affiliations.count() == 3


def test_formulas_are_just_text(secretariat: Person) -> None:
    applied('organisation,country\n"=HYPERLINK(""http://evil"",""x"")",BE\n', secretariat)

    assert Organisation.objects.get().name == '=HYPERLINK("http://evil","x")'


@pytest.mark.parametrize(
    ("content", "noticed"),
    [
        ("\ufefforganisation;country\nThéâtre;BE\n".encode(), False),
        ("organisation;country\r\nThéâtre;BE\r\n".encode("cp1252"), True),
        ("organisation\tcountry\nThéâtre\tBE\n".encode("utf-16"), False),
        ('\n"country","Organisation"\n"BE","Théâtre"\n'.encode(), False),
        ("Pays,ORGANIZATION\nbelgium,Théâtre\n".encode(), False),
    ],
)
def test_files_of_every_spreadsheet_program_are_read(
    content: bytes, noticed: bool, secretariat: Person
) -> None:
    text, notices = imports.decode(content)
    rows = applied(text, secretariat)

    assert errors(rows) == {}
    assert bool(notices) == noticed
    assert [(one.name, one.country) for one in Organisation.objects.all()] == [("Théâtre", "BE")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "must name the columns"),
        (b"name,country\nX,BE\n", "must name the columns"),
        (b"organisation,organization\nX,Y\n", "there twice"),
        (b"\x00\x01\x02PK", "not a text file"),
        (b"organisation\n" + b"x\n" * 10_001, "more than 10,000"),
        (b"organisation\n" + b"x" * 5 * 1024 * 1024, "larger than 5 MB"),
        (b"\x81\x8d", "not a text file"),
    ],
)
def test_files_that_cannot_be_used_say_why(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        imports.read(imports.decode(content)[0])


def test_countries_kinds_and_languages_have_french_names_too(secretariat: Person) -> None:
    with translation.override("fr"):
        if gettext("Belgium") == "Belgium":
            pytest.skip("the French catalogue is not made yet")
    cells._codes.cache_clear()

    assert cells.code("country", "BELGIQUE") == "BE"
    assert cells.code("country", "pays-bas") == "NL"
    assert cells.code("language", "français") == "fr"


def test_unknown_columns_are_named(secretariat: Person) -> None:
    assert imports.read("organisation,shoe size,country\nX,42,BE\n").ignored == ["shoe size"]


def test_lines_are_numbered_as_the_editor_shows_them() -> None:
    table = imports.read('organisation,city\n\n"A\nB",x\nC,y\n')

    assert [(row.line, row.cells["organisation"]) for row in table.rows] == [(3, "A B"), (5, "C")]


def test_planning_costs_the_same_with_3_and_300_rows(django_assert_max_num_queries: Any) -> None:
    rows = "".join(f"House {n},BE,Person {n},p{n}@example.org\n" for n in range(300))

    with django_assert_max_num_queries(7):
        planned(FILE)
    with django_assert_max_num_queries(7):
        planned("organisation,country,person,email\n" + rows)

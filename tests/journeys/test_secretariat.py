"""The secretariat imports members from a file and sees them counted."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor, a_new_word

pytestmark = pytest.mark.browser

COLUMNS = ["organisation", "kind", "country", "city", "member_since", "person", "email", "job", "language"]


def test_secretariat(visitor, tmp_path: Path) -> None:
    odile: Visitor = visitor()
    word = a_new_word()
    houses = [f"Théâtre {word.title()}", f"Kino {word.title()}"]
    people = [f"Ana {word.title()}", f"Ben {word.title()}", f"Chloé {word.title()}"]
    file = tmp_path / "members.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for number, person in enumerate(people):
            house, country = (houses[0], "FR") if number < 2 else (houses[1], "CZ")
            email = f"{person.split()[0].lower().replace('é', 'e')}@{word}.example"
            writer.writerow([house, "venue", country, "Brno", "2024-01-01", person, email, "Producer", "fr"])
        writer.writerow([houses[0], "venue", "FR", "", "", "Nobody Home", "not-an-address", "", ""])

    odile.signs_in("secretariat@example.org")
    before = _organisations_counted(odile)

    page = odile.goes_to("/cms/network/")
    page.get_by_role("link", name="Import from a CSV file").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_text("3 rows would change something.")).to_be_visible()
    expect(page.get_by_text("1 row cannot be used.")).to_be_visible()
    expect(_row(page, people[0])).to_contain_text("new organisation")
    expect(_row(page, people[2])).to_contain_text("new person")
    expect(_row(page, "Nobody Home")).to_contain_text("Error:")
    assert _organisations_counted(visitor()) == before, "a dry run changed something"

    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_text("3 rows changed something.")).to_be_visible()

    page.get_by_role("link", name="To the organisations").click()
    page.get_by_role("link", name="People", exact=True).first.click()
    page.locator("main input[name=q]").fill(word)
    page.get_by_role("button", name="Show", exact=True).click()
    for person in people:
        expect(_row(page, person)).to_contain_text(f"@{word}.example")
    page.get_by_role("link", name=houses[0]).first.click()
    expect(page.get_by_role("heading", name=houses[0]).first).to_be_visible()
    for person in people[:2]:
        expect(_row(page, person)).to_contain_text("Producer")
    expect(_row(page, people[2])).to_have_count(0)

    assert _organisations_counted(odile) == before + 2
    page = odile.goes_to(f"/en/people/?q={word.title()}")
    for person in people:
        expect(page.get_by_role("link", name=person)).to_be_visible()


def _row(page: Page, text: str) -> Locator:
    return page.locator("main tr").filter(has_text=text)


def _organisations_counted(person: Visitor) -> int:
    page = person.goes_to("/en/impact/")
    figure = page.locator("dl.figures div").filter(has=page.get_by_text("member organisations", exact=True))
    return int(figure.locator("dd").inner_text())

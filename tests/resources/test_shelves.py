"""The library: what is on the shelves, for whom, and in how many queries."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from files.actions import read_file
from files.models import Extraction
from members.models import Person
from pages.generation import raise_generation
from resources.actions import count_download
from resources.models import Download, ResourcePage
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.files import pdf, stored_file
from tests.factories.many import copies_of

pytestmark = pytest.mark.django_db


def test_shelves_show_what_a_person_may_see(
    member: Person, lapsed_member: Person, editor: Person, signed_in
) -> None:
    opened, closed, office = (
        pages.resource(title="Open paper"),
        pages.resource(title="Members paper", own_audience="member"),
        pages.resource(title="Office paper", own_audience="staff"),
    )
    titles = {page.title for page in (opened, closed, office)}

    def seen(client: Client) -> set[str]:
        text = client.get("/en/resources/").content.decode()
        return {title for title in titles if title in text}

    assert seen(Client()) == {"Open paper"}
    assert seen(signed_in(member)) == {"Open paper", "Members paper"}
    assert seen(signed_in(lapsed_member)) == {"Open paper"}
    assert seen(signed_in(editor)) == titles


def test_shelves_are_narrowed_by_kind_and_line(line) -> None:
    pages.resource(title="A toolkit on the line", resource_kind="toolkit", lines=(line,))
    pages.resource(title="A report on the line", resource_kind="report", lines=(line,))
    pages.resource(title="A toolkit elsewhere", resource_kind="toolkit")

    text = Client().get(f"/en/resources/?kind=toolkit&line={line.slug}").content.decode()

    assert "A toolkit on the line" in text
    assert "A report on the line" not in text
    assert "A toolkit elsewhere" not in text


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "line=nonsense", "page=99999", "page=-1", "page=x", "kind=%00"]
)
def test_nonsense_in_the_address_shows_the_shelves(query: str) -> None:
    pages.resource(title="A paper")

    assert "A paper" in Client().get(f"/en/resources/?{query}").content.decode()


def test_every_language_version_offers_the_sources_files() -> None:
    page = pages.resource(files=(stored_file(title="The sheet"),))
    french = pages.in_french(page, title="La fiche")

    assert "The sheet" in Client().get(french.address).content.decode()


def test_downloads_outlive_the_page() -> None:
    file = stored_file()
    page = pages.resource(files=(file,))
    count_download(file_id=file.pk, person=cast.PersonFactory())

    page.delete()

    assert Download.objects.get().count == 1


def test_the_page_says_how_many_pages_a_pdf_has() -> None:
    file = stored_file(pdf("One.", "Two.", "Three."), "three.pdf")
    page = pages.resource(files=(file,))
    read_file(Extraction.objects.get(file=file).pk)

    assert "3 pages" in Client().get(page.address).content.decode()


def test_shelves_and_pages_cost_the_same_queries_with_1_3_and_300(line) -> None:
    client = Client()
    page = pages.resource(lines=(line,), files=(stored_file(),))
    counts = []
    for more in (0, 2, 297):
        copies_of(page, more)
        raise_generation()
        costs = []
        for address in ("/en/resources/", f"/en/resources/?line={line.slug}", page.address):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            costs.append(len(captured))
        counts.append(costs)

    assert counts[0] == counts[1] == counts[2]
    assert ResourcePage.objects.count() == 300

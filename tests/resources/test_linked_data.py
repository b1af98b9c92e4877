"""What machines read of a page: JSON-LD by extruct, Open Graph, feeds, the map of the site."""

import xml.etree.ElementTree as ET
from typing import Any

import extruct
import pytest
from django.test import Client

from files.actions import read_file
from files.models import Extraction
from members.models import Person
from resources.models import ResourcePage
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.files import pdf, stored_file

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def guide(line) -> ResourcePage:
    file = stored_file(pdf("One."), "guide.pdf", title="Guide")
    read_file(Extraction.objects.get(file=file).pk)
    return pages.resource(
        title="Captioning & more </script><b>",
        resource_kind="guide",
        summary="How to caption.",
        licence="CC-BY-SA-4.0",
        level="starting",
        minutes=90,
        year=2025,
        lines=(line,),
        tags=("captions",),
        credits=("Delphine Maes",),
        access_note="Tagged PDF, plain language.",
        files=((file, "en"), (stored_file(), "fr")),
    )


def read(address: str) -> dict[str, Any]:
    html = Client().get(address).content.decode()
    return extruct.extract(
        html, base_url="http://127.0.0.1:8000", syntaxes=["json-ld", "opengraph"], uniform=True
    )


def test_json_ld_names_type_licence_languages_level_and_files(guide: ResourcePage, line) -> None:
    (told,) = read(guide.address)["json-ld"]

    assert told["@type"] == ["LearningResource", "HowTo"]
    assert told["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert told["inLanguage"] == ["en", "fr"]
    assert told["educationalLevel"] == "Starting"
    assert told["timeRequired"] == "PT90M"
    assert told["name"] == "Captioning & more </script><b>"
    assert told["author"] == [
        {"@type": "Person", "name": "Delphine Maes", "givenName": "Delphine", "familyName": "Maes"}
    ]
    assert told["about"][0]["name"] == line.title
    assert [media["encodingFormat"] for media in told["encoding"]] == ["application/pdf", "text/plain"]
    assert told["accessibilitySummary"] == "Tagged PDF, plain language."


@pytest.mark.parametrize("kind", ResourcePage.Kind.values)
def test_each_kind_has_a_type_of_its_own(kind: str) -> None:
    (told,) = read(pages.resource(resource_kind=kind).address)["json-ld"]

    assert told["@type"][0] == "LearningResource"
    assert len(told["@type"]) == 2


def test_each_language_says_the_other(guide: ResourcePage) -> None:
    french = pages.in_french(guide, title="Sous-titrer", summary="Comment sous-titrer.")

    (told,) = read(french.address)["json-ld"]

    assert (told["name"], told["description"]) == ("Sous-titrer", "Comment sous-titrer.")
    assert told["workTranslation"][0]["inLanguage"] == "en"
    html = Client().get(french.address).content.decode()
    assert f'hreflang="en" href="http://127.0.0.1:8000{guide.address}"' in html


def test_open_graph_shows_the_first_page(guide: ResourcePage) -> None:
    (told,) = read(guide.address)["opengraph"]

    assert told["og:title"] == "Captioning & more </script><b>"
    assert told["og:description"] == "How to caption."
    picture = told["og:image"].removeprefix("http://127.0.0.1:8000")
    assert Client().get(picture).getvalue()


def entries(address: str) -> list[str]:
    answer = Client().get(address)
    assert answer.status_code == 200
    assert "atom+xml" in answer["Content-Type"]
    feed = ET.fromstring(answer.content)  # noqa: S314 - our own
    return [entry.find(f"{ATOM}title").text for entry in feed.findall(f"{ATOM}entry")]


def test_a_feed_for_every_facet(line) -> None:
    theme = cast.ThemeFactory()
    kit = pages.resource(
        title="Kit",
        resource_kind="toolkit",
        lines=(line,),
        level="starting",
        tags=("freight",),
        files=((stored_file(), "fr"),),
    )
    kit.themes.add(theme)
    kit.save_revision().publish()
    pages.resource(title="Report", resource_kind="report", level="experienced")

    assert set(entries("/en/library/feed/")) == {"Kit", "Report"}
    for facet, value in {
        "kind": "toolkit",
        "line": line.slug,
        "theme": theme.slug,
        "level": "starting",
        "lang": "fr",
        "tag": "freight",
    }.items():
        assert entries(f"/en/library/feed/{facet}/{value}/") == ["Kit"], facet
    for nonsense in ("kind/nothing", "colour/red", "line/nothing"):
        assert Client().get(f"/en/library/feed/{nonsense}/").status_code == 404


def test_a_feed_tells_only_what_everybody_may_see(member: Person, signed_in) -> None:
    pages.resource(title="Members paper", own_audience="member")

    assert entries("/en/library/feed/") == []
    assert "Members paper" not in signed_in(member).get("/en/library/feed/").content.decode()


def test_the_shelves_name_the_feed_that_follows_them(line) -> None:
    pages.resource(lines=(line,))

    assert (
        f'href="/en/library/feed/line/{line.slug}/"'
        in Client().get(f"/en/resources/?line={line.slug}").content.decode()
    )


def addresses() -> set[str]:
    index = ET.fromstring(Client().get("/sitemap.xml").content)  # noqa: S314 - as above
    found = set()
    for part in index.findall(f"{MAP}sitemap/{MAP}loc"):
        told = ET.fromstring(Client().get(part.text.removeprefix("http://127.0.0.1:8000")).content)  # noqa: S314
        found |= {
            loc.text.removeprefix("http://127.0.0.1:8000") for loc in told.findall(f"{MAP}url/{MAP}loc")
        }
    return found


def test_the_map_names_what_everybody_may_see_and_nothing_else(guide: ResourcePage) -> None:
    french = pages.in_french(guide, title="Sous-titrer")
    closed = [
        pages.resource(own_audience="member"), pages.resource(live=False), pages.course(own_audience="member"),
        pages.standard_page(own_audience="staff"),
    ]  # fmt: skip

    found = addresses()

    assert {guide.address, french.address, "/en/", "/fr/resources/"} <= found
    assert not found & {page.address for page in closed}


def test_the_map_is_told_in_parts(monkeypatch, guide: ResourcePage) -> None:
    whole = addresses()
    monkeypatch.setattr("pages.sitemap.A_PART", 3)

    assert len(ET.fromstring(Client().get("/sitemap.xml").content)) == -(-len(whole) // 3)  # noqa: S314
    assert addresses() == whole
    assert Client().get("/sitemap-999999.xml").status_code == 404


def test_robots_are_told_where_the_map_is() -> None:
    text = Client().get("/robots.txt").content.decode()

    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in text
    assert "Disallow: /cms/" in text

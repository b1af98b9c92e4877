"""Citations in three styles and three formats; whatever a title holds stays inside its field."""

import json
import re

import pytest
from django.test import Client

from resources.citing import DOWNLOADS, STYLES
from resources.describing import Described, described
from resources.importing import references
from resources.models import ResourcePage
from tests.factories import pages
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def toolkit() -> ResourcePage:
    return pages.resource(
        title="Budget toolkit & more",
        credits=("Marijke Dehandschutter", "Jean-Paul van den Berg"),
        year=2026,
        summary="A worked budget.",
        licence="CC-BY-NC-4.0",
        tags=("budget", "touring"),
        doi="10.1234/kit_1",
        files=((stored_file(), "en"), (stored_file(), "fr")),
    )


def work(page: ResourcePage, language: str = "en") -> Described:
    return described([page.translation_key], language)[page.translation_key]


def cited(page: ResourcePage, language: str = "en") -> dict[str, str]:
    return {name: str(write(work(page, language))) for name, _word, write in STYLES}


def test_three_styles(toolkit: ResourcePage) -> None:
    toolkit.credits.filter(name__startswith="Jean").update(family_name="van den Berg")

    assert cited(toolkit) == {
        "apa": "Dehandschutter, M., &amp; van den Berg, J.-P. (2026). <cite>Budget toolkit &amp; more</cite> [Toolkit]. "
        "The network. https://doi.org/10.1234/kit_1",
        "chicago": "Dehandschutter, Marijke and Jean-Paul van den Berg. 2026. <cite>Budget toolkit &amp; more</cite>. "
        "The network. https://doi.org/10.1234/kit_1.",
        "iso690": "DEHANDSCHUTTER, Marijke; VAN DEN BERG, Jean-Paul. <cite>Budget toolkit &amp; more</cite> [online]. "
        "The network, 2026. Available from: https://doi.org/10.1234/kit_1",
    }


def test_without_authors_the_publisher_and_without_a_year_n_d() -> None:
    page = pages.resource(title="Untold", publisher="Seven Harbours")

    assert cited(page)["apa"].startswith("Seven Harbours. (n.d.). <cite>Untold</cite>")
    assert cited(page)["iso690"].startswith("<cite>Untold</cite> [online]. Seven Harbours, n.d.")


def test_an_organisation_keeps_its_name_whole() -> None:
    page = pages.resource(title="By them", credits=("Four Small Stages working group",))
    page.credits.update(kind="organisation")

    assert cited(page)["chicago"].startswith("Four Small Stages working group. n.d. <cite>")
    assert "institution" not in DOWNLOADS["bib"].write(work(page))
    assert "author = {{Four Small Stages working group}}" in DOWNLOADS["bib"].write(work(page))


def test_a_later_version_says_so(toolkit: ResourcePage) -> None:
    pages.published_again(toolkit, files=(stored_file(),), change_note="Corrects the sheet")

    assert "(Version 2)" in cited(toolkit)["apa"]


def test_bibtex_and_ris_are_read_back_as_they_were(toolkit: ResourcePage, tmp_path) -> None:
    for ending in ("bib", "ris"):
        file = tmp_path / f"kit.{ending}"
        file.write_text(DOWNLOADS[ending].write(work(toolkit)), encoding="utf-8")
        (row,) = references.rows_of(file)
        assert row.values["title"] == "Budget toolkit & more"
        assert row.values["year"] == 2026
        assert row.values["doi"] == "10.1234/kit_1"
        assert [maker.name for maker in row.makers] == ["Marijke Dehandschutter", "Jean-Paul van den Berg"]
        assert row.tags == ["budget", "touring"]
        assert row.values["licence"] == "CC-BY-NC-4.0"


def test_csl_json(toolkit: ResourcePage) -> None:
    (item,) = json.loads(DOWNLOADS["json"].write(work(toolkit)))

    assert item["author"][0] == {"family": "Dehandschutter", "given": "Marijke"}
    assert item["issued"] == {"date-parts": [[2026]]}
    assert (item["type"], item["genre"], item["DOI"]) == ("document", "Toolkit", "10.1234/kit_1")


HOSTILE = 'A}, note = {x}}\n@misc{y,\nTY  - JOUR\r\nER  - \r\n\\input{/etc/passwd} 100% $&#_^~ "quoted" \u202e</script>'


def test_a_hostile_title_stays_in_its_field(tmp_path) -> None:
    page = pages.resource(
        title=" ".join(HOSTILE.split())[:200], summary=HOSTILE, credits=("Evil} and {x, y",)
    )
    told = work(page)
    told.title = HOSTILE

    bibtex = DOWNLOADS["bib"].write(told)
    ris = DOWNLOADS["ris"].write(told)

    # An escaped brace is a letter; the others open and close.
    bare = re.sub(r"\\textbackslash\{\}|\\text\w+\{\}|\\[{}]", "", bibtex)
    assert bare.count("{") == bare.count("}")
    (tmp_path / "x.bib").write_text(bibtex, encoding="utf-8")
    (entry,) = references.rows_of(tmp_path / "x.bib")
    assert "@misc{y," in entry.values["title"]
    assert [line[:5] for line in ris.split("\r\n") if line.startswith(("TY  -", "ER  -"))] == [
        "TY  -",
        "ER  -",
    ]
    assert json.loads(DOWNLOADS["json"].write(told))[0]["title"] == HOSTILE
    for _name, _word, write in STYLES:
        assert "</script>" not in write(told)


@pytest.mark.parametrize(
    ("ending", "media"), [("bib", "bibtex"), ("ris", "research-info"), ("json", "csl+json")]
)
def test_the_page_offers_them_as_files(ending: str, media: str, toolkit: ResourcePage) -> None:
    address = f"/en/library/{toolkit.translation_key}/cite.{ending}"

    answer = Client().get(address)

    assert address in Client().get(toolkit.address).content.decode()
    assert media in answer["Content-Type"]
    assert f"dehandschutter2026budget.{ending}" in answer["Content-Disposition"]


def test_an_unknown_format_is_not_there(toolkit: ResourcePage) -> None:
    assert Client().get(f"/en/library/{toolkit.translation_key}/cite.exe").status_code == 404


def test_in_french_the_words_are_french(toolkit: ResourcePage) -> None:
    french = pages.in_french(toolkit, title="La boîte à budget")

    assert "La boîte à budget" in cited(french, "fr")["iso690"]
    assert "Available from" not in cited(french, "fr")["iso690"]

"""The search page and the API."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from files.actions import read_file
from files.models import Extraction
from members.models import Person
from search import api, results
from search.engines import current
from search.parsing import LONGEST, cleaned, parse
from tests.factories import members as cast
from tests.factories import pages as made
from tests.search.conftest import stored_file, topic

Drain = Callable[[], int]
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "documents"


class Seen(HTMLParser):
    """Headings, links and forms of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.links: list[str] = []
        self.unlabelled: list[str] = []
        self.labelled: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag == "label":
            self.labelled.append(given.get("for"))
        shown = tag == "input" and given.get("type") != "hidden" and not given.get("aria-label")
        if shown and given.get("id") not in self.labelled:
            self.unlabelled.append(str(given))
        assert "style" not in given
        assert not any(name.startswith("on") for name in given)


def see(client: Client, address: str) -> Seen:
    """Open a page and check what holds for every page."""
    response = client.get(address)
    assert response.status_code == 200
    seen = Seen(response.content.decode())
    assert seen.headings.count(1) == 1
    assert seen.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(seen.headings, seen.headings[1:], strict=False))
    assert not seen.unlabelled
    return seen


def ask_api(person: Any = None, **asked: Any) -> dict[str, Any]:
    """Ask the API's own view, wherever it is mounted."""
    request = RequestFactory().get("/api/v1/search", asked)
    request.user = person or AnonymousUser()
    answer: dict[str, Any] = json.loads(api.search(request).content)
    return answer


def test_links_land_on_the_section_and_the_post(indexed: Drain, client: Client) -> None:
    course = made.course(title="Touring", lessons=0)
    lesson = made.lesson(
        course.get_children().first(),
        title="Plan",
        body=made.text("Trains and fuel.", heading="What fuel costs"),
    )
    talk = topic("Hello.", "What about fuel?")
    indexed()

    seen = see(client, "/en/search/?q=fuel")

    assert f"{lesson.address}#section-what-fuel-costs" in seen.links
    assert f"{talk.address}?post=2#post-2" in seen.links


def test_discussion_is_read_under_the_readers_language(indexed: Drain, client: Client) -> None:
    talk = topic("Du carburant.", language="fr")
    indexed()

    for language in ("en", "fr"):
        with translation.override(language):
            address = talk.address
        assert f"{address}?post=1#post-1" in see(client, f"/{language}/search/?q=carburant").links


def test_title_is_that_of_the_readers_language(indexed: Drain, client: Client) -> None:
    page = made.standard_page(title="Festivals", body=made.text("On festivals."))
    made.in_french(page, title="Les festivals")
    indexed()

    html = client.get("/fr/search/?q=festivals").content.decode()

    assert "Les <mark>festivals</mark></a>" in html


def test_passage_in_another_language_says_so(indexed: Drain, client: Client) -> None:
    made.standard_page(title="Festivals", body=made.text("On festivals."))
    indexed()

    html = client.get("/fr/search/?q=festivals").content.decode()

    assert '<span lang="en">On <mark>festivals</mark>.</span>' in html


@pytest.mark.parametrize(
    "address",
    [
        "/en/search/",
        "/fr/search/",
        "/en/search/?q=",
        "/en/search/?q=nothingofthesort",
        "/en/search/?page=9&q=festival",
    ],
)
def test_page_without_results_helps(indexed: Drain, client: Client, address: str) -> None:
    made.standard_page(title="Festival")
    indexed()

    seen = see(client, address)

    assert len(seen.links) > 10


def test_page_without_an_index_says_that_it_is_limited(db: None, client: Client) -> None:
    made.standard_page(title="Festival of trees")

    html = client.get("/en/search/?q=trees").content.decode()

    assert "only titles are looked up" in html
    assert "Festival of <mark>trees</mark>" in html


def test_choices_are_links_that_add_and_take_away(indexed: Drain, client: Client) -> None:
    line = cast.LineFactory(slug="life", title="Life")
    made.course(title="Festival", lines=(line,), lessons=0)
    made.resource(title="Festival", lines=(line,))
    indexed()

    seen = see(client, "/en/search/?q=festival&kind=course")

    assert "?q=festival" in seen.links
    assert "?q=festival&kind=course&kind=resource" in seen.links
    assert "?q=festival&kind=course&line=life" in seen.links


def test_paging_keeps_the_question(indexed: Drain, client: Client) -> None:
    for number in range(23):
        made.standard_page(title=f"Festival {number}")
    indexed()

    seen = see(client, "/en/search/?q=festival&page=2&lang=en")

    assert "?q=festival&lang=en" in seen.links
    assert "?q=festival&lang=en&page=3" in seen.links
    hits = [
        {hit.url for hit in results.find(AnonymousUser(), parse("festival", page=n)).hits} for n in (1, 2, 3)
    ]
    assert [len(page) for page in hits] == [10, 10, 3]
    assert len(set.union(*hits)) == 23


def test_what_is_typed_is_never_markup(indexed: Drain, client: Client) -> None:
    made.standard_page(title="<b>Festival</b> & more")
    indexed()

    html = client.get(
        "/en/search/", {"q": "<script>alert(1)</script> festival", "kind": '"><script>'}
    ).content.decode()

    assert "<script>alert" not in html
    assert "&lt;b&gt;<mark>Festival</mark>&lt;/b&gt; &amp; more" in html


@pytest.mark.parametrize("text", ["a" * 1_000_000, "\x00" * 1000, '"' * 1000, "-" * 1000])
def test_enormous_question_is_answered(indexed: Drain, text: str) -> None:
    made.standard_page(title="Festival")
    indexed()

    assert results.find(AnonymousUser(), parse(text)).total == 0
    assert len(cleaned(text)) <= LONGEST


@pytest.mark.parametrize("kind", ["course", "topic"])
@pytest.mark.parametrize("signed", [False, True])
def test_page_and_api_cost_the_same_queries_for_1_3_and_30_rows(
    indexed: Drain, client: Client, member: Person, signed: bool, kind: str
) -> None:
    if signed:
        client.force_login(member)
    line = cast.LineFactory(slug="life")
    counts = []
    api_counts = []
    made_so_far = 0
    for rows in (1, 3, 30):
        while made_so_far < rows:
            made.course(title=f"Festival {made_so_far}", lessons=0, modules=0, lines=(line,))
            topic("A festival.", "Yes, a festival.")
            made_so_far += 1
        indexed()
        for _ in range(2):
            client.get("/en/search/?q=festival")  # fragments are kept from here on
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/en/search/?q=festival&kind={kind}").status_code == 200
        counts.append(len(asked))
        person = Person.objects.get(pk=member.pk) if signed else None
        with CaptureQueriesContext(connection) as asked:
            assert ask_api(person, q="festival", size=50)["total"] == 2 * rows
        api_counts.append(len(asked))

    assert len(set(counts)) == 1
    assert len(set(api_counts)) == 1
    assert api_counts[0] <= (7 if signed else 4), api_counts
    assert counts[0] <= (12 if signed else 5), counts


def test_api_gives_what_the_page_gives(indexed: Drain) -> None:
    line = cast.LineFactory(slug="life", title="Life arts")
    course = made.course(title="Festival <b>", summary="About a festival & more.", lessons=0, lines=(line,))
    indexed()

    answer = ask_api(q="festivals", kind="course")

    assert answer["total"] == 1
    assert answer["facets"]["line"] == [{"value": "life", "label": "Life arts", "count": 1, "chosen": False}]
    assert answer["facets"]["kind"] == [{"value": "course", "label": "Course", "count": 1, "chosen": True}]
    (hit,) = answer["hits"]
    assert (hit["url"], hit["title"]) == (course.address, "Festival <b>")
    assert hit["title_highlight"] == "<mark>Festival</mark> &lt;b&gt;"
    assert hit["passages"][0]["highlight"] == "About a <mark>festival</mark> &amp; more."
    api.SearchOut.model_validate(answer)


def test_typing_error_is_told_with_a_link(indexed: Drain, client: Client) -> None:
    made.standard_page(title="Residency")
    indexed()

    seen = see(client, "/en/search/?q=residensy")

    assert "?q=residency" in seen.links
    assert ask_api(q="residensy")["corrected"] == "residency"


def test_engine_that_fails_is_logged_and_titles_are_given(
    indexed: Drain, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made.standard_page(title="Festival")
    indexed()
    monkeypatch.setattr(current(), "search", lambda *args: 1 / 0)

    seen = see(client, "/en/search/?q=festival")

    assert "/en/festival/" in seen.links
    assert "did not answer" in caplog.text
    assert ask_api(q="festival")["limited"]


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real documents are not beside this project")
def test_words_on_an_inner_page_of_a_real_pdf_open_that_page(indexed: Drain, client: Client) -> None:
    name = "Improving_Adult_Lit._Instruction.pdf"
    file = stored_file(name, (REAL / name).read_bytes())
    made.resource(title="Adult literacy", files=(file,))
    assert read_file(Extraction.objects.get(file=file).pk)
    page = Extraction.objects.get(file=file).pages.order_by("-number")[10]
    indexed()
    written = page.text.split()
    words = [word for word in written[len(written) // 2 :] if word.isalpha() and len(word) > 4][
        :8
    ]  # below the running head

    found = results.find(AnonymousUser(), parse(" ".join(words)))

    assert found.hits[0].title == "Adult literacy"
    assert f"{file.address}#page={page.number}" in [passage.url for passage in found.hits[0].passages]
    assert f"{file.address}#page={page.number}" in see(client, f"/en/search/?q={'+'.join(words)}").links

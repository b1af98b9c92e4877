"""An editor puts real files on the shelves; words of an inner page find them, and the hit opens there."""

import re
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.databases import ROOT
from tests.journeys.conftest import Visitor, a_new_word

DOCUMENTS = ROOT.parent / "shared" / "data" / "documents"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.real,
    pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="no ../shared/data/documents beside the project"),
]

LONG, FRENCH, BROKEN = "Improving_Adult_Lit._Instruction.pdf", "doc_FR.pdf", "broken.pdf"
INNER = "compares academically preoccupied"  # words that stand together on one inner page only


def test_files_are_found_by_their_inner_pages(visitor, tmp_path: Path) -> None:
    word = a_new_word()
    damaged = tmp_path / f"damaged-{word}.pdf"
    damaged.write_bytes((DOCUMENTS / LONG).read_bytes()[:20_000])
    bram: Visitor = visitor()
    bram.signs_in("editor@example.org")

    page = bram.goes_to("/cms/documents/multiple/add/")
    page.locator("#fileupload").set_input_files(
        [DOCUMENTS / LONG, DOCUMENTS / FRENCH, DOCUMENTS / BROKEN, damaged]
    )
    for name in (LONG, FRENCH, damaged.name):
        expect(_upload(page, name)).to_contain_text("Upload successful")
    refused = _upload(page, BROKEN)
    expect(refused).to_contain_text("could not be recognised as one of the accepted types")
    expect(refused).not_to_contain_text("“”")

    title = f"Adult literacy {word}"
    page = bram.goes_to("/cms/pages/")
    for above in ("Passerelle", "Resources"):
        page.get_by_role("link", name=f"Explore child pages of '{above}'").last.click()
        page.wait_for_load_state()
    page.get_by_role("link", name="Add child page").first.click()
    page.locator("input[name=title]").fill(title)
    page.locator("select[name=resource_kind]").select_option("research")
    for number, (name, language) in enumerate([(LONG, "en"), (FRENCH, "fr"), (damaged.name, "en")]):
        _attaches(page, number, name.removesuffix(".pdf"), language)
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages")).to_contain_text("published")

    anybody: Visitor = visitor()
    right = _page_with(INNER.split())
    assert right > 1
    hit = anybody.finds_soon(INNER, shown=title, href=f"[href*='.pdf#page={right}']", within=30)
    address = str(hit.get_attribute("href"))
    assert re.search(r"\.pdf#page=\d+$", address)
    answer = anybody.page.request.get(address.split("#")[0])
    assert answer.body() == (DOCUMENTS / LONG).read_bytes()
    anybody.finds_soon("document en français", shown=title, href="[href*='doc_FR'][href*='.pdf']", within=30)

    page = anybody.goes_to("/en/resources/?kind=research")
    page.get_by_role("link", name=title).click()
    expect(page.locator(".files li")).to_have_count(3)
    expect(page.locator(".files li").first).to_contain_text("36 pages")
    last = page.locator(".files li").last.get_by_role("link").get_attribute("href")
    assert page.request.get(str(last)).body() == damaged.read_bytes()

    bram.page.get_by_role("link", name="Edit", exact=True).first.click()
    told = bram.page.locator(".messages")
    expect(told).to_contain_text("The text of these files is not searchable. They can still be downloaded.")
    expect(told.get_by_role("listitem").filter(has_text=f"damaged-{word}").last).to_contain_text(
        "it is not a whole PDF"
    )
    expect(told).not_to_contain_text("doc_FR")


def _upload(page: Page, name: str) -> Locator:
    return page.locator("#upload-list > li").filter(has_text=name)


def _attaches(page: Page, number: int, title: str, language: str) -> None:
    page.locator("#id_files-ADD").click()
    page.locator(f"#id_files-{number}-file-chooser").get_by_role("button", name="Choose").click()
    chooser = page.get_by_role("dialog").filter(has_text="Choose a document")
    chooser.get_by_role("link", name=title, exact=True).first.click()
    expect(page.locator(f"#id_files-{number}-file-chooser")).to_contain_text(title)
    page.locator(f"select[name=files-{number}-language]").select_option(language)


def _page_with(words: list[str]) -> int:
    """The number of the one page that holds all the words, counted without the platform's own code."""
    document = pypdfium2.PdfDocument(DOCUMENTS / LONG)
    texts = [page.get_textpage().get_text_range().lower() for page in document]
    document.close()
    found = [number for number, text in enumerate(texts, 1) if all(word in text for word in words)]
    assert len(found) == 1
    return found[0]

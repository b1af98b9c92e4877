"""A member proposes a toolkit, an editor publishes it, a learner finds and takes it, is asked once, and tells how it was used."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.factories.files import pdf
from tests.journeys.conftest import Visitor, a_new_word

pytestmark = pytest.mark.browser
MAILED_WITHIN = 90  # seconds


def test_a_toolkit_from_a_proposal_to_its_use(visitor) -> None:
    ines, bram, tomas, anybody = (visitor() for _ in range(4))
    word = a_new_word()
    title = f"Folding stage {word.title()}"

    proposal = _proposes(ines, title, word)
    bram.signs_in("editor@example.org")
    bram.approves(title)
    ines.goes_to(proposal)
    expect(ines.page.locator("main")).to_contain_text("on the shelves")

    address = _finds_and_takes(tomas, title, word)
    _is_asked_and_tells(tomas, anybody, title, word)
    page = anybody.goes_to(address)
    use = page.locator("article.use")
    expect(use).to_contain_text(f"We built it twice in {word}.")
    expect(use).to_contain_text("Used, Ghent")
    hit = anybody.finds_soon(f"{word} built twice", shown=title)
    expect(hit).to_be_visible()


def _proposes(ines: Visitor, title: str, word: str) -> str:
    ines.signs_in("member@example.org")
    page = ines.goes_to("/en/library/propose/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=resource_kind]").select_option("toolkit")
    page.locator("[name=summary]").fill("How to build a stage that goes into a van.")
    page.locator("[name=files]").set_input_files(
        {
            "name": "stage.pdf",
            "mimeType": "application/pdf",
            "buffer": pdf("Cover", f"Cut the {word} boards."),
        }
    )
    page.locator("[name=may_share]").check()
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator("main")).to_contain_text(title)
    return page.url.removeprefix(ines.site)


def _finds_and_takes(tomas: Visitor, title: str, word: str) -> str:
    tomas.signs_in("learner@example.org")  # who agreed before that what he takes is remembered
    hit = tomas.finds_soon(word, shown=title)
    hit.click()
    page = tomas.page
    if "/resources/" not in page.url:  # the hit opens the page of the file on which the word stands
        tomas.goes_to(f"/en/search/?q={word}")
        page.locator(".hit h3 a").first.click()
    address = page.url.removeprefix(tomas.site).split("#")[0]
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    with page.expect_download() as under_way:
        page.locator(".files").get_by_role("link", name=re.compile("^Download")).first.click()
    assert under_way.value.path().read_bytes().startswith(b"%PDF-")
    return address


def _is_asked_and_tells(tomas: Visitor, anybody: Visitor, title: str, word: str) -> None:
    page = tomas.page
    mails = page.get_by_role("row").filter(has_text="learner@example.org").filter(has_text=title)
    until = time.monotonic() + MAILED_WITHIN
    while not tomas.goes_to("/demo/mail/").locator("main").count() or not mails.count():
        assert time.monotonic() < until, page.locator("main").inner_text()[:1500]
        page.wait_for_timeout(500)
    mails.get_by_role("link").first.click()
    link = page.locator(".letter a[href*='answer=used']").first.get_attribute("href") or ""
    path = re.search(r"/[a-z]{2}/library/answer/.*$", link)
    assert path
    page = anybody.goes_to(path[0])  # from the mail, without signing in
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    page.locator("details.fold summary").click()
    page.locator("[name=text]").fill(f"We built it twice in {word}.")
    page.locator("[name=place]").fill("Ghent")
    page.locator("[name=is_public]").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status").filter(has_text="It stands under the resource now")).to_be_visible()

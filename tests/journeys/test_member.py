"""A member reads on where they stopped, answers, and mends the answer; in English and in French."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, a_new_word

pytestmark = pytest.mark.browser

TOPIC = "Who hosts between two dates?"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_member(visitor, language: str) -> None:
    ines: Visitor = visitor(language)
    words, page = ines.words, ines.page
    if language == "fr":
        _a_colleague_writes(visitor("en"))  # in English the demo's own half-read topic was read to its end

    ines.signs_in("member@example.org")
    ines.goes_to(f"/{language}/forums/")
    page.locator(f"main a[href='/{language}/forums/touring-and-freight/']").first.click()
    row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=TOPIC))
    expect(row).to_have_attribute("data-unread", "")
    link = row.get_by_role("link", name=TOPIC)
    first_unread = int(re.search(r"#post-(\d+)$", link.get_attribute("href") or "")[1])  # type: ignore[index]
    assert first_unread > 1

    link.click()
    divider = page.locator("#new")
    expect(divider).to_have_text(words("New since you were here"))
    expect(page.locator(f"#new + #post-{first_unread}")).to_be_in_viewport()
    assert page.url.endswith(f"#post-{first_unread}")
    if first_unread % 20 != 1:
        expect(page.locator(f"#post-{first_unread - 1}")).to_have_count(1)

    said, mended = a_new_word(), a_new_word()
    page.locator("#reply textarea").fill(f"Two beds in Nantes, ask for {said}.")
    page.locator("#reply").get_by_role("button", name=words("Post"), exact=True).click()
    post = page.locator("article.post").filter(has_text=said)
    expect(post).to_be_in_viewport()
    expect(post.get_by_role("heading")).to_have_text("Inès Moreau")
    expect(post).not_to_contain_text(words("Edited"))

    post.get_by_role("link", name=words("Edit")).click()
    box = page.locator("main form textarea")
    expect(box).to_have_value(f"Two beds in Nantes, ask for {said}.")
    box.fill(f"Three beds in Nantes, ask for *{mended}*.")
    page.get_by_role("button", name=words("Save"), exact=True).click()
    post = page.locator("article.post").filter(has_text=mended)
    expect(post).to_be_in_viewport()
    expect(post).to_contain_text(words("Edited"))
    expect(post.locator("em")).to_have_text(mended)
    expect(page.locator("main")).not_to_contain_text(said)

    ines.goes_to(f"/{language}/forums/touring-and-freight/")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=TOPIC))
    expect(row).to_have_count(1)
    expect(row).not_to_have_attribute("data-unread", "")


def _a_colleague_writes(colleague: Visitor) -> None:
    colleague.signs_in("facilitator@example.org")
    page = colleague.goes_to("/en/forums/touring-and-freight/")
    page.get_by_role("link", name=TOPIC).click()
    page.locator("#reply textarea").fill(f"We have a barn with {a_new_word()} near Brest.")
    page.locator("#reply").get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("article.post").last).to_contain_text("near Brest")

"""Everything public works in a browser that runs no script at all."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, a_new_word

pytestmark = pytest.mark.browser


def test_reading_and_searching(visitor) -> None:
    anybody: Visitor = visitor(java_script_enabled=False)
    page = anybody.goes_to("/en/")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    anybody.searches("audience")
    expect(page.locator(".hit").first).to_be_visible()
    everything = page.locator("#results").inner_text()
    facets = page.get_by_role("navigation", name="Narrow the results")
    choice = facets.get_by_role("link").first
    word = choice.locator("span").first.inner_text()
    choice.click()
    chosen = facets.locator("a[aria-current=true]")
    expect(chosen).to_contain_text(word)
    assert page.locator("#results").inner_text() != everything
    chosen.click()
    expect(page.locator("#results")).to_have_text(re.compile(re.escape(everything.strip())))

    page.locator("header").get_by_role("link", name="Courses", exact=True).click()
    page.get_by_role("link", name="Touring with a smaller footprint").click()
    page.get_by_role("complementary", name="Outline").get_by_role("link").nth(1).click()
    expect(page.locator("main .prose").first).to_be_visible()
    page.locator("main nav a[rel=next]").click()
    expect(page.locator("main .kind").first).to_contain_text("Lesson 2 of ")
    page.get_by_role("link", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("main .kind").first).to_contain_text("2")

    anybody.goes_to("/en/resources/?kind=toolkit")
    page.locator("main article.card a").first.click()
    with page.expect_download() as under_way:
        page.locator(".files").get_by_role("link", name="Download").first.click()
    assert under_way.value.path().stat().st_size > 1000


def test_a_long_topic_is_read_page_by_page(visitor) -> None:
    ines: Visitor = visitor(java_script_enabled=False)
    ines.signs_in("aminata-diop-sarr@example.org")
    page = ines.goes_to("/en/forums/touring-and-freight/")
    page.get_by_role("link", name="Who hosts between two dates?").click()
    pages = page.get_by_role("navigation", name="Pages of the topic", exact=True)
    pages.get_by_role("link", name="2", exact=True).click()
    expect(page.locator("article.post").first).to_have_attribute("id", "post-21")
    pages.get_by_role("link", name="1", exact=True).click()
    expect(page.locator("article.post").first).to_have_attribute("id", "post-1")
    expect(page.locator("article.post")).to_have_count(20)


def test_learning_and_talking(visitor) -> None:
    ada: Visitor = visitor(java_script_enabled=False)
    word = a_new_word()
    email = f"{word}@example.com"
    page = ada.goes_to("/en/courses/evaluating-a-project-without-a-consultant/")

    page.get_by_role("link", name="Join to enrol").click()
    page.locator("input[name=name]").fill("Ada Lumière")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password1]").fill(f"lantern {word}")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    ada.goes_to("/demo/mail/")
    page.get_by_role("row").filter(has_text=email).get_by_role("link").first.click()
    page.locator(".letter a[href*='/accounts/confirm-email/']").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("form[action='/accounts/logout/']")).to_have_count(1)

    ada.goes_to("/en/courses/evaluating-a-project-without-a-consultant/")
    page.get_by_role("button", name="Enrol", exact=True).click()
    expect(page.locator("main .kind").first).to_contain_text("Lesson 1 of 3")
    page.get_by_role("button", name="Mark as done and go on").click()
    expect(page.locator("main .kind").first).to_contain_text("Lesson 2 of 3")
    outline = page.get_by_role("complementary", name="Outline")
    expect(outline.locator("p strong")).to_contain_text("1 of 3 done.")

    page.locator(".discussion textarea").fill(f"My one question: {word}?")
    page.locator(".discussion").get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("article.post").last).to_contain_text(word)
    ada.signs_out()

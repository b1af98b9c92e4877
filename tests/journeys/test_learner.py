"""A learner comes from nowhere, learns, comes back, and talks; in English and in French."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

COURSE = {
    "en": ("smaller footprint", "/en/courses/touring-with-a-smaller-footprint/"),
    "fr": ("empreinte tournées", "/fr/courses/tourner-leger/"),
}
TOOLKIT = {
    "en": ("green rider small venues", "/en/resources/green-rider-for-small-venues/"),
    "fr": ("avenant écologique petits lieux", "/fr/resources/"),
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_learner(visitor, language: str) -> None:
    ada: Visitor = visitor(language)
    words = ada.words
    page = ada.page
    unique = uuid.uuid4().hex[:10]
    email, password = f"ada-{unique}@example.com", f"lantern {unique}"
    asked, course = COURSE[language]

    ada.goes_to("/")
    expect(page).to_have_url(f"{ada.site}/{language}/")
    ada.searches(asked)
    page.locator(f".hit h3 a[href='{course}']").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.locator("main").get_by_role("link", name=words("Join to enrol")).click()
    page.locator("input[name=name]").fill("Ada Lumière")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password1]").fill(password)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words("Look into your mail"))

    _confirm_by_mail(ada, email)
    expect(page.locator("header")).to_contain_text("Ada")

    ada.goes_to(course)
    page.get_by_role("button", name=words("Enrol"), exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(
        words("You are enrolled. What you finish is kept here and under “My learning”.")
    )
    lessons = [
        str(link.get_attribute("href")) for link in page.locator("aside .stations a").element_handles()
    ]
    assert len(lessons) == 12
    expect(page).to_have_url(ada.site + lessons[0])

    for following in lessons[1:3]:
        page.get_by_role("button", name=words("Mark as done and go on")).click()
        expect(page).to_have_url(ada.site + following)
    third = page.get_by_role("heading", level=1).inner_text()
    sentence = words("%(done)s of %(total)s done.", done=2, total=12)
    assert page.locator("aside p strong").inner_text().startswith(f"{sentence} ")
    expect(page.locator("aside p strong")).to_contain_text(third)
    expect(page.locator("aside .stations li[data-state=done]")).to_have_count(2)

    ada.signs_out()
    ada.signs_in(email, password)
    expect(page).to_have_url(f"{ada.site}/{language}/")
    expect(page.locator("main aside")).to_contain_text(sentence)
    page.locator("main aside").get_by_role("link", name=words("Go on"), exact=True).click()
    expect(page).to_have_url(ada.site + lessons[2])
    page.locator("header").get_by_role("link", name=words("My learning")).click()
    expect(page.get_by_role("article")).to_contain_text(sentence)
    page.get_by_role("article").get_by_role("link").click()
    expect(page).to_have_url(ada.site + lessons[2])

    _post_and_find(ada, lessons[2], f"Wagenkilometer {unique}")
    _download_toolkit(ada)


def _confirm_by_mail(ada: Visitor, email: str) -> None:
    page = ada.goes_to("/demo/mail/")
    page.get_by_role("row").filter(has_text=email).get_by_role("link").first.click()
    expect(page.locator("dl.facts")).to_contain_text(email)
    link = page.locator(".letter a[href*='/accounts/confirm-email/']")
    link.click()
    page.locator("main form button[type=submit]").click()
    expect(page.locator("form[action='/accounts/logout/']")).to_have_count(1)


def _post_and_find(ada: Visitor, lesson: str, said: str) -> None:
    page = ada.page
    under = page.locator("section.discussion")
    under.locator("textarea").fill(f"We counted **{said}** on the last tour.")
    under.get_by_role("button", name=ada.words("Post"), exact=True).click()
    expect(page.locator("article.post").filter(has_text=said)).to_be_visible()

    href = ada.finds_soon(f"/{ada.language}/search/?q={said.replace(' ', '+')}", "[href*='#post-']")
    assert "/forums/" in href
    page.locator(f".hit a[href='{href}']").first.click()
    post = page.locator(page.url[page.url.index("#post-") :])
    expect(post).to_contain_text(said)
    expect(post).to_contain_text("Ada Lumière")
    expect(post).to_be_in_viewport()


def _download_toolkit(ada: Visitor) -> None:
    asked, address = TOOLKIT[ada.language]
    page = ada.page
    ada.searches(asked)
    page.locator(f".hit h3 a[href^='{address}']").first.click()
    button = page.locator(".files a").first
    _is_whole(ada, button.get_attribute("href") or "")
    others = page.locator(".files a", has_text=ada.words("Download"))
    if others.count():
        with page.expect_download() as under_way:
            others.first.click()
        path = under_way.value.path()
        assert path.read_bytes()[:2] == b"PK"


def _is_whole(ada: Visitor, href: str) -> None:
    """A PDF from its first bytes to its last, and the part that a reader asks for is that part."""
    answer = ada.page.request.get(href)
    whole = answer.body()
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert whole.startswith(b"%PDF-")
    assert whole.rstrip().endswith(b"%%EOF")
    part = ada.page.request.get(href, headers={"Range": "bytes=100-199"})
    assert part.status == 206
    assert part.body() == whole[100:200]

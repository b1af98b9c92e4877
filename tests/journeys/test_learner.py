"""A learner comes from nowhere, learns, comes back, and talks; in English and in French."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, a_new_word

pytestmark = pytest.mark.browser

OPTIONAL = (
    "your-own-tour-redrawn",
    "votre-tournee-redessinee",
)  # the assignment, which the course does not need

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
    unique = a_new_word()
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
    expect(page.locator("div[role=status].wrap")).to_contain_text(
        words("You are enrolled. What you finish is kept here and under “My learning”.")
    )
    lessons = [
        str(link.get_attribute("href")) for link in page.locator("aside .stations a").element_handles()
    ]
    lessons = [one for one in lessons if not one.rstrip("/").endswith(OPTIONAL)]
    assert len(lessons) >= 4  # those of the module that is open
    outline = page.get_by_role("complementary", name=words("Outline"))
    counted = re.search(r"0 (?:of|sur) (\d+)", outline.locator("p strong").inner_text())
    assert counted
    total = int(counted[1])
    assert total >= 12  # and one more where a trainer's journey came first
    expect(page).to_have_url(ada.site + lessons[0])

    for following in lessons[1:3]:
        page.get_by_role("button", name=words("Mark as done and go on")).click()
        expect(page).to_have_url(ada.site + following)
    third = page.get_by_role("heading", level=1).inner_text()
    sentence = words("%(done)s of %(total)s done.", done=2, total=total)
    expect(outline.locator("p strong")).to_have_text(
        re.compile(f"^{re.escape(sentence)} .*{re.escape(third)}")
    )
    expect(outline.locator(".stations li[data-state=done]")).to_have_count(2)

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

    _post_and_find(ada, lessons[2], unique)
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

    ada.finds_soon(said, shown=said, href="[href*='/forums/'][href*='#post-']").click()
    page.wait_for_url("**/forums/**#post-*")
    post = page.locator(page.url[page.url.index("#post-") :])
    expect(post).to_contain_text(said)
    expect(post).to_contain_text("Ada Lumière")
    expect(post).to_be_in_viewport()


def _download_toolkit(ada: Visitor) -> None:
    asked, address = TOOLKIT[ada.language]
    page = ada.page
    ada.searches(asked)
    page.locator(f".hit h3 a[href^='{address}']").first.click()
    with page.expect_download() as under_way:
        page.locator(".files").get_by_role("link", name=ada.words("Download")).first.click()
    with zipfile.ZipFile(under_way.value.path()) as document:
        assert document.testzip() is None
        assert "word/document.xml" in document.namelist()
    _is_whole(ada, page.locator(".files a[href*='.pdf']").first.get_attribute("href") or "")


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

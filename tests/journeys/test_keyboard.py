"""The learner's journey with the keyboard alone: no mouse, and where the focus is can be seen at every stop."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, Visitor, a_new_word

pytestmark = pytest.mark.browser

COURSE = "Evaluating a project without a consultant"
FAR = 150  # Tab presses after which something is out of reach

# The focused element, or a box around it that stands for it, shows an outline, and the element is on the screen.
SEEN = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  for (let el = at, up = 0; el && up < 4; el = el.parentElement, up++) {
    const style = getComputedStyle(el);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return onScreen;
  }
  return false;
}"""
AT = "at => at === document.activeElement"


def reaches(page: Page, selector: str, text: str = "") -> None:
    """Press Tab until the focus is on the first such element."""
    wanted = page.locator(selector).filter(has_text=text).first if text else page.locator(selector).first
    expect(wanted).to_be_attached()
    for _press in range(FAR):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            continue  # the browser's own bar
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if wanted.evaluate(AT):
            return
    pytest.fail(f"Tab does not reach {selector} {text}")


def presses_enter(page: Page) -> None:
    """Follow the link or press the button that has the focus."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_learner_by_keyboard(visitor) -> None:
    tomas: Visitor = visitor()
    page = tomas.goes_to("/en/")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="To the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    assert page.evaluate(SEEN)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")

    tomas.goes_to("/en/")
    reaches(page, "header a[href^='/accounts/login/']")
    presses_enter(page)
    reaches(page, "input[name=login]")
    page.keyboard.type("learner@example.org")
    reaches(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    presses_enter(page)
    expect(page.locator("form[action='/accounts/logout/']")).to_have_count(1)

    reaches(page, "header input[name=q]")
    page.keyboard.type("evaluating without consultant")
    presses_enter(page)
    reaches(page, ".hit h3 a", COURSE)
    presses_enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(COURSE)

    reaches(page, "main form[action$='/enrol/'] button")
    presses_enter(page)
    expect(page.locator("main .kind").first).to_contain_text("Lesson 1 of 3")
    reaches(page, "main form[action$='/done/'] button")
    presses_enter(page)
    expect(page.locator("main .kind").first).to_contain_text("Lesson 2 of 3")
    outline = page.get_by_role("complementary", name="Outline")
    expect(outline.locator("p strong")).to_contain_text("1 of 3 done.")

    word = a_new_word()
    reaches(page, ".discussion textarea")
    page.keyboard.type(f"I would ask about {word}.")
    reaches(page, ".discussion .compose button[type=submit]")
    presses_enter(page)
    post = page.locator("article.post").filter(has_text=word)
    expect(post).to_be_visible()

    reaches(page, "header .menu summary")
    page.keyboard.press("Enter")
    reaches(page, "form[action='/accounts/logout/'] button")
    presses_enter(page)
    expect(page.locator("header a[href^='/accounts/login/']")).to_have_count(1)

"""Three learners and an assignment with peer review; one never reviews. Nobody is stuck, and axe finds nothing on the way."""

import re

import pytest
from django.utils.text import slugify
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, a_new_word
from tests.journeys.looking import is_accessible

pytestmark = pytest.mark.browser

COURSE = "/en/courses/touring-with-a-smaller-footprint/"
ASSIGNMENT = f"{COURSE}agree-pay-tell-recover/your-own-tour-redrawn/"
DESK = "/en/learning/teaching/feedback/"


def _hands_in(person: Visitor, email: str, words: str) -> None:
    person.signs_in(email)
    page = person.goes_to(COURSE)
    enrol = page.get_by_role("button", name="Enrol", exact=True)
    if enrol.count():
        enrol.click()
    page = person.goes_to(ASSIGNMENT)
    page.get_by_label("Your text").fill(words)
    expect(page.locator(".work-draft .keeping")).to_have_text("Your draft is kept.")
    page.reload()
    expect(page.get_by_label("Your text")).to_have_value(words)
    is_accessible(page)
    page.get_by_role("button", name="Go on to handing in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in your work?")
    is_accessible(page)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator("div[role=status].wrap")).to_contain_text("Your work is handed in.")
    expect(page.locator("#work")).to_contain_text("Give 2 reviews now")


def _reviews(person: Visitor, own: str) -> None:
    """Give one review, levels by the number keys."""
    page = person.goes_to(ASSIGNMENT)
    page.get_by_role("button", name="Give a review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review a piece of work")
    expect(page.locator("main")).not_to_contain_text(own)
    is_accessible(page)
    page.locator("[data-rubric] input").first.focus()
    for key in "123":
        page.keyboard.press(key)
    expect(page.get_by_label("Overall")).to_be_focused()
    page.keyboard.type("The order is better now; say what the venues answered.")
    page.get_by_role("button", name="Give this review").click()
    expect(page.locator("div[role=status].wrap")).to_contain_text("Your review is given.")


def test_one_who_never_reviews_holds_nobody_up(visitor) -> None:
    ada, ben, idle, jelena = visitor(viewport={"width": 360, "height": 740}), visitor(), visitor(), visitor()
    words = {name: f"Five dates, {a_new_word()} first." for name in ("ada", "ben", "idle")}
    _hands_in(ada, "solveig-dahl@example.org", words["ada"])
    _hands_in(ben, "davor-babic@example.org", words["ben"])
    _hands_in(idle, "zofia-wrona@example.org", words["idle"])

    idle.page.get_by_role("button", name="Give a review").click()  # and closes the browser for good
    expect(idle.page.get_by_role("heading", level=1)).to_have_text("Review a piece of work")
    for person, own in ((ada, words["ada"]), (ben, words["ben"])):
        for _n in range(2):
            _reviews(person, own)
        page = person.goes_to(ASSIGNMENT)
        expect(page.locator("#work")).to_contain_text("You have given your reviews: your part is done.")
        here = page.get_by_role("complementary", name="Outline").locator("li[data-state=done]")
        expect(here.filter(has_text="Your own tour, redrawn")).to_have_count(1)
        is_accessible(page)

    jelena.signs_in("trainer@example.org")
    page = jelena.goes_to(DESK)
    is_accessible(page)
    waiting = page.locator("table tbody th a").first  # whom the pool of reviewers has left over
    name = waiting.inner_text().strip()
    waiting.click()
    is_accessible(page)
    page.locator("#handed-text").evaluate(
        """text => { const range = document.createRange(); const node = text.firstChild;
        range.setStart(node, 0); range.setEnd(node, 17); const chosen = getSelection(); chosen.removeAllRanges(); chosen.addRange(range); }"""
    )
    page.get_by_role("button", name="Take the words that I have marked in the text").click()
    expect(page.locator("[name=quote]").first).to_have_value(re.compile("...."))
    page.keyboard.type("Which five?")
    page.locator("[data-rubric] input").first.focus()
    for key in "333":
        page.keyboard.press(key)
    page.keyboard.type("The empty lorry is the find of this plan.")
    page.get_by_role("button", name="Give feedback and go on").click()
    expect(page.locator("div[role=status].wrap")).to_contain_text("Feedback is given.")

    nuno = visitor()
    nuno.signs_in(f"{slugify(name)}@example.org")
    page = nuno.goes_to(ASSIGNMENT)
    page.get_by_role("link", name="Read your work with the feedback").click()
    expect(page.locator("mark").first).to_have_text(re.compile("...."))
    expect(page.locator(".remarks").filter(has_text="Which five?")).to_have_count(
        1
    )  # peers may have remarked too
    expect(page.locator("main")).to_contain_text("12 of 12 points.")
    is_accessible(page)

"""Learners take the quiz of the demonstration: one whose network drops, one with double time, one by keyboard without JavaScript."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import CASTS, Visitor
from tests.journeys.looking import is_accessible

pytestmark = pytest.mark.browser

COURSE = "/en/courses/touring-with-a-smaller-footprint/"
QUIZ = f"{COURSE}count-then-draw-the-map/before-the-van-leaves/"


def begins(who: Visitor, email: str) -> Page:
    """Enrol where that is still to do, and begin the quiz."""
    who.signs_in(email)
    page = who.goes_to(QUIZ)
    if page.get_by_role("button", name="Enrol", exact=True).count():
        page.get_by_role("button", name="Enrol", exact=True).click()
        page = who.goes_to(QUIZ)
    page.get_by_role("button", name=re.compile("^Begin")).click()
    expect(page.locator(".questions > li")).to_have_count(12)
    return page


def in_question(page: Page, words: str) -> Any:
    """The question with these words."""
    return page.locator(".questions > li").filter(has_text=words)


def test_a_learner_whose_network_drops_in_the_middle_loses_nothing(visitor) -> None:
    learner: Visitor = visitor()
    page = begins(learner, CASTS["learner"])
    is_accessible(page)
    status = page.locator("[data-status]")
    page.get_by_label("The one whose calendar bends least").check()
    expect(status).to_have_text("Your answers are kept.")

    learner.context.set_offline(True)
    in_question(page, "Which shape does its thread").get_by_role("textbox").fill("star")
    expect(status).to_have_text(re.compile("^No connection."))
    in_question(page, "How much is that?").get_by_role("textbox").fill("943,5")
    page.get_by_role("button", name="Hand in").click()  # it does not lead away from the answers
    expect(status).to_have_text(re.compile("^No connection."))
    expect(page.locator(".questions > li")).to_have_count(12)
    learner.context.set_offline(False)
    expect(status).to_have_text("Your answers are kept.", timeout=30_000)

    page.reload()
    expect(page.get_by_label("The one whose calendar bends least")).to_be_checked()
    expect(in_question(page, "Which shape does its thread").get_by_role("textbox")).to_have_value("star")
    expect(in_question(page, "How much is that?").get_by_role("textbox")).to_have_value("943,5")
    in_question(page, "you ask for less").get_by_role("textbox").fill("Forty kilometres?")
    learner.context.set_offline(True)  # and the browser is closed before it is back
    in_question(page, "Which shape does its thread").get_by_role("textbox").fill("a star")
    expect(status).to_have_text(re.compile("^No connection."))
    address = page.url
    page.close()
    learner.context.set_offline(False)
    page = learner.page = learner.context.new_page()
    learner.goes_to(address.removeprefix(learner.site))
    expect(in_question(page, "Which shape does its thread").get_by_role("textbox")).to_have_value("a star")
    expect(page.locator("[data-status]")).to_have_text("Your answers are kept.")

    page.get_by_role("button", name="Keep, and go on in French").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("input[value='943,5']")).to_have_count(1)
    expect(page.locator("input[type=radio]:checked")).to_have_count(1)
    page.locator("button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="Hand in").click()
    expect(page.locator("#unanswered")).to_contain_text("have no answer yet")
    is_accessible(page)
    page.get_by_role("button", name="Hand in as it is").click()
    expect(page.locator(".verdict")).to_contain_text("Waits for a person.")
    expect(page.locator(".results")).to_contain_text("Forty kilometres?")
    is_accessible(page)
    page.get_by_role("link", name="All your attempts").click()
    expect(page.locator(".attempts li")).to_have_count(1)
    is_accessible(page)


def test_a_trainer_gives_double_time_and_marks_and_the_learner_sees_it(visitor) -> None:
    learner: Visitor = visitor()
    page = begins(learner, CASTS["editor"])
    until = page.locator(".clock strong").inner_text()
    left = page.locator("form[data-quiz]").get_attribute("data-left")
    assert left is not None
    assert 1700 < int(left) <= 1800

    jelena: Visitor = visitor()
    jelena.signs_in(CASTS["trainer"])
    desk = jelena.goes_to("/en/learning/teaching/")
    desk.get_by_role("link", name=re.compile("Touring with a smaller footprint")).first.click()
    desk.get_by_role("link", name="Before the van leaves").first.click()
    is_accessible(desk)
    name = desk.locator("#by-learner").locator("xpath=..").get_by_role("row").filter(has_text="under way")
    name.get_by_role("link").first.click()
    is_accessible(desk)
    desk.get_by_label("Minutes more").fill("30")
    desk.get_by_label("Why").fill("Reads with a magnifier")
    desk.get_by_role("button", name="Give it").click()
    expect(desk.get_by_text("Reads with a magnifier")).to_be_visible()

    page.reload()
    assert page.locator(".clock strong").inner_text() != until
    left = page.locator("form[data-quiz]").get_attribute("data-left")
    assert left is not None
    assert 3500 < int(left) <= 3600
    steps = page.locator("[data-order] li")
    steps.nth(0).locator("span").drag_to(steps.nth(3).locator("span"))
    expect(steps.last.locator("select")).to_have_value("4")
    assert [place.input_value() for place in page.locator("[data-order] select").all()] == [
        "1",
        "2",
        "3",
        "4",
    ]
    said = f"We ask for six weeks. {uuid.uuid4().hex[:6]}"
    in_question(page, "you ask for less").get_by_role("textbox").fill(said)
    page.get_by_label("The one whose calendar bends least").check()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Hand in as it is").click()
    expect(page.locator(".verdict")).to_contain_text("Waits for a person.")

    desk.reload()
    desk.locator(".attempts a").last.click()
    expect(desk.get_by_text(said)).to_be_visible()
    is_accessible(desk)
    desk.get_by_label(re.compile("^Points, at most 3")).fill("2.5")
    desk.get_by_label(re.compile("^What you say to it")).fill("Give a reason in euros too.")
    desk.get_by_role("button", name="Give the points").click()
    expect(desk.get_by_role("button", name="Change the mark")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Give a reason in euros too.")).to_be_visible()
    expect(page.locator(".verdict")).to_contain_text("Not passed yet.")


def presses_to(page: Page, locator: Any, key: str = "Tab", most: int = 120) -> None:
    """Press a key until the focus is where it should be."""
    for _press in range(most):
        page.keyboard.press(key)
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {locator}")


def test_by_keyboard_and_without_javascript(visitor) -> None:
    learner: Visitor = visitor(java_script_enabled=False)
    page = begins(learner, CASTS["secretariat"])
    radio = page.get_by_label("The one that likes you best")
    radio.focus()
    for _arrow in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_label("The one whose calendar bends least")).to_be_checked()
    presses_to(page, page.get_by_label("What the figure leaves out"))
    page.keyboard.press("Space")
    presses_to(page, page.get_by_label("Several ratios, not the most flattering one"))
    page.keyboard.press("Space")
    presses_to(page, page.get_by_label("True", exact=True).first)
    page.keyboard.press("ArrowDown")
    presses_to(page, in_question(page, "Which shape does its thread").get_by_role("textbox"))
    page.keyboard.type("a star")
    page.keyboard.press("Enter")  # it keeps, and never hands in by accident
    expect(
        page.get_by_text("Your answers are kept. You can close this page and go on later.")
    ).to_be_visible()
    expect(page.locator(".questions > li")).to_have_count(12)
    presses_to(page, in_question(page, "How much is that?").get_by_role("textbox"))
    page.keyboard.type("944 kg")
    for left, right in (
        ("Train", "each passenger and kilometre"),
        ("Lorry", "each kilometre driven"),
        ("Hotel room", "each night"),
        ("Short flight", "each passenger and kilometre"),
    ):
        presses_to(page, page.get_by_label(left, exact=True))
        page.keyboard.type(right)
    order = in_question(page, "In which order?")
    steps = order.locator("li")
    places = ("Does the venue own", "Can we hire it", "Can a workshop", "Can one evening")
    for n in range(4):
        row = steps.nth(n)
        words = row.inner_text()
        presses_to(page, row.locator("select"))
        page.keyboard.type(str(next(place for place, start in enumerate(places, 1) if start in words)))
    for n, word in enumerate(("500", "day", "nine"), 1):
        presses_to(page, page.get_by_label(f"Gap {n}"))
        page.keyboard.type(word)

    presses_to(page, page.get_by_role("button", name="Hand in"))
    page.keyboard.press("Enter")
    expect(page.locator("#unanswered")).to_contain_text("have no answer yet")
    presses_to(page, page.get_by_role("button", name="Hand in as it is"), most=150)
    page.keyboard.press("Enter")

    expect(page.locator(".verdict")).to_contain_text("Passed.")
    expect(page.locator(".verdict")).to_contain_text("12 of 17 points")
    expect(page.get_by_role("link", name=re.compile("^Next: "))).to_be_visible()

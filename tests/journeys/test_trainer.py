"""A trainer writes a module, an editor approves it, and somebody without an account finds and reads it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visitor, a_new_word
from tests.journeys.writing import adds_block, courses_in_the_cms, submits

pytestmark = pytest.mark.browser

COURSE = "Touring with a smaller footprint"
OTHERS = "Evaluating a project without a consultant"  # another person teaches it


def test_trainer_to_editor_to_learner(visitor) -> None:
    jelena: Visitor = visitor()
    bram: Visitor = visitor()
    anybody: Visitor = visitor()
    word = a_new_word()
    module, lesson = f"Trains at night {a_new_word()}", f"A berth to {a_new_word().title()}"

    _writes(jelena, module, lesson, word)
    assert _hits_of(anybody, word) == 0

    bram.signs_in("editor@example.org")
    for title in (module, lesson):
        bram.approves(title)

    hit = anybody.finds_soon(word, shown=lesson)
    expect(hit).to_have_text(lesson)
    hit.click()
    page = anybody.page
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson)
    expect(page.locator("main .prose").first).to_contain_text(f"Ask for the {word} compartment.")
    expect(page.locator("section h2, .prose h2").first).to_have_text("Book early")
    outline = page.get_by_role("complementary", name="Outline")
    expect(outline.get_by_role("link", name=lesson)).to_have_attribute("aria-current", "page")
    expect(outline.get_by_role("heading", name=module)).to_be_visible()


def test_a_trainer_cannot_open_the_course_of_another(visitor) -> None:
    jelena: Visitor = visitor()
    bram: Visitor = visitor()
    jelena.signs_in("trainer@example.org")
    bram.signs_in("editor@example.org")
    own = courses_in_the_cms(jelena)
    all_of_them = courses_in_the_cms(bram)

    assert COURSE in own
    assert OTHERS not in own
    assert OTHERS in all_of_them
    for screen in ("edit/", "add_subpage/", "delete/"):
        page = jelena.goes_to(f"{all_of_them[OTHERS]}{screen}")
        expect(page).to_have_url(f"{jelena.site}/cms/")
        expect(page.locator(".messages")).to_contain_text("do not have permission")
    bram.goes_to(f"{all_of_them[OTHERS]}edit/")
    expect(bram.page.locator("input[name=title]")).to_have_value(OTHERS)


def _writes(jelena: Visitor, module: str, lesson: str, word: str) -> None:
    jelena.signs_in("trainer@example.org")
    course = courses_in_the_cms(jelena)[COURSE]
    page = jelena.goes_to(course)
    page.get_by_role("link", name="Add child page").first.click()
    page.locator("input[name=title]").fill(module)
    submits(page)
    page.locator("main tr", has_text=module).get_by_role("link", name="Add a child page").click()
    page.locator("a[href*='/add/courses/lessonpage/']").first.click()
    page.locator("input[name=title]").fill(lesson)
    adds_block(page, "Heading")
    page.locator("input[name^=body-][name$=value]").fill("Book early")
    adds_block(page, "Text")
    box = page.locator("[contenteditable=true]").last
    box.click()
    box.press_sequentially(f"Ask for the {word} compartment.")
    expect(box).to_contain_text(f"{word} compartment.")
    kept = page.locator("input[type=hidden][name^=body-][name$=value]").last
    expect(kept).to_have_value(re.compile(rf"{word} compartment\."))
    submits(page)
    expect(page.locator("main tr", has_text=lesson)).to_contain_text("In moderation", ignore_case=True)


def _hits_of(person: Visitor, word: str) -> int:
    return person.goes_to(f"/en/search/?q={word}").locator(".hit").count()

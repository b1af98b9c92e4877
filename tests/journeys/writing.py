"""What trainers and editors do in the CMS, with the hands of a person: pages, blocks, drafts, publishing."""

import re
from weakref import WeakKeyDictionary

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visitor

#: Where each person has found the courses of a language.
KNOWN: WeakKeyDictionary[Visitor, dict[str, str]] = WeakKeyDictionary()


def courses_in_the_cms(person: Visitor) -> dict[str, str]:
    """The titles of the courses that the explorer lists, each with its address."""
    goes_to_the_courses(person)
    listed = person.page.get_by_role("link", name=re.compile("Explore child pages of"))
    found = {}
    for link in listed.element_handles():
        title = re.search("'(.+)'", link.get_attribute("aria-label") or link.inner_text())
        assert title
        found[title[1]] = str(link.get_attribute("href"))
    return found


def goes_to_the_courses(person: Visitor, language: str = "en") -> None:
    """From the explorer's top to where the courses lie; whoever was there before goes straight back."""
    known = KNOWN.setdefault(person, {})
    if language in known:
        person.goes_to(known[language])
        return
    page = person.goes_to("/cms/pages/")
    homes = page.get_by_role("link", name="Explore child pages of 'Passerelle'")
    (
        homes.last if language == "en" else homes.first
    ).click()  # the English home is listed below the French one
    page.wait_for_load_state()
    title = {"en": "Courses", "fr": "Cours"}[language]
    page.get_by_role("link", name=f"Explore child pages of '{title}'").click()
    page.wait_for_load_state()
    known[language] = page.url.removeprefix(person.site)


def adds_block(page: Page, kind: str) -> None:
    """Put a block at the end of the text."""
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=kind, exact=True).click()


def submits(page: Page) -> None:
    """Hand a draft over to the editors, which is all that a trainer can do with it."""
    publish = page.get_by_role("button", name="Publish", exact=True)
    expect(publish).to_have_count(0)
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name=re.compile("^Submit to")).click()
    expect(page.locator(".messages")).to_contain_text("submitted for moderation")


def begins_a_course(editor: Visitor, title: str, *, trainer: str, line: str) -> None:
    """An editor makes the page of a course, names who teaches it, and leaves the rest to them."""
    goes_to_the_courses(editor)
    page = editor.page
    page.get_by_role("link", name="Add child page").first.click()
    page.locator("main a[href*='/add/courses/coursepage/']").first.click()
    page.locator("input[name=title]").fill(title)
    page.get_by_label(line).check()
    page.get_by_role("button", name="Add trainer").click()
    page.locator("select[name='trainers-0-person']").select_option(label=trainer)
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.locator(".messages")).to_contain_text("created")


def place_of(page: Page, title: str) -> str:
    """The explorer's address of a page in the list that is open, which may have nothing below it yet."""
    link = page.locator("main tr", has_text=title).get_by_role("link", name="Add a child page")
    return str(link.get_attribute("href")).replace("add_subpage/", "")


def adds_module(trainer: Visitor, course: str, title: str) -> str:
    """Write a module below a course (an address of the explorer); return the module's own address there."""
    page = trainer.goes_to(f"{course}add_subpage/")
    page.locator("input[name=title]").fill(title)
    submits(page)
    return place_of(page, title)


def adds_lesson(
    trainer: Visitor, module: str, title: str, *, text: str, rule: str = "", optional: bool = False
) -> None:
    """Write a lesson with some text below a module, say what finishes it, and hand it over."""
    page = trainer.goes_to(f"{module}add_subpage/")
    page.locator("a[href*='/add/courses/lessonpage/']").first.click()
    page.locator("input[name=title]").fill(title)
    adds_block(page, "Heading")
    page.locator("input[name^=body-][name$=value]").fill(text)
    if rule:
        page.get_by_label("It is finished by").select_option(label=rule)
    if optional:
        page.get_by_label("Optional", exact=True).check()
    submits(page)


def publishes_all_of(editor: Visitor, title: str, language: str = "en") -> None:
    """An editor publishes a course with all below it, from the list of courses."""
    goes_to_the_courses(editor, language)
    page = editor.page
    page.locator("main tr").filter(has_text=title).locator("input[type=checkbox]").check()
    page.get_by_role("link", name=re.compile("^Publish")).click()
    page.get_by_label("Include descendants").check()
    page.get_by_role("button", name="Yes, publish").click()
    expect(page.locator(".messages")).to_contain_text("published")


def begins_french_of(editor: Visitor, place: str) -> None:
    """An editor begins the French version of a page (an address of the explorer) and of all below it."""
    page = editor.goes_to(place.replace("/cms/pages/", "/cms/localize/submit/page/"))
    page.get_by_label("French").check()
    page.get_by_label("Include subtree").check()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator(".messages")).to_contain_text("submitted for translation")


def translates_title(editor: Visitor, title: str) -> None:
    """Give the version whose translation is open its title, and publish it."""
    page = editor.page
    page.get_by_role("button", name="Translate", exact=True).first.click()
    box = page.locator("textarea:visible").first
    box.fill(title)
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("button", name="Edit", exact=True).first).to_be_visible()
    page.get_by_role("button", name=re.compile("^Publish in French")).click()
    expect(page.locator(".messages")).to_contain_text("Published")

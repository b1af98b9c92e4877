"""A trainer builds a course, an editor publishes it, three learners follow it, each in their own way; it changes midway; all finish.

Inès reads French, Gergő has the keyboard alone, Solveig goes on tour in the middle. After each step every screen that shows
how far somebody is says the right number, the same to the learner and to those who look after them.
"""

import datetime
import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import writing
from tests.journeys.conftest import PASSWORD, Visitor, Words
from tests.journeys.screens import At, Course, Learner, Screens, counted
from tests.journeys.test_keyboard import presses_enter, reaches

pytestmark = pytest.mark.browser

TITLE, TITRE = "Six people and one van", "Six personnes, une camionnette"
LOAD, SONGS, SLEEP = "Load in the right order", "Songs for the road", "Sleep before you drive"
SHEET, PLAN = "Write the day sheet", "Read the stage plan"
REVIEWED, OPENED = "a trainer gives feedback on what was handed in", "opening it"


def test_three_learners_and_a_course_that_changes_midway(visitor) -> None:
    jelena, bram, saskia = visitor(), visitor(), visitor()
    ines, gergo, solveig = visitor("fr"), visitor(), visitor()
    place = _builds_and_publishes(jelena, bram)
    screens = _opens_a_group(jelena, saskia)
    screens.learners = {
        "ines": Learner("Inès Moreau", ines, in_group=True),
        "gergo": Learner("Gergő Bálint", gergo, in_group=False),
        "solveig": Learner("Solveig Dahl", solveig, in_group=True),
    }

    ines.signs_in("member@example.org")
    solveig.signs_in("solveig-dahl@example.org")
    _joins(ines, screens, places="2 places sont libres.")
    _joins(solveig, screens, places="1 place is free.")
    _signs_in_and_enrols_by_keyboard(gergo, screens)
    here = {"ines": At(0, 3, 0), "gergo": At(0, 3, 0), "solveig": At(0, 3, 0)}
    screens.say(here, finished_by=[0, 0, 0, 0])

    _marks_done(ines, LOAD, screens)
    _reads_on_in_english_and_comes_back(ines, At(1, 3, 1))
    here["ines"] = At(1, 3, 1)
    screens.say(here, finished_by=[1, 0, 0, 0])

    _marks_done_by_keyboard(gergo, then=SONGS)
    _marks_done_by_keyboard(gergo, then=SHEET)
    here["gergo"] = At(1, 3, 2)  # songs are optional
    screens.say(here, finished_by=[2, 1, 0, 0])

    _opens(solveig, PLAN, screens)
    here["solveig"] = At(1, 3, 1)
    screens.say(here, finished_by=[2, 1, 0, 1])

    _pauses(solveig, screens)
    here["solveig"] = At(1, 3, 1, pauses=True)
    screens.say(here, finished_by=[2, 1, 0, 1])

    _hands_in_by_keyboard(gergo)
    screens.say(here, finished_by=[2, 1, 0, 1])  # it is with the trainer
    _gives_feedback(jelena, "Gergő Bálint", screens)
    here["gergo"] = At(2, 3, 3)
    screens.say(here, finished_by=[2, 1, 1, 1])
    _opens_by_keyboard(gergo, PLAN, screens)
    here["gergo"] = At(3, 3, 4, completed=True)
    screens.say(here, finished_by=[2, 1, 1, 2])

    _adds_a_lesson_midway(jelena, bram, place, under_way=2, finished=1)
    here = {
        "ines": At(1, 3, 1, news=1),
        "gergo": At(3, 3, 4, news=1, completed=True),
        "solveig": At(1, 3, 1, news=1, pauses=True),
    }
    screens.say(here, finished_by=[2, 1, 0, 1, 2])

    _takes_up_the_new_edition(ines, screens, before=At(1, 3, 1), after=At(1, 4, 1))
    here["ines"] = At(1, 4, 1)
    screens.say(here, finished_by=[2, 1, 0, 1, 2])

    _comes_back_to_a_plan(solveig, screens, left=[LOAD, SHEET])
    _looks_and_stays(solveig, before=At(1, 3, 1), after=At(1, 4, 1))
    here["solveig"] = At(1, 3, 1, news=1)
    screens.say(here, finished_by=[2, 1, 0, 1, 2])

    _marks_done(solveig, LOAD, screens)
    _hands_in(solveig, SHEET, screens)
    _gives_feedback(jelena, "Solveig Dahl", screens)
    here["solveig"] = At(3, 3, 3, news=1, completed=True)
    screens.say(here, finished_by=[3, 1, 0, 2, 2])

    _marks_done(ines, SLEEP, screens)
    _hands_in(ines, SHEET, screens)
    _gives_feedback(jelena, "Inès Moreau", screens)
    here["ines"] = At(3, 4, 3)
    screens.say(here, finished_by=[3, 1, 1, 3, 2])
    _opens(ines, PLAN, screens)
    here["ines"] = At(4, 4, 4, completed=True)
    screens.say(here, finished_by=[3, 1, 1, 3, 3])

    _opens_by_keyboard(gergo, SLEEP, screens)
    _marks_done_by_keyboard(gergo, then=SHEET)
    here["gergo"] = At(3, 3, 5, news=1, completed=True)
    screens.say(here, finished_by=[3, 1, 2, 3, 3])
    _takes_it_up_by_keyboard(gergo, screens, before=At(3, 3, 5), after=At(4, 4, 5))
    here["gergo"] = At(4, 4, 5, completed=True)
    screens.say(here, finished_by=[3, 1, 2, 3, 3])

    for learner in screens.learners.values():
        _has_it_in_the_transcript(learner.browser)
        _has_a_certificate_that_verifies(learner.browser, visitor(learner.browser.language))
    _has_it_all_in_one_record(jelena, screens)


# -- what trainer, editor and facilitator do -----------------------------------------------------------
def _builds_and_publishes(jelena: Visitor, bram: Visitor) -> str:
    """Two modules with four lessons; published at once, and begun in French. Return where the first module is."""
    bram.signs_in("editor@example.org")
    writing.begins_a_course(bram, TITLE, trainer="Jelena Marušić", line="Measurable Impact")
    jelena.signs_in("trainer@example.org")
    writing.goes_to_the_courses(jelena)
    course = writing.place_of(jelena.page, TITLE)
    first = writing.adds_module(jelena, course, "Before the van leaves")
    writing.adds_lesson(jelena, first, LOAD, text="What comes out first goes in last.")
    writing.adds_lesson(jelena, first, SONGS, text="Nobody chooses twice in a row.", optional=True)
    second = writing.adds_module(jelena, course, "On the road")
    writing.adds_lesson(jelena, second, SHEET, text="One page, with telephone numbers.", rule=REVIEWED)
    writing.adds_lesson(jelena, second, PLAN, text="Where is the fire door?", rule=OPENED)
    writing.publishes_all_of(bram, TITLE)
    writing.begins_french_of(bram, course)
    writing.translates_title(bram, TITRE)
    writing.publishes_all_of(bram, TITRE, "fr")
    return first


def _opens_a_group(jelena: Visitor, saskia: Visitor) -> Screens:
    """Two places, led by Saskia."""
    saskia.signs_in("facilitator@example.org")
    page = jelena.goes_to("/en/learning/teaching/")
    page.get_by_role("link", name=TITLE).click()
    found = re.search("/teaching/([0-9a-f-]{36})/", page.url)
    assert found
    page.get_by_role("link", name="Open a group").click()
    page.locator("[name=name]").fill("Winter tour")
    page.locator("[name=starts_on]").fill(datetime.date.today().isoformat())
    page.locator("[name=places]").fill("2")
    page.locator("main form button[type=submit]").last.click()
    page.get_by_text("Say who leads it").click()
    page.locator("[name=emails]").first.fill("facilitator@example.org")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("div[role=status].wrap")).to_contain_text("They find the group under “Teaching”.")
    addresses = {}
    for language, title in (("en", TITLE), ("fr", TITRE)):
        page = jelena.goes_to(f"/{language}/courses/")
        addresses[language] = str(page.get_by_role("link", name=title).get_attribute("href"))
    course = Course(found[1], {"en": TITLE, "fr": TITRE}, addresses, impact_line="Measurable Impact")
    screens = Screens(course, jelena, saskia, {})
    screens.impact_before = screens.impact()
    return screens


def _gives_feedback(jelena: Visitor, name: str, screens: Screens) -> None:
    page = jelena.goes_to(f"/en/learning/teaching/{screens.course.key}/")
    waiting = page.locator("ul.people-rows a[href*='#item-']")
    expect(waiting).to_have_count(1)
    expect(waiting).to_have_text(name)
    waiting.click()
    item = page.locator(page.url[page.url.index("#item-") :])
    item.get_by_text("Note something").click()
    item.get_by_role("button", name="Feedback given").click()
    expect(item).to_contain_text("Nothing is missing.")


def _adds_a_lesson_midway(
    jelena: Visitor, bram: Visitor, module: str, *, under_way: int, finished: int
) -> None:
    """Whom it touches is told to the one who approves it, before anything is published."""
    writing.adds_lesson(jelena, module, SLEEP, text="Nobody drives after a get-out.")
    page = bram.goes_to("/cms/")
    row = page.locator("#awaiting-review-section tr, main tr").filter(has_text=SLEEP).first
    row.get_by_role("link", name=SLEEP, exact=True).click()
    expect(page.locator(".before-publishing")).to_contain_text(
        f"It touches {under_way} learners who are under way and {finished} who have finished"
    )
    bram.approves(SLEEP)


def _has_it_all_in_one_record(jelena: Visitor, screens: Screens) -> None:
    """What Inès did in French and what she took up stand in the trainer's English page of her."""
    page = jelena.goes_to(f"/en/learning/teaching/{screens.course.key}/learners/")
    page.get_by_role("link", name="Inès Moreau").click()
    events = page.locator("caption#events ~ tbody")
    expect(events).to_contain_text("Took up edition 2 after edition 1: 1 of 3 became 1 of 4")
    expect(events.locator("tr").filter(has_text="Marked as done")).to_have_count(2)


# -- what learners do ------------------------------------------------------------------------------------
def _course_of(person: Visitor, screens: Screens) -> Page:
    return person.goes_to(screens.course.addresses[person.language])


def _outline(page: Page):
    return page.locator("main aside")


def _opens(person: Visitor, lesson: str, screens: Screens) -> None:
    page = _course_of(person, screens)
    _outline(page).locator("ol.stations").get_by_role("link", name=lesson).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson)


def _joins(person: Visitor, screens: Screens, *, places: str) -> None:
    page = _course_of(person, screens)
    expect(page.locator(".cohorts")).to_contain_text(places)
    page.get_by_role("button", name=person.words("Join this group")).click()
    expect(_outline(page)).to_contain_text("Winter tour")


def _marks_done(person: Visitor, lesson: str, screens: Screens) -> None:
    _opens(person, lesson, screens)
    page = person.page
    page.locator(
        "main form[action$='/done/'] button"
    ).click()  # in English, where the lesson is not in French yet
    expect(page.get_by_role("heading", level=1)).not_to_have_text(lesson)


def _hands_in(person: Visitor, lesson: str, screens: Screens) -> None:
    _opens(person, lesson, screens)
    page = person.page
    page.locator("#hand-in-note").fill("https://example.org/day-sheet")
    page.get_by_role("button", name=person.words("I have handed it in")).click()
    expect(page.locator("div[role=status].wrap")).to_be_visible()
    expect(page.locator("#hand-in-note")).to_have_count(0)


def _reads_on_in_english_and_comes_back(person: Visitor, at: At) -> None:
    page = person.page
    for language in ("fr", "en", "fr"):
        if f"/{language}/courses/" not in page.url:
            page.locator(f"a[hreflang={language}]").first.click()
            page.wait_for_url(f"**/{language}/courses/**")
        expect(_outline(page).locator("p strong")).to_contain_text(counted(Words(language), at))


def _pauses(person: Visitor, screens: Screens) -> None:
    page = _course_of(person, screens)
    page.get_by_text("Pause or leave").click()
    page.get_by_role("link", name="Pause", exact=True).click()
    page.locator("[name=reason]").fill("Eleven dates north of Tromsø")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(_outline(page)).to_contain_text("Your place is kept and nothing is expected of you.")


def _comes_back_to_a_plan(person: Visitor, screens: Screens, *, left: list[str]) -> None:
    page = _course_of(person, screens)
    page.get_by_role("button", name="Come back").click()
    plan = page.get_by_role("heading", name="Your plan for catching up").locator("xpath=following::ol[1]")
    expect(plan.locator("a")).to_have_text(left)


def _sees_before_and_after(person: Visitor, before: At, after: At) -> None:
    said = [counted(person.words, at) for at in (before, after)]
    expect(person.page.locator(".before-after dd")).to_have_text(said)


def _takes_up_the_new_edition(person: Visitor, screens: Screens, *, before: At, after: At) -> None:
    page = _course_of(person, screens)
    page.get_by_role("link", name=person.words("See what changes for you")).click()
    _sees_before_and_after(person, before, after)
    page.get_by_role("button", name=person.words("Take up the newest edition")).click()
    expect(_outline(page).locator("p strong")).to_contain_text(counted(person.words, after))


def _looks_and_stays(person: Visitor, *, before: At, after: At) -> None:
    page = person.page
    page.get_by_role("link", name="See what changes for you").click()
    _sees_before_and_after(person, before, after)
    page.get_by_role("link", name="Stay as I am").click()
    expect(_outline(page).locator("p strong")).to_contain_text(counted(person.words, before))


def _has_it_in_the_transcript(person: Visitor) -> None:
    page = person.goes_to(f"/{person.language}/learning/transcript/")
    row = page.locator("section.wrap").filter(has_text=TITRE if person.language == "fr" else TITLE)
    expect(row).to_have_count(1)
    kinds = [person.words(kind) for kind in ("Participated", "Completed", "Completed and assessed")]
    assert row.locator("dt").all_inner_texts()[-3:] == kinds


def _has_a_certificate_that_verifies(person: Visitor, anybody: Visitor) -> None:
    """The worker makes it; whoever has its address is told that it holds."""
    title, words, page = TITRE if person.language == "fr" else TITLE, person.words, person.page
    deadline = time.monotonic() + 30
    link = (
        page.locator(".earned > li")
        .filter(has_text=title)
        .get_by_role("link", name=words("How others check it"))
    )
    while not person.goes_to(f"/{person.language}/recognition/").locator("main").count() or not link.count():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        page.wait_for_timeout(300)
    paper = page.request.get(
        str(page.locator(".earned > li").filter(has_text=title).locator("a.button").get_attribute("href"))
    )
    assert paper.body().startswith(b"%PDF-")
    expect(link).to_have_count(
        1
    )  # one, though the course was completed and assessed, and one took it up anew
    told = anybody.goes_to(str(link.get_attribute("href")))
    expect(told.locator("main")).to_contain_text(words("Genuine: we issued this, and it holds."))
    expect(told.locator("main")).to_contain_text(title)


# -- and with the keyboard alone -------------------------------------------------------------------------
def _signs_in_and_enrols_by_keyboard(person: Visitor, screens: Screens) -> None:
    page = person.goes_to("/accounts/login/")
    reaches(page, "input[name=login]")
    page.keyboard.type("gergo-balint@example.org")
    reaches(page, "input[name=password]")
    page.keyboard.type(PASSWORD)
    presses_enter(page)
    _course_of(person, screens)
    expect(page.locator(".cohorts")).to_contain_text("Every place is taken.")
    reaches(page, "main form[action$='/enrol/'] button")
    presses_enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(LOAD)


def _opens_by_keyboard(person: Visitor, lesson: str, screens: Screens) -> None:
    page = _course_of(person, screens)
    reaches(page, "main aside ol.stations a", lesson)
    presses_enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson)


def _marks_done_by_keyboard(person: Visitor, *, then: str) -> None:
    reaches(person.page, "main form[action$='/done/'] button")
    presses_enter(person.page)
    expect(person.page.get_by_role("heading", level=1)).to_have_text(then)


def _hands_in_by_keyboard(person: Visitor) -> None:
    page = person.page
    reaches(page, "#hand-in-note")
    page.keyboard.type("On paper, in your pigeon-hole")
    reaches(page, "main form[action$='/handed-in/'] button")
    presses_enter(page)
    expect(page.locator(".needs")).to_contain_text("It is with the trainers now; there is nothing to do.")


def _takes_it_up_by_keyboard(person: Visitor, screens: Screens, *, before: At, after: At) -> None:
    page = _course_of(person, screens)
    reaches(page, "main aside a[href$='/edition/']")
    presses_enter(page)
    _sees_before_and_after(person, before, after)
    reaches(page, "main form button[type=submit]")
    presses_enter(page)
    expect(_outline(page).locator("p strong")).to_contain_text(counted(person.words, after))

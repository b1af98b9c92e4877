"""Members talk, facilitators keep order: write, attach, ask by a poll, quote, name, follow, stop a mail, report, decide, split.

Once as most people do, once without JavaScript.
"""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visitor, Words, a_new_word

pytestmark = pytest.mark.browser

FORUM = "/en/forums/touring-and-freight/"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)
MAILED_WITHIN = 90  # seconds: the time to mend a slip, and the worker's round


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_topic_from_its_first_word_to_order(visitor, javascript: bool) -> None:
    ines: Visitor = visitor(java_script_enabled=javascript)
    saskia: Visitor = visitor(java_script_enabled=javascript)
    word = a_new_word()
    ines.signs_in("member@example.org")
    saskia.signs_in("facilitator@example.org")

    topic = _starts(ines, word)
    _asks_by_a_poll(ines, topic)
    _follows(ines)
    _votes_quotes_and_names(saskia, topic, word)
    _hears_and_stops_the_mail(ines, word)

    bram: Visitor = visitor(java_script_enabled=javascript)
    bram.signs_in("editor@example.org")
    _reports(bram, topic)
    _decides(saskia, word)
    _splits(saskia, topic, word)
    page = ines.goes_to(FORUM)
    expect(page.get_by_role("heading", name=f"Crates apart {word}")).to_be_visible()


def _post(page: Page, number: int) -> Locator:
    return page.locator(f"article#post-{number}")


def _starts(ines: Visitor, word: str) -> str:
    page = ines.goes_to(f"{FORUM}new/")
    page.locator("input[name=title]").fill(f"Crates on trains {word}")
    page.locator("textarea[name=text]").fill(f"Who has sent **crates** by train? Ask for {word}.")
    if not page.locator("input[name=files]").is_visible():
        page.locator("details.more summary").click()
    page.locator("input[name=files]").set_input_files(
        {"name": "crate.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Crates on trains {word}")
    expect(_post(page, 1).locator("strong")).to_have_text("crates")
    expect(_post(page, 1)).to_contain_text("crate")
    return page.url.split("?")[0].split("#")[0].removeprefix(ines.site)


def _asks_by_a_poll(ines: Visitor, topic: str) -> None:
    page = ines.goes_to(topic)
    page.locator("summary", has_text="Tags and poll").click()
    page.get_by_role("link", name="Add a poll").click()
    page.locator("[name=question]").fill("How do your crates travel?")
    page.locator("[name=answers]").fill("By train\nBy van\nNot at all")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#poll")).to_contain_text("0 people have voted")


def _follows(ines: Visitor) -> None:
    page = ines.page
    follow = page.locator("details.follow")
    follow.locator("summary").click()
    follow.get_by_role("button", name="A mail for every post").click()
    expect(page.locator("details.follow summary")).to_have_text("You follow this")


def _votes_quotes_and_names(saskia: Visitor, topic: str, word: str) -> None:
    page = saskia.goes_to(topic)
    page.locator("#poll").get_by_label("By train").check()
    page.locator("#poll").get_by_role("button", name="Vote").click()
    expect(page.locator("#poll")).to_contain_text("1 person has voted")
    expect(page.locator("#poll tr", has_text="By train")).to_contain_text("yours")
    _post(page, 1).get_by_role("link", name=re.compile("^Quote")).click()
    box = page.locator("#reply textarea")
    expect(box).to_have_value(re.compile(re.escape(word)))
    box.fill(f"{box.input_value()}\n\n@Inès Moreau we did, to Vienna, with {word}bis.")
    page.locator("#reply").get_by_role("button", name="Post", exact=True).click()
    expect(_post(page, 2).locator("blockquote")).to_contain_text("crates")
    expect(_post(page, 2).get_by_role("link", name="Inès Moreau").first).to_be_visible()


def _soon(person: Visitor, address: str, found: Locator) -> None:
    """Load a page again until something stands on it that a worker brings."""
    until = time.monotonic() + MAILED_WITHIN
    while not person.goes_to(address).locator("main").count() or not found.count():
        assert time.monotonic() < until, f"{address} does not show it within {MAILED_WITHIN} s"
        person.page.wait_for_timeout(500)


def _hears_and_stops_the_mail(ines: Visitor, word: str) -> None:
    page = ines.page
    _soon(
        ines, "/en/notifications/", page.get_by_role("listitem").filter(has_text=f"Crates on trains {word}")
    )
    mails = page.get_by_role("row").filter(has_text="member@example.org").filter(has_text=word)
    _soon(ines, "/demo/mail/", mails)
    mails.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text(f"{word}bis")
    stop = page.locator(".letter a[href*='/notifications/stop/']").first
    path = re.search(r"/[a-z]{2}/notifications/stop/.*$", stop.get_attribute("href") or "")
    assert path
    ines.goes_to(path[0])
    hers = Words("fr")  # the language of mails to her
    expect(page.get_by_role("heading", level=1)).to_contain_text(word)
    page.get_by_role("button", name=hers("Stop these mails")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(hers("No more of these mails"))


def _reports(bram: Visitor, topic: str) -> None:
    page = bram.goes_to(topic)
    _post(page, 2).get_by_role("link", name=re.compile("^More")).click()
    page.get_by_role("link", name="Report").first.click()
    page.locator("[name=reason]").first.check()
    page.locator("[name=words]").fill("It is off the subject.")
    page.get_by_role("button", name="Report", exact=True).click()
    expect(page.locator("main")).to_contain_text("Thank you. A facilitator looks at it.")


def _decides(saskia: Visitor, word: str) -> None:
    page = saskia.goes_to("/en/forums/order/")
    case = page.locator("article.case").filter(has_text=f"{word}bis")
    expect(case).to_contain_text("It is off the subject.")
    case.locator("input[name=why]").fill("It answers the question.")
    case.get_by_role("button", name="It stays").click()
    expect(page.locator("article.case").filter(has_text=f"{word}bis")).to_have_count(0)


def _splits(saskia: Visitor, topic: str, word: str) -> None:
    page = saskia.goes_to(topic)
    page.locator("summary", has_text="Keep order").click()
    page.get_by_role("link", name="Split, or move posts").click()
    page.locator("[name=posts]").last.check()
    page.locator("[name=title]").fill(f"Crates apart {word}")
    page.get_by_role("button", name="Move the chosen posts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Crates apart {word}")
    expect(_post(page, 1)).to_contain_text(f"{word}bis")
    saskia.goes_to(topic)
    expect(page.locator("main")).to_contain_text("Post 2 was moved")

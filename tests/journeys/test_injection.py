"""Every text of the demonstration wants to run: names, titles, posts, notes, tags, mails. In the real browser nothing does."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import BrowserContext, Page

from tests import demonstration
from tests.journeys.conftest import Visitor, _end, _free_port, _wait_until_ready

pytestmark = pytest.mark.browser

PUBLIC = (
    "/en/", "/fr/", "/en/courses/", "/en/courses/touring-with-a-smaller-footprint/", "/en/resources/",
    "/en/resources/green-rider-for-small-venues/", "/en/library/collections/", "/en/forums/", "/en/forums/residencies-and-rooms/",
    "/en/meetings/", "/en/meetings/passerelle-spring-plenary-ghent/", "/en/lines/sustainable-models/", "/en/impact/",
    "/en/search/?q=ran", "/en/search/?q=script+ran", "/en/search/?q=%3Cimg+src%3Dx+onerror%3D__ran(1)%3E", "/en/search/?kind=resource",
    "/en/search/?kind=topic", "/fr/search/?q=ran",
)  # fmt: skip
SIGNED_IN = (
    ("member", "/en/"), ("member", "/en/learning/"), ("member", "/en/learning/notes/"), ("member", "/en/learning/transcript/"),
    ("member", "/en/learning/calendar/"), ("member", "/en/library/"), ("member", "/en/forums/"), ("member", "/en/forums/unread/"),
    ("member", "/en/forums/conversations/"), ("member", "/en/notifications/"), ("member", "/en/notifications/choices/"),
    ("member", "/en/people/"), ("member", "/en/people/organisations/"), ("member", "/en/people/me/"), ("member", "/en/recognition/"),
    ("member", "/en/search/?kind=person"), ("member", "/en/search/saved/"),
    ("member", "/en/courses/touring-with-a-smaller-footprint/count-then-draw-the-map/planning-the-route/"),
    ("trainer", "/en/learning/teaching/"), ("facilitator", "/en/forums/order/"), ("secretariat", "/cms/"),
    ("secretariat", "/cms/network/"), ("secretariat", "/cms/network/people/"), ("editor", "/cms/pages/"),
)  # fmt: skip
FEEDS = (
    "/en/forums/feed.atom",
    "/en/forums/residencies-and-rooms/feed.atom",
    "/en/library/feed/",
    "/sitemap.xml",
)
#: What no text may have become. Scripts of ours have a source of ours; data for machines is no script.
LEAKED = """() => [
  ...document.querySelectorAll('script:not([src^="/static/"]):not([type="application/json"]):not([type="application/ld+json"])'),
  ...document.querySelectorAll('iframe, object, embed, base, meta[http-equiv=refresh], animate, math'),
  ...[...document.querySelectorAll('*')].filter(one => [...one.attributes].some(a => a.name.startsWith('on') || /^\\s*(javascript|vbscript|data:text)/i.test(a.value) && ['href', 'src', 'action', 'formaction', 'data'].includes(a.name))),
].map(one => one.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def poisoned(
    tmp_path_factory: pytest.TempPathFactory, _loopback_for_the_session: None
) -> Iterator[dict[str, Any]]:
    """A server of its own on a poisoned copy of the demonstration."""
    data = tmp_path_factory.mktemp("poisoned") / "data"
    shutil.copytree(demonstration.loaded(), data)
    told = demonstration.told_by("tests.journeys.poison", data)
    port, log = _free_port(), Path(data) / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=demonstration.ROOT, env=demonstration.environment(data), stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(server, address, log)
        yield {**told, "address": address}
    finally:
        _end(server)


class Looker:
    """Looks at pages, and notices whatever runs."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.ran: list[str] = []
        self.visitor = Visitor(context, address, "en")
        self.page: Page = self.visitor.page
        self.page.expose_function("__ran", lambda *said: self.ran.append(self.page.url))
        self.page.on("dialog", lambda dialog: (self.ran.append(self.page.url), dialog.dismiss()))

    def looks_at(self, address: str, *, own: bool = True) -> None:
        """Open it; nothing runs, and nothing stands in it that could."""
        answer = self.page.goto(self.visitor.site + address)
        assert answer is not None
        assert answer.status < 400, (address, answer.status)
        self.page.wait_for_load_state("load")
        assert self.ran == []
        if own:
            assert self.page.evaluate(LEAKED) == [], address


@pytest.fixture
def looker(new_context: Callable[..., BrowserContext], poisoned: dict[str, Any]) -> Callable[[str], Looker]:
    def make(person: str = "") -> Looker:
        made = Looker(new_context(locale="en-GB"), poisoned["address"])
        if person:
            made.visitor.signs_in(f"{person}@example.org")
        return made

    return make


def test_the_poison_is_in_every_text(poisoned: dict[str, Any], looker: Callable[[str], Looker]) -> None:
    assert poisoned["payloads"] >= 200
    assert len(poisoned["fields"]) >= 60, poisoned["fields"]
    assert poisoned["letters"] >= 5
    anybody = looker("")
    anybody.page.goto(poisoned["address"] + "/en/forums/residencies-and-rooms/")
    assert "__ran(1)" in anybody.page.locator("main").inner_text(), "it is seen, as text"
    anybody.page.evaluate("__ran(1)")
    assert anybody.ran, "what runs is noticed"
    made = anybody.page.evaluate(
        "() => { const img = document.createElement('img'); img.setAttribute('onerror', 'x'); document.body.append(img) }"
    )
    assert made is None
    assert anybody.page.evaluate(LEAKED) != [], "what could run is noticed"


def test_public_pages_and_search(looker: Callable[[str], Looker]) -> None:
    anybody = looker("")
    for address in PUBLIC:
        anybody.looks_at(address)


def test_pages_of_those_who_are_signed_in(looker: Callable[[str], Looker]) -> None:
    people = {person: looker(person) for person in dict.fromkeys(person for person, _address in SIGNED_IN)}
    for person, address in SIGNED_IN:
        people[person].looks_at(address, own=not address.startswith("/cms/"))


def test_two_hundred_posts(poisoned: dict[str, Any], looker: Callable[[str], Looker]) -> None:
    member = looker("member")
    for number in range(1, poisoned["pages"] + 1):
        member.looks_at(f"{poisoned['topic']}?page={number}")
    assert member.page.locator("article.post").count() > 0


def test_mails(looker: Callable[[str], Looker]) -> None:
    anybody = looker("")
    anybody.looks_at("/demo/mail/")
    mails = [
        str(link.get_attribute("href")) for link in anybody.page.locator("main table a").element_handles()
    ]
    assert len(mails) >= 5
    for address in mails[:12]:
        anybody.looks_at(address)


def test_feeds_are_whole(poisoned: dict[str, Any], looker: Callable[[str], Looker]) -> None:
    anybody = looker("")
    for address in FEEDS:
        answer = anybody.page.request.get(poisoned["address"] + address)
        assert answer.status == 200, address
        root = ElementTree.fromstring(answer.text())  # noqa: S314 - our own
        assert len(root) > 0
        for element in root.iter():
            assert element.tag.rpartition("}")[2] not in {"script", "img", "svg", "iframe"}

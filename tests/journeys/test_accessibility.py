"""axe-core finds nothing at A and AA, nothing scrolls sideways on a phone, and the content security policy blocks nothing.

Each page in light and dark, at 360 and 1280 pixels, and once more on a phone in French where it has a French version.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.journeys.looking import DESK, PHONE, Looker

pytestmark = pytest.mark.browser

TOPIC = "a[href*='who-hosts']"
COURSE = "/en/courses/touring-with-a-smaller-footprint/"


class Stop(NamedTuple):
    """A page to look at: its address, who reads it, links to follow from there, the status that it has."""

    address: str
    who: str = ""
    then: tuple[str, ...] = ()
    status: int = 200

    @property
    def way(self) -> tuple[str, tuple[str, ...], int]:
        """How to get there."""
        return self.address, self.then, self.status


PUBLIC = {
    "home": Stop("/en/"),
    "catalogue": Stop("/en/courses/"),
    "course": Stop(COURSE),
    "module": Stop(COURSE + "count-then-draw-the-map/"),
    "lesson": Stop(COURSE, then=("aside .stations a",)),
    "resources": Stop("/en/resources/"),
    "resource": Stop("/en/resources/green-rider-for-small-venues/"),
    "forums": Stop("/en/forums/"),
    "forum": Stop("/en/forums/residencies-and-rooms/"),
    "topic": Stop("/en/forums/residencies-and-rooms/", then=(".topics h2 a",)),
    "meetings": Stop("/en/meetings/"),
    "meeting": Stop("/en/meetings/passerelle-spring-plenary-ghent/"),
    "session": Stop("/en/meetings/passerelle-spring-plenary-ghent/", then=("aside .stations a",)),
    "people, closed": Stop("/en/people/", status=403),
    "line": Stop("/en/lines/sustainable-models/"),
    "impact": Stop("/en/impact/"),
    "search, empty": Stop("/en/search/"),
    "search with hits": Stop("/en/search/?q=freight"),
    "search without hits": Stop("/en/search/?q=zzzyxqwv"),
    "404": Stop("/en/courses/nothing-here/", status=404),
    "403": Stop("/en/courses/co-production-agreements-across-borders/", status=403),
    "login": Stop("/accounts/login/"),
    "sign-up": Stop("/accounts/signup/"),
    "reset": Stop("/accounts/password/reset/"),
    "demo mail": Stop("/demo/mail/"),
    "footer page": Stop("/en/", then=("footer nav a",)),
}
SIGNED_IN = {
    "home, signed in": Stop("/en/", "member"),
    "catalogue, signed in": Stop("/en/courses/", "member"),
    "course, enrolled": Stop(COURSE, "member"),
    "lesson, enrolled": Stop(COURSE, "member", then=("aside .stations a",)),
    "my learning": Stop("/en/learning/", "member"),
    "resource, signed in": Stop("/en/resources/green-rider-for-small-venues/", "member"),
    "forums, signed in": Stop("/en/forums/", "member"),
    "forum, signed in": Stop("/en/forums/touring-and-freight/", "member"),
    "topic, signed in": Stop("/en/forums/touring-and-freight/", "member", then=(TOPIC,)),
    "topic, facilitator": Stop("/en/forums/touring-and-freight/", "facilitator", then=(TOPIC,)),
    "new topic": Stop("/en/forums/touring-and-freight/new/", "member"),
    "session, signed in": Stop(
        "/en/meetings/passerelle-spring-plenary-ghent/", "member", then=("aside .stations a",)
    ),
    "people": Stop("/en/people/", "member"),
    "person": Stop("/en/people/", "member", then=(".people h2 a",)),
    "organisations": Stop("/en/people/organisations/", "member"),
    "profile": Stop("/en/people/me/", "member"),
    "addresses": Stop("/accounts/email/", "member"),
    "password": Stop("/accounts/password/change/", "member"),
    "sign out": Stop("/accounts/logout/", "member"),
}
IN_THE_CMS = {
    "cms: organisations": Stop("/cms/network/", "secretariat"),
    "cms: organisation": Stop("/cms/network/", "secretariat", then=("main table a",)),
    "cms: people": Stop("/cms/network/people/", "secretariat"),
    "cms: roles": Stop("/cms/network/people/", "secretariat", then=("main table a",)),
    "cms: add": Stop("/cms/network/organisations/add/", "secretariat"),
    "cms: invite": Stop("/cms/network/", "secretariat", then=("main table a", "main a[href$='/invite/']")),
    "cms: import": Stop("/cms/network/import/", "secretariat"),
}


def test_faults_are_seen(looker: Callable[[str], Looker]) -> None:
    eyes = looker("")
    eyes.goes_to(*PUBLIC["home"].way)
    eyes.page.evaluate(
        """() => {
          document.querySelector("main").insertAdjacentHTML("beforeend",
            '<p id="pale">Pale</p><img src="/static/x.png"><a href="/a" id="tiny">a</a><a href="/b">b</a>');
          document.getElementById("pale").style.color = "color-mix(in srgb, CanvasText 25%, Canvas)";
          document.getElementById("pale").style.width = "900px";
          const script = document.createElement("script");
          script.textContent = "window.inlined = true";
          document.head.append(script);
        }"""
    )

    eyes.looks(PHONE, "light")
    eyes.looks(PHONE, "dark")

    told = "\n".join(eyes.wrong)
    for fault in (
        "image-alt",
        "light): color-contrast",
        "dark): color-contrast",
        "scrolls sideways",
        "Policy",
    ):
        assert fault in told, told


@pytest.mark.parametrize("stop", [*PUBLIC.values(), *SIGNED_IN.values()], ids=[*PUBLIC, *SIGNED_IN])
def test_pages(stop: Stop, looker: Callable[[str], Looker]) -> None:
    eyes = looker(stop.who)
    eyes.goes_to(*stop.way)

    for size in (PHONE, DESK):
        for scheme in ("light", "dark"):
            eyes.looks(size, scheme)
    switch = eyes.page.locator("header a[hreflang=fr]")
    if switch.count():
        eyes.page.goto(eyes.site + (switch.get_attribute("href") or ""))
        eyes.looks(PHONE, "light")

    assert not eyes.wrong, "\n".join(eyes.wrong)


@pytest.mark.parametrize("stop", IN_THE_CMS.values(), ids=list(IN_THE_CMS))
def test_our_screens_in_the_cms(stop: Stop, looker: Callable[[str], Looker]) -> None:
    eyes = looker(stop.who)
    eyes.goes_to(*stop.way)

    for size in (PHONE, DESK):
        for scheme in ("light", "dark"):
            eyes.looks(size, scheme, sideways=False)

    assert not eyes.wrong, "\n".join(eyes.wrong)


def test_the_report_of_an_import(looker: Callable[[str], Looker], tmp_path: Path) -> None:
    eyes = looker("secretariat")
    file = tmp_path / "members.csv"
    file.write_text("organisation,country,person,email\nKino,CZ,Ana,ana@kino.example\nKino,CZ,Ben,nowhere\n")
    eyes.goes_to(*IN_THE_CMS["cms: import"].way)
    eyes.page.locator("input[type=file]").set_input_files(file)
    eyes.page.get_by_role("button", name="Show what it would do").click()
    eyes.page.get_by_text("1 row cannot be used.").wait_for()

    eyes.looks(DESK, "light", sideways=False)
    eyes.looks(DESK, "dark", sideways=False)

    assert not eyes.wrong, "\n".join(eyes.wrong)

"""axe-core finds nothing at A and AA, nothing scrolls sideways on a phone, and the content security policy blocks nothing.

That this would be seen; pages in states that no link leads to; and our screens in the CMS, in light and dark, at 360 and 1280 pixels.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.journeys.looking import DESK, PHONE, Looker

pytestmark = pytest.mark.browser


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


#: Pages that no link leads to in this state, or that end the visit; tests/journeys/test_every_route.py looks at all others.
IN_OTHER_STATES = {
    "search with hits": Stop("/en/search/?q=freight"),
    "search without hits": Stop("/en/search/?q=zzzyxqwv"),
    "people, closed": Stop("/en/people/", status=403),
    "404": Stop("/en/courses/nothing-here/", status=404),
    "403": Stop("/en/courses/co-production-agreements-across-borders/", status=403),
    "notifications, none": Stop("/en/notifications/", "secretariat"),
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
    "cms: searched in vain": Stop("/cms/reports/searched-in-vain/", "editor"),
    "cms: translations of courses": Stop("/cms/courses/translations/", "editor"),
    "cms: begin a translation": Stop(
        "/cms/courses/translations/", "editor", then=("main a[href*='/cms/courses/translate/']",)
    ),
}


def test_faults_are_seen(looker: Callable[[str], Looker]) -> None:
    eyes = looker("")
    eyes.goes_to("/en/")
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


@pytest.mark.parametrize("stop", IN_OTHER_STATES.values(), ids=list(IN_OTHER_STATES))
def test_pages_in_other_states(stop: Stop, looker: Callable[[str], Looker]) -> None:
    eyes = looker(stop.who)
    eyes.goes_to(*stop.way)

    eyes.looks_well()

    assert not eyes.wrong, "\n".join(eyes.wrong)


def looks_in_the_cms(eyes: Looker) -> None:
    """Look at the screen that is open; Wagtail's own bars may scroll sideways on a phone."""
    for size in (PHONE, DESK):
        for scheme in ("light", "dark"):
            eyes.looks(size, scheme, sideways=False)


@pytest.mark.parametrize("stop", IN_THE_CMS.values(), ids=list(IN_THE_CMS))
def test_our_screens_in_the_cms(stop: Stop, looker: Callable[[str], Looker]) -> None:
    eyes = looker(stop.who)
    eyes.goes_to(*stop.way)

    looks_in_the_cms(eyes)

    assert not eyes.wrong, "\n".join(eyes.wrong)


def test_what_an_editor_is_asked_before_learners_are_touched(looker: Callable[[str], Looker]) -> None:
    eyes = looker("editor")
    eyes.goes_to("/cms/courses/translations/")
    link = eyes.page.locator("main a[href*='/cms/courses/translate/']").first
    number = str(link.get_attribute("href")).rstrip("/").rpartition("/")[2]
    for address in (f"/cms/courses/publish/{number}/", f"/cms/pages/{number}/unpublish/"):
        eyes.goes_to(address)
        looks_in_the_cms(eyes)

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

"""Whoever follows links meets no page that axe-core, a phone's width or the content security policy complains of.

From the home page the demonstration's people follow every link; of each kind of page one is looked at, so a page that is added
is looked at without being named here. Two pages are of one kind where the same view shows them and they can do the same things:
the forms on them lead to the same views. `Looker.looks_well` says how each is seen.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import Resolver404, resolve

from tests.journeys.conftest import CASTS
from tests.journeys.looking import Looker

pytestmark = pytest.mark.browser

HOME = "/en/"
#: What is no page of ours to look at, or ends the visit.
PASSED_BY = ("/cms/", "/files/", "/accounts/logout/", "/media/", "/static/", "/api/", "/-/", "/oai")
PAGES = "wagtail_serve"
OF_A_VIEW = 3  # addresses of one view that are fetched, to find those on which more can be done
#: Somewhat fewer kinds than these find, so that a menu that loses its links does not make the test pass.
AT_LEAST = {"": 28, "learner": 40, "trainer": 18, "facilitator": 8}
seen: set[str] = set()  # by anybody, in this run


def view_of(address: str) -> str | None:
    """Return the view that shows an address; of a page in the tree its place too. None for what is no page of ours."""
    path = urlsplit(address).path
    if path.startswith(PASSED_BY) or path.rpartition("/")[2]:
        return None
    if not path.startswith((HOME, "/accounts/", "/demo/")):
        return None
    try:
        view = resolve(path).view_name
    except Resolver404:
        return None
    return f"{view} {path.split('/')[2]} {path.count('/')}" if view == PAGES else view


def kind_of(view: str, page: BeautifulSoup, address: str) -> str:
    """Return the view and what can be done on the page."""
    actions = {urljoin(address, str(form.get("action") or "")) for form in page.select("main form")}
    return " ".join([view, *sorted({view_of(action) or "elsewhere" for action in actions})])


def links_on(page: BeautifulSoup, address: str) -> Iterator[str]:
    """Give the addresses on the site to which a page leads. Those that narrow or turn a list lead to the same page."""
    for link in page.select("a[href]"):
        target = urlsplit(urljoin(address, str(link["href"])))
        if not target.netloc:
            yield target.path


def found_by(eyes: Looker) -> Iterator[tuple[str, str]]:
    """Follow every link, without a browser's work, and give a page of each kind that nobody has seen, with its kind."""
    ahead, known = [HOME], {HOME}
    fetched: dict[str, int] = {}
    for address in ahead:  # which grows
        view = view_of(address)
        if view is None or (not view.startswith(PAGES) and fetched.get(view, 0) >= OF_A_VIEW):
            continue
        fetched[view] = fetched.get(view, 0) + 1
        answer = eyes.page.request.get(eyes.site + address)
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 400 or answer.status == 403, f"{address} answered {answer.status}"
        page = BeautifulSoup(answer.body(), "lxml")
        new = [link for link in links_on(page, address) if link not in known]
        known.update(new)
        ahead += dict.fromkeys(new)
        kind = kind_of(view, page, address)
        if kind not in seen:
            seen.add(kind)
            yield kind, address


@pytest.mark.parametrize("who", ["", *CASTS], ids=["anybody", *CASTS])
def test_every_route_that_a_link_leads_to(who: str, looker: Callable[[str], Looker]) -> None:
    eyes = looker(who)
    looked_at = []
    for kind, address in found_by(eyes):
        looked_at.append(kind)
        eyes.page.goto(eyes.site + address)
        eyes.looks_well()

    assert not eyes.wrong, "\n".join(eyes.wrong)
    assert len(looked_at) >= AT_LEAST.get(who, 0), looked_at

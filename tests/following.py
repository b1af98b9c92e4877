"""Following links as the demonstration's people do: every page that a link leads to, and of which kind it is.

Two pages are of one kind where the same view shows them and they can do the same things: the forms on them lead to the same views.
"""

from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from django.urls import Resolver404, resolve

HOME = "/en/"
#: Whom the demonstration has one of each; their addresses are at example.org.
CAST = ("learner", "trainer", "facilitator", "member", "editor", "secretariat")
#: What is no page of ours to look at, or ends the visit.
PASSED_BY = ("/cms/", "/files/", "/accounts/logout/", "/media/", "/static/", "/api/", "/-/", "/oai")
PAGES = "wagtail_serve"
OF_A_VIEW = 3  # addresses of one view that are fetched, to find those on which more can be done


def pages(get: Callable[[str], bytes | None]) -> Iterator[tuple[str, str]]:
    """Follow links from the home page and give the kind and the address of each page that was fetched.

    `get` answers an address with its HTML, or with None for what is none. Pages in the tree are all fetched, of other views a few.
    """
    ahead, known = [HOME], {HOME}
    fetched: dict[str, int] = {}
    for address in ahead:  # which grows
        view = _view_of(address)
        if view is None or (not view.startswith(PAGES) and fetched.get(view, 0) >= OF_A_VIEW):
            continue
        fetched[view] = fetched.get(view, 0) + 1
        html = get(address)
        if html is None:
            continue
        page = BeautifulSoup(html, "lxml")
        new = dict.fromkeys(link for link in _links_on(page, address) if link not in known)
        known.update(new)
        ahead += new
        yield _kind_of(view, page, address), address


def _view_of(address: str) -> str | None:
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


def _kind_of(view: str, page: BeautifulSoup, address: str) -> str:
    """Return the view and what can be done on the page."""
    actions = {urljoin(address, str(form.get("action") or "")) for form in page.select("main form")}
    return " ".join([view, *sorted({_view_of(action) or "elsewhere" for action in actions})])


def _links_on(page: BeautifulSoup, address: str) -> Iterator[str]:
    """Give the addresses on the site to which a page leads. Those that narrow or turn a list lead to the same page."""
    for link in page.select("a[href]"):
        target = urlsplit(urljoin(address, str(link["href"])))
        if not target.netloc:
            yield target.path

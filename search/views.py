"""The search page: a form, links that narrow, and results that land on the very place."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from search import results
from search.found import Choice, Results
from search.query import FILTERS, Query, choices, parse

FACET_TITLES: dict[str, tuple[str, Any]] = {  # name in addresses, and in words
    "kind": ("kind", _("Kind")),
    "line": ("line", _("Programme line")),
    "theme": ("theme", _("Theme")),
    "language": ("lang", _("Language")),
}
PAGES_BESIDE = 2  # page numbers shown on either side of the present one


@dataclass(slots=True)
class FacetLink:
    """A choice as a link that makes or undoes it."""

    choice: Choice
    url: str


def query_of(asked: QueryDict, size: str | int = 10) -> Query:
    """Read a question from an address; the page and the API take the same parameters."""
    return parse(
        asked.get("q", ""),
        kinds=asked.getlist("kind"),
        lines=asked.getlist("line"),
        themes=asked.getlist("theme"),
        languages=asked.getlist("lang"),
        page=asked.get("page", "1"),
        size=size,
        reader_language=get_language() or "en",
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found for the person."""
    query = query_of(request.GET)
    found = results.find(request.user, query)
    chosen = [(name, value) for name in FILTERS for value in choices(query, name)]
    facets = _facets(found)
    context = {
        "query": query,
        "found": found,
        "facets": facets,
        "undone": [link for _title, links in facets for link in links if link.choice.chosen],
        "chosen": chosen,
        "without_filters": _address(query, {}),
        "corrected_url": _address_of_text(found.corrected),
        "pages": _pages(found),
        "previous": _page_url(query, query.page - 1) if query.page > 1 else "",
        "next": _page_url(query, query.page + 1) if query.page < found.pages else "",
        "first": _page_url(query, 1),
    }
    return render(request, "search/results.html", context)


def _facets(found: Results) -> list[tuple[Any, list[FacetLink]]]:
    shown = []
    for facet, facet_choices in found.facets.items():
        name, title = FACET_TITLES[facet]
        links = [FacetLink(choice, _toggled(found.query, name, choice)) for choice in facet_choices]
        if links:
            shown.append((title, links))
    return shown


def _toggled(query: Query, name: str, choice: Choice) -> str:
    chosen = {other: list(choices(query, other)) for other in FILTERS}
    if choice.chosen:
        chosen[name].remove(choice.value)
    else:
        chosen[name].append(choice.value)
    return _address(query, chosen)


def _address(query: Query, chosen: dict[str, list[str]], page: int = 1) -> str:
    asked = [("q", query.text), *((name, value) for name, values in chosen.items() for value in values)]
    if page > 1:
        asked.append(("page", str(page)))
    return f"?{urlencode(asked)}"


def _address_of_text(text: str) -> str:
    return f"?{urlencode({'q': text})}"


def _page_url(query: Query, page: int) -> str:
    return _address(query, {name: list(choices(query, name)) for name in FILTERS}, page)


def _pages(found: Results) -> list[tuple[int, str]]:
    first = max(1, found.query.page - PAGES_BESIDE)
    last = min(found.pages, found.query.page + PAGES_BESIDE)
    return [(number, _page_url(found.query, number)) for number in range(first, last + 1)]

"""What a list of results needs in a template: facets as links, pages, and what narrows it, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.audiences import Viewer
from search import addresses, results, sources
from search.found import Choice, Results
from search.query import FILTERS, Query

#: Facets by the name they have in addresses, and in words.
FACET_TITLES: dict[str, tuple[str, Any]] = {
    "kind": ("kind", gettext_lazy("Kind")),
    "form": ("form", gettext_lazy("Sort of resource")),
    "line": ("line", gettext_lazy("Programme line")),
    "theme": ("theme", gettext_lazy("Theme")),
    "level": ("level", gettext_lazy("Level")),
    "language": ("lang", gettext_lazy("Language")),
}
PAGES_BESIDE = 2  # page numbers shown on either side of the present one


@dataclass(slots=True)
class FacetLink:
    """A choice as a link that makes or undoes it."""

    choice: Choice
    url: str


def context_of(
    found: Results, *, asked: Query, hidden: Iterable[str] = (), renamed: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what the templates of results read. `hidden` are filters, by their names in addresses, that the place where the
    list stands decides; `renamed` are those that have another name there.
    """
    renamed = renamed or {}
    narrowed = {
        renamed.get(name, name): values
        for name, values in addresses.chosen(asked).items()
        if name not in hidden
    }
    facets = _facets(found, asked.text, narrowed, hidden, renamed)

    def page_url(number: int) -> str:
        return addresses.address(asked.text, narrowed, number)

    first = max(1, asked.page - PAGES_BESIDE)
    last = min(found.pages, asked.page + PAGES_BESIDE)
    return {
        "query": asked,
        "found": found,
        "facets": facets,
        "undone": [link for _title, links in facets for link in links if link.choice.chosen],
        "narrowed": [(name, value) for name, values in narrowed.items() for value in values],
        "asked": addresses.address(asked.text, narrowed)[1:],
        "without_filters": addresses.address(asked.text, {}),
        "without_dates": addresses.address(
            asked.text, {name: values for name, values in narrowed.items() if name not in ("from", "to")}
        ),
        "beside_dates": [
            (name, value)
            for name, values in narrowed.items()
            if name not in ("from", "to")
            for value in values
        ],
        "pages": [(number, page_url(number)) for number in range(first, last + 1)],
        "previous": page_url(asked.page - 1) if asked.page > 1 else "",
        "next": page_url(asked.page + 1) if asked.page < found.pages else "",
        "first": page_url(1),
    }


def _facets(
    found: Results,
    text: str,
    narrowed: dict[str, list[str]],
    hidden: Iterable[str],
    renamed: Mapping[str, str],
) -> list[tuple[Any, list[FacetLink]]]:
    shown = []
    for facet, choices in found.facets.items():
        name, title = FACET_TITLES[facet]
        if name in hidden or not choices:
            continue
        name = renamed.get(name, name)
        links = [
            FacetLink(choice, addresses.address(text, _toggled(narrowed, name, choice))) for choice in choices
        ]
        shown.append((title, links))
    return shown


def _toggled(narrowed: dict[str, list[str]], name: str, choice: Choice) -> dict[str, list[str]]:
    """Return what narrows with one choice made or undone, always in the same order of names."""
    values = list(narrowed.get(name, ()))
    if choice.value in values:
        values.remove(choice.value)
    else:
        values.append(choice.value)
    order = [*FILTERS, *narrowed]
    changed = {**narrowed, name: values}
    return {other: changed[other] for other in sorted(changed, key=order.index) if changed[other]}


def in_words(person: Viewer, query: Query) -> str:
    """Say what a search asks for: “green rider” · Toolkit · French · since 1 March 2025."""
    said = [f"“{query.text}”"] if query.text else []
    said += [str(word) for word in results.chosen_words(query)]
    if query.within and (title := sources.title_of(person, query.within)):
        said.append(_("in %(title)s") % {"title": title})
    if query.since:
        said.append(_("since %(day)s") % {"day": date_format(query.since)})
    if query.to:
        said.append(_("until %(day)s") % {"day": date_format(query.to)})
    return " · ".join(said)

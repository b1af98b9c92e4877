"""Lists of everything of one kind, for the pages of other rooms: the search itself, without words."""

from dataclasses import replace
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from programme.queries import lines_in
from search import addresses, listing, results

register = template.Library()

A_SHELF = 24  # cards on one page


@register.simple_tag(takes_context=True)
def shelf(context: template.Context, kind: str) -> SafeString:
    """Show all things of a kind that the person may see, the newest first, with facets, a box for words and pages.

    Choices are in the address. The kind is given by the place, so `kind` in the address is the sort of resource.
    """
    request = context["request"]
    asked = request.GET.copy()
    asked.setlist("form", [*asked.getlist("form"), *asked.getlist("kind")])
    query = replace(addresses.query_of(asked, size=A_SHELF), kinds=frozenset({kind}))
    found = results.find(request.user, query)
    shown: dict[str, Any] = listing.context_of(found, asked=query, hidden=("kind",), renamed={"form": "kind"})
    return SafeString(render_to_string("search/shelf.html", {**shown, "kind": kind}, request))


@register.inclusion_tag("search/inside.html", takes_context=True)
def search_inside(context: template.Context, within: Any) -> dict[str, Any]:
    """Show a box that searches inside of one course, resource or meeting (`page.translation_key`) or forum (`forum:<id>`)."""
    return {"within": within, "language": context.get("language", "en")}


@register.simple_tag
def programme_lines() -> list[Any]:
    """Return the lines in the reader's language, to look along where nothing was found."""
    return list(lines_in())

"""A question as an address says it: read from one, and written as one."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language

from search.parsing import parse
from search.query import FILTERS, PAGE_SIZE, Query, choices


def query_of(asked: QueryDict, size: str | int = PAGE_SIZE) -> Query:
    """Read a question; the page, the shelves and the API take the same parameters."""
    return parse(
        asked.get("q", ""),
        **{attribute: asked.getlist(name) for name, attribute in FILTERS.items()},  # type: ignore[arg-type]
        since=asked.get("from", ""),
        to=asked.get("to", ""),
        within=asked.get("in", ""),
        page=asked.get("page", "1"),
        size=size,
        reader_language=get_language() or "en",
    )


def chosen(query: Query) -> dict[str, list[str]]:
    """Return what narrows the question, by the names in addresses; a form keeps it in hidden fields."""
    kept = {name: list(choices(query, name)) for name in FILTERS}
    kept["from"] = [query.since.isoformat()] if query.since else []
    kept["to"] = [query.to.isoformat()] if query.to else []
    kept["in"] = [query.within] if query.within else []
    return {name: values for name, values in kept.items() if values}


def address(text: str, narrowed: Mapping[str, Iterable[str]], page: int = 1) -> str:
    """Write a question as the end of an address."""
    asked = [("q", text)] if text else []
    asked += [(name, value) for name, values in narrowed.items() for value in values]
    if page > 1:
        asked.append(("page", str(page)))
    return f"?{urlencode(asked)}"

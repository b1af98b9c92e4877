"""Lists of pages that are read once for everybody: what is kept is the whole list, what is shown is each person's part of it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest

from members.audiences import holds
from pages import generation
from pages.models import Audience, BasePage


def listed_for(request: HttpRequest, name: str, read: Callable[[], Iterable[BasePage]]) -> list[Any]:
    """Return those pages of a list that the person of the request may see, as `visible_to` would keep them.

    `read` gives all live pages of the list in the active language. They are kept under the name and the generation, which rises
    when a page or an audience changes, each beside its audience; a page without one is for nobody. Whoever asks holds labels of
    their own, so nothing of one person is kept for another.
    """
    kept = generation.kept(request, name, lambda: _with_audiences(read()))
    return [page for page, audience in kept if holds(request.user, *audience)]


def _with_audiences(pages: Iterable[BasePage]) -> list[tuple[BasePage, tuple[str, str]]]:
    pages = list(pages)
    rows = Audience.objects.in_bulk({page.translation_key for page in pages})
    return [
        (page, (row.audience, row.second_audience))
        for page in pages
        if (row := rows.get(page.translation_key)) is not None
    ]

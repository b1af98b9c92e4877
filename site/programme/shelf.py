"""All that is filed under a line, by theme, whatever room it belongs to."""

from typing import Any

from members.audiences import Viewer
from programme.models import FiledPage, ProgrammeLine, Theme
from programme.queries import themes_in


def filed_types() -> list[type[FiledPage]]:
    """Return the page types of all rooms that are filed."""
    return [model for model in FiledPage.__subclasses__() if not model._meta.abstract]


def filed_under(line: ProgrammeLine, person: Viewer) -> list[tuple[Theme | None, list[Any]]]:
    """Return what the person may see under a line, grouped by theme in the themes' order, the rest last.

    A page with two themes stands under both. Costs three queries a page type, whatever there is.
    """
    themes = themes_in()
    shelves: dict[Any, list[Any]] = {theme.translation_key: [] for theme in themes}
    rest: list[Any] = []
    for model in filed_types():
        pages = (
            model.objects.visible_to(person)
            .in_best_language()
            .filter(lines__translation_key=line.translation_key)
            .select_related("locale")
            .prefetch_related("lines", "themes")
            .defer("body")
            .order_by("-first_published_at", "-pk")
        )
        for page in pages:
            keys = [theme.translation_key for theme in page.themes.all()]
            for key in keys:
                shelves[key].append(page)
            if not keys:
                rest.append(page)
    shown: list[tuple[Theme | None, list[Any]]] = [
        (theme, shelves[theme.translation_key]) for theme in themes
    ]
    return [(theme, pages) for theme, pages in [*shown, (None, rest)] if pages]

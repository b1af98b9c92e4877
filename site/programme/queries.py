"""Reads of lines and themes, in the active language with the source language standing in."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale

from pages import generation
from programme.models import ProgrammeLine, Theme


def _in_language(model: Any) -> list[Any]:
    default = Locale.get_default().language_code
    rows = model.objects.filter(locale__language_code__in={default, get_language()}).select_related("locale")
    best: dict[Any, Any] = {}
    for row in rows.order_by("position", "pk"):
        if row.translation_key not in best or row.locale.language_code == get_language():
            best[row.translation_key] = row
    return sorted(best.values(), key=lambda row: (row.position, row.slug))


def lines_in() -> list[ProgrammeLine]:
    """Return each programme line once, in order. One query."""
    return _in_language(ProgrammeLine)


def lines_for(request: HttpRequest) -> list[ProgrammeLine]:
    """Return the same for a page, from memory where nothing has changed."""
    return generation.kept(request, "lines", lines_in)


def themes_in() -> list[Theme]:
    """Return each theme once, in order. One query."""
    return _in_language(Theme)


def themes_for(request: HttpRequest) -> list[Theme]:
    """Return the same for a page, from memory where nothing has changed."""
    return generation.kept(request, "themes", themes_in)

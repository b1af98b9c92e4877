"""What rooms above put on the home page and on a programme line's page, without this room knowing them."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Shelf = Callable[[HttpRequest], dict[str, Any]]
_home: list[Shelf] = []


def on_home_page(shelf: Shelf) -> Shelf:
    """Register what a room gives to the home page's template: a dict of its own names."""
    _home.append(shelf)
    return shelf


def home_shelves(request: HttpRequest) -> dict[str, Any]:
    """Gather them all."""
    gathered: dict[str, Any] = {}
    for shelf in _home:
        gathered |= shelf(request)
    return gathered

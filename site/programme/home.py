"""What the programme puts on the home page."""

from typing import Any

from django.http import HttpRequest

from pages.shelves import on_home_page
from programme.queries import lines_for


@on_home_page
def lines_at_home(request: HttpRequest) -> dict[str, Any]:
    """The programme lines."""
    return {"lines": lines_for(request)}

"""What resources put on the home page."""

from typing import Any

from django.http import HttpRequest

from pages import generation
from pages.shelves import on_home_page
from resources.models import ResourcePage

SHOWN = 6


@on_home_page
def resources_at_home(request: HttpRequest) -> dict[str, Any]:
    """The newest resources."""
    resources = ResourcePage.objects.visible_to(request.user).in_best_language().select_related("locale")
    newest = resources.prefetch_related("lines").defer("body").order_by("-first_published_at", "-pk")[:SHOWN]
    return {"resources": generation.kept_in_public(request, "home-resources", lambda: list(newest))}

"""What every template knows: the network, the footer, other languages of the page."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from pages import generation
from pages.models import NetworkSettings, StandardPage


def site(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that an answer which shows none of it asks for none of it."""
    return {
        "network": SimpleLazyObject(lambda: generation.kept(request, "network", NetworkSettings.load)),
        "footer_pages": SimpleLazyObject(lambda: generation.kept(request, "footer", _footer)),
        "language": get_language() or settings.LANGUAGE_CODE,
        "demo": getattr(settings, "DEMO", False),
    }


def _footer() -> list[dict[str, str]]:
    pages = StandardPage.objects.live().filter(locale__language_code=get_language(), show_in_menus=True)
    return [{"title": page.title, "address": page.address} for page in pages.order_by("path")]

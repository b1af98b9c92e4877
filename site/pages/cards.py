"""Cards of other pages within a body: shown to those who may see the page, in the language that they read."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language
from wagtail.models import Page

from pages.living import fills
from pages.models.base import visible


@fills("card")
def cards_for(request: HttpRequest, page: Any, values: Collection[str]) -> Mapping[str, str]:
    """Return the cards of the chosen pages that the reader may see. A chosen page stands for all its languages."""
    chosen = Page.objects.filter(pk__in=[int(value) for value in values if value.isdigit()])
    keys = dict(chosen.values_list("pk", "translation_key"))
    if not keys:
        return {}
    versions: dict[Any, Any] = {}
    found = visible(Page.objects.filter(translation_key__in=keys.values()), request.user)
    pages = list(found.order_by("pk").specific())
    prefetch_related_objects(pages, "locale")
    for name in sorted({need for one in pages for need in one.card_needs}):
        prefetch_related_objects([one for one in pages if name in one.card_needs], name)
    for version in pages:
        if version.translation_key not in versions or version.locale.language_code == get_language():
            versions[version.translation_key] = version
    return {
        str(pk): render_to_string("components/card.html", {"page": versions[key]}, request=request)
        for pk, key in keys.items()
        if key in versions
    }

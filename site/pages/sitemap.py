"""What search engines may find: every page that everybody may see, with its other languages. Told in parts where there
is a lot.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe
from wagtail.models import Page

from pages.models.base import visible

A_PART = 5000  # addresses in one part; engines take fifty thousand

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


def _pages() -> Any:
    return visible(Page.objects.filter(depth__gt=1, expired=False), AnonymousUser())


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The list of parts, cut by the pages' numbers, so that a new page changes only the last."""
    numbers = _pages().order_by("pk").values_list("pk", flat=True)
    starts = [pk for place, pk in enumerate(numbers.iterator()) if place % A_PART == 0]
    response = HttpResponse(content_type="application/xml")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement("sitemapindex", {"xmlns": _SITEMAP})
    for start in starts:
        xml.startElement("sitemap", {})
        xml.addQuickElement("loc", f"{settings.BASE_URL}/sitemap-{start}.xml")
        xml.endElement("sitemap")
    xml.endElement("sitemapindex")
    return response


@require_safe
def sitemap_part(request: HttpRequest, start: int) -> HttpResponse:
    """The pages from this number on, each with its other languages."""
    pages = list(_pages().filter(pk__gte=start).select_related("locale").order_by("pk")[:A_PART])
    if not pages:
        raise Http404
    languages: defaultdict[Any, dict[str, str]] = defaultdict(dict)
    keys = {page.translation_key for page in pages}
    for key, code, path in _all_languages(keys):
        languages[key][code] = settings.BASE_URL + path
    response = HttpResponse(content_type="application/xml")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for page in pages:
        xml.startElement("url", {})
        xml.addQuickElement("loc", settings.BASE_URL + page.url_path)
        if page.last_published_at:
            xml.addQuickElement("lastmod", page.last_published_at.date().isoformat())
        versions = languages[page.translation_key]
        for code, address in sorted(versions.items()) if len(versions) > 1 else ():
            xml.addQuickElement("xhtml:link", "", {"rel": "alternate", "hreflang": code, "href": address})
        xml.endElement("url")
    xml.endElement("urlset")
    return response


def _all_languages(keys: set[Any]) -> Iterator[tuple[Any, str, str]]:
    wanted = sorted(keys, key=str)
    for at in range(0, len(wanted), 500):  # databases limit how much one question may name
        found = _pages().filter(translation_key__in=wanted[at : at + 500])
        yield from found.values_list("translation_key", "locale__language_code", "url_path")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What robots leave alone, and where the map is."""
    closed = (
        "/cms/",
        "/accounts/",
        "/api/",
        "/invitations/",
        "/*/library/answer/",
        "/*/library/stop/",
        "/*/search/",
    )
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")

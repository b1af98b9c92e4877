"""Atom feeds of what is new on the shelves, one for each choice of each facet; only what everybody may see."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale

from pages.feeds import AtomFeed
from pages.models import NetworkSettings
from programme.models import FiledPage
from programme.queries import lines_in, themes_in
from resources.describing import Described, described
from resources.models import Kind, ResourcePage

ENTRIES = 30


class ShelfFeed(Feed):
    """What came newest, all or under one facet: `kind`, `line`, `theme`, `level`, `lang` or `tag`."""

    feed_type = AtomFeed

    def get_object(self, request: HttpRequest, facet: str = "", value: str = "") -> dict[str, str]:
        """Return what is followed and how it is called; what is no facet is not there."""
        if not facet:
            return {"facet": "", "value": "", "word": ""}
        words: dict[str, dict[str, Any]] = {
            "kind": dict(Kind.choices),
            "line": {line.slug: line.title for line in lines_in()},
            "theme": {theme.slug: theme.title for theme in themes_in()},
            "level": dict(FiledPage.Level.choices),
            "lang": dict(settings.LANGUAGES),
            "tag": {value: value},
        }
        if value not in words.get(facet, {}):
            raise Http404
        return {"facet": facet, "value": value, "word": str(words[facet][value])}

    def title(self, asked: dict[str, str]) -> str:
        """The network, and what is followed."""
        shelf = asked["word"] or _("Resources")
        return f"{NetworkSettings.load().name}: {shelf}"

    def link(self, asked: dict[str, str]) -> str:
        """The shelves, narrowed in the same way; a tag is a search."""
        language = get_language()
        if asked["facet"] == "tag":
            return f"/{language}/search/?q={asked['value']}"
        query = f"?{asked['facet']}={asked['value']}" if asked["facet"] else ""
        return f"/{language}/resources/{query}"

    def items(self, asked: dict[str, str]) -> list[Described]:
        """The newest that everybody may see."""
        resources = ResourcePage.objects.visible_to(AnonymousUser()).in_best_language()
        source = Locale.get_default()
        match asked["facet"]:
            case "kind":
                resources = resources.filter(resource_kind=asked["value"])
            case "line" | "theme" as name:
                resources = resources.filter(**{f"{name}s__slug": asked["value"], f"{name}s__locale": source})
            case "level":
                resources = resources.filter(level=asked["value"])
            case "lang":
                offering = ResourcePage.objects.filter(files__language=asked["value"]).values(
                    "translation_key"
                )
                resources = resources.filter(translation_key__in=offering)
            case "tag":
                resources = resources.filter(tagged_items__tag__name__iexact=asked["value"])
        keys = list(
            resources.order_by("-first_published_at", "-pk").values_list("translation_key", flat=True)[
                :ENTRIES
            ]
        )
        works = described(keys)
        return [works[key] for key in keys if key in works]

    def item_title(self, item: Described) -> str:
        """Its title."""
        return item.title

    def item_description(self, item: Described) -> str:
        """Its summary."""
        return item.summary

    def item_link(self, item: Described) -> str:
        """Where it is read."""
        return item.address

    def item_guid(self, item: Described) -> str:
        """The same in every language and for ever."""
        return f"urn:uuid:{item.key}"

    def item_pubdate(self, item: Described) -> datetime.datetime | None:
        """When it came."""
        return _midnight(item.published_on)

    def item_updateddate(self, item: Described) -> datetime.datetime | None:
        """When its page was last published."""
        return item.changed_at

    def item_author_name(self, item: Described) -> str:
        """Who made it."""
        return ", ".join(credit.name for credit in item.makers) or item.publisher

    def item_categories(self, item: Described) -> list[str]:
        """Its kind, lines and tags."""
        return [item.kind_word, *(line.title(item.language) for line in item.lines), *item.tags]

    def item_copyright(self, item: Described) -> str:
        """Its licence."""
        return item.licence.name or str(item.licence.words)


def _midnight(day: datetime.date | None) -> datetime.datetime | None:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC) if day else None

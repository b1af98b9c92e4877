"""The shelves: what is on them, newest first, narrowed by facets; and collections.

A page of the shelves costs the same with fifty and with fifty thousand resources: it reads one card more than it
shows to know whether there are more, and counts nothing.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from members.audiences import Viewer
from programme.models import FiledPage
from programme.queries import lines_for, themes_for
from resources.models import Collection, Kind, ResourcePage

A_PAGE = 24  # cards on one page of the shelves
FARTHEST = 400  # pages that can be turned; beyond them one searches
MOST_NEW = 99


@dataclass(frozen=True, slots=True)
class Cards:
    """One page of cards, and whether there is another."""

    cards: list[ResourcePage]
    number: int
    has_next: bool

    def __iter__(self) -> Iterator[ResourcePage]:
        return iter(self.cards)

    def __len__(self) -> int:
        return len(self.cards)

    @property
    def previous(self) -> int:
        """The page before."""
        return self.number - 1

    @property
    def next(self) -> int:
        """The page after."""
        return self.number + 1


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow the shelves: its name in the address, in words, and what can be chosen."""

    name: str
    word: Any
    choices: list[tuple[str, Any]]
    chosen: str


def shelves_for(request: HttpRequest, since: datetime.datetime | None) -> dict[str, Any]:
    """Return what the shelves show to this person, who may have narrowed them. New is what came `since` their last visit."""
    person = request.user
    facets = _facets(request)
    resources = _on_shelves(person)
    new = resources.filter(first_published_at__gt=since)[: MOST_NEW + 1].count() if since else 0
    only_new = bool(since) and request.GET.get("new") == "1"
    narrowed = _narrowed(resources, facets)
    if only_new:
        narrowed = narrowed.filter(first_published_at__gt=since)
    return {
        "resources": _page_of(narrowed, request.GET.get("page", "")),
        "facets": facets,
        "chosen_line": next(
            (line for line in lines_for(request) if line.slug == _chosen(facets, "line")), None
        ),
        "is_narrowed": only_new or any(facet.chosen for facet in facets),
        "since": since,
        "new": min(new, MOST_NEW),
        "more_new": new > MOST_NEW,
        "only_new": only_new,
        "feed": _feed(facets),
    }


def _on_shelves(person: Viewer) -> QuerySet[ResourcePage]:
    shelves: QuerySet[ResourcePage] = ResourcePage.objects.visible_to(person).in_best_language()
    return shelves


def _facets(request: HttpRequest) -> list[Facet]:
    """Return every facet with what is chosen; what is no choice is as if it had not been asked."""
    offered: list[tuple[str, Any, list[tuple[str, Any]]]] = [
        ("kind", _("Kind"), list(Kind.choices)),
        ("line", _("Programme line"), [(line.slug, line.title) for line in lines_for(request)]),
        ("theme", _("Theme"), [(theme.slug, theme.title) for theme in themes_for(request)]),
        ("level", _("Level"), list(FiledPage.Level.choices)),
        ("lang", _("Language"), list(settings.LANGUAGES)),
    ]
    return [
        Facet(name, word, choices, _among(request.GET.get(name, ""), choices))
        for name, word, choices in offered
        if choices
    ]


def _among(asked: str, choices: Iterable[tuple[str, Any]]) -> str:
    return asked if asked in {value for value, _word in choices} else ""


def _chosen(facets: list[Facet], name: str) -> str:
    return next((facet.chosen for facet in facets if facet.name == name), "")


def _narrowed(resources: QuerySet[ResourcePage], facets: list[Facet]) -> QuerySet[ResourcePage]:
    source = Locale.get_default()
    for facet in facets:
        match facet.name, facet.chosen:
            case _, "":
                continue
            case "kind", kind:
                resources = resources.filter(resource_kind=kind)
            case "line", slug:
                resources = resources.filter(lines__slug=slug, lines__locale=source)
            case "theme", slug:
                resources = resources.filter(themes__slug=slug, themes__locale=source)
            case "level", level:
                resources = resources.filter(level=level)
            case "lang", language:
                offering = ResourcePage.objects.filter(files__language=language).values("translation_key")
                resources = resources.filter(translation_key__in=offering)
    return resources


def _page_of(resources: QuerySet[ResourcePage], asked: str) -> Cards:
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(number, 1), FARTHEST)
    start = (number - 1) * A_PAGE
    ordered = resources.order_by("-first_published_at", "-pk")[start : start + A_PAGE + 1]
    keys = list(ordered.values_list("pk", flat=True))
    if not keys and number > 1:
        return _page_of(resources, "1")
    return Cards(_cards(keys[:A_PAGE]), number, len(keys) > A_PAGE and number < FARTHEST)


def _cards(numbers: list[int]) -> list[ResourcePage]:
    """Read cards in the order of these primary keys; apart from finding them, so that finding reads no texts."""
    found = ResourcePage.objects.filter(pk__in=numbers).select_related("locale").prefetch_related("lines")
    known = {page.pk: page for page in found.defer("body")}
    return [known[pk] for pk in numbers if pk in known]


def cards_for(person: Viewer, keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, ResourcePage]:
    """Return the cards of those of these resources that the person may see, by key. Two queries."""
    found = _on_shelves(person).filter(translation_key__in=list(keys)).select_related("locale")
    return {page.translation_key: page for page in found.prefetch_related("lines").defer("body")}


def _feed(facets: list[Facet]) -> str:
    """The address of the feed that follows what is chosen: of the first facet, for a feed has one."""
    chosen = next((facet for facet in facets if facet.chosen), None)
    return (
        reverse("resources:feed-of", args=[chosen.name, chosen.chosen])
        if chosen
        else reverse("resources:feed")
    )


def collections_for(person: Viewer) -> list[Collection]:
    """Return the collections that the person may see, with how many things they hold."""
    shown = Collection.objects.visible_to(person).select_related("person").annotate(n=Count("items"))
    return list(shown.exclude(n=0)[:200])


def collection_for(person: Viewer, key: uuid.UUID) -> dict[str, Any]:
    """Return a collection with those of its things that the person may see, each with why it is there."""
    collection = Collection.objects.visible_to(person).select_related("person").filter(uuid=key).first()
    if collection is None:
        raise Http404
    items = list(collection.items.all())
    cards = cards_for(person, [item.resource_key for item in items])
    return {
        "collection": collection,
        "items": [(item, cards[item.resource_key]) for item in items if item.resource_key in cards],
        "closed": sum(item.resource_key not in cards for item in items),
        "is_mine": person.is_authenticated and collection.person_id == person.pk,
    }

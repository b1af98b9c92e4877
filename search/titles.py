"""What is left when the engine does not answer: titles in the database."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page

from forums.models import Topic
from members import audiences, queries
from members.audiences import Viewer
from pages.models.base import visible
from resources.models import ResourcePage
from search.found import Hit, Results
from search.highlight import Marker
from search.query import Query
from search.sources.pages import FILED_DEPTH, KIND_OF

MOST = 50  # titles of each sort; this is a makeshift, not a list to page through


def find(person: Viewer, query: Query) -> Results:
    """Return what has all the words in its title, newest first; filters by kind, form, language and place hold, facets are
    not counted.
    """
    hits = [*_pages(person, query), *_topics(person, query), *_people(person, query)]
    marker = Marker(query.terms)
    for hit in hits:
        hit.marked_title = marker.whole(hit.title, hit.language)
    return Results(query, hits[query.first : query.first + query.size], total=len(hits), limited=True)


def _named(query: Query, column: str = "title") -> Q:
    named = Q()
    for term in query.required:
        for word in term.words:
            named &= Q(**{f"{column}__icontains": word})
    for term in query.excluded:
        named &= ~Q(**{f"{column}__icontains": " ".join(term.words)})
    return named


def _pages(person: Viewer, query: Query) -> list[Hit]:
    kinds = {
        model._meta.label_lower: kind
        for model, kind in KIND_OF.items()
        if (not query.kinds or kind in query.kinds) and (not query.forms or model is ResourcePage)
    }
    models = [model for model in KIND_OF if model._meta.label_lower in kinds]
    pages: Any = visible(Page.objects.type(*models) if models else Page.objects.none(), person).filter(
        _named(query)
    )
    if query.languages:
        pages = pages.filter(locale__language_code__in=query.languages)
    if query.forms:
        pages = pages.filter(pk__in=ResourcePage.objects.filter(resource_kind__in=query.forms).values("pk"))
    if query.within:
        tops = Page.objects.filter(depth=FILED_DEPTH)
        tops = tops.none() if ":" in query.within else tops.filter(translation_key=query.within)
        below = Q(pk__in=[])
        for path in tops.values_list("path", flat=True):
            below |= Q(path__startswith=path)
        pages = pages.filter(below)
    rows = pages.order_by("-last_published_at", "-pk").values_list(
        "title",
        "url_path",
        "locale__language_code",
        "translation_key",
        "content_type__app_label",
        "content_type__model",
    )
    hits: dict[Any, Hit] = {}
    for title, url, language, key, app, model in rows[:MOST]:
        if key not in hits or language == get_language():
            hits[key] = Hit(kinds[f"{app}.{model}"], title, "", url, language)
    return list(hits.values())


def _topics(person: Viewer, query: Query) -> list[Hit]:
    if (query.kinds and "topic" not in query.kinds) or query.forms:
        return []
    topics = Topic.objects.visible_to(person).filter(_named(query)).select_related("forum")
    if query.languages:
        topics = topics.filter(language__in=query.languages)
    if query.within:
        name, _, number = query.within.partition(":")
        topics = topics.filter(forum=number) if name == "forum" else topics.filter(about_key=query.within)
    return [
        Hit("topic", topic.title, "", topic.address, topic.language, place=topic.forum.title)
        for topic in topics.order_by("-last_post_at", "-pk")[:MOST]
    ]


def _people(person: Viewer, query: Query) -> list[Hit]:
    """People are looked up by name; without one, or in a language or a place, nobody is meant."""
    if (query.kinds and "person" not in query.kinds) or query.forms or query.languages or query.within:
        return []
    if not query.terms or not audiences.holds(person, audiences.MEMBER):
        return []
    return [
        Hit("person", str(found), "", reverse("members:person", args=[found.uuid]), "")
        for found in queries.people().filter(_named(query, "name"))[:MOST]
    ]

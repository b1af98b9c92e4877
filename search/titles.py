"""What is left when the engine does not answer: titles in the database."""

from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from wagtail.models import Page

from forums.models import Topic
from members.audiences import Viewer
from pages.models.base import visible
from search.found import Hit, Results
from search.highlight import Marker
from search.query import Query
from search.sources.pages import KIND_OF

MOST = 50  # titles of each sort; this is a makeshift, not a list to page through


def find(person: Viewer, query: Query) -> Results:
    """Return what has all the words in its title, newest first; filters by kind and language hold, facets are
    not counted.
    """
    named = Q()
    for term in query.required:
        for word in term.words:
            named &= Q(title__icontains=word)
    for term in query.excluded:
        named &= ~Q(title__icontains=" ".join(term.words))
    hits = [*_pages(person, query, named), *_topics(person, query, named)]
    marker = Marker(query.terms)
    for hit in hits:
        hit.marked_title = marker.whole(hit.title, hit.language)
    first = (query.page - 1) * query.size
    return Results(query, hits[first : first + query.size], total=len(hits), limited=True)


def _pages(person: Viewer, query: Query, named: Q) -> list[Hit]:
    kinds = {
        model._meta.label_lower: kind
        for model, kind in KIND_OF.items()
        if not query.kinds or kind in query.kinds
    }
    models = [model for model, kind in KIND_OF.items() if kind in kinds.values()]
    pages: Any = visible(Page.objects.type(*models) if models else Page.objects.none(), person).filter(named)
    if query.languages:
        pages = pages.filter(locale__language_code__in=query.languages)
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


def _topics(person: Viewer, query: Query, named: Q) -> list[Hit]:
    if query.kinds and "topic" not in query.kinds:
        return []
    topics = Topic.objects.visible_to(person).filter(named).select_related("forum")
    if query.languages:
        topics = topics.filter(language__in=query.languages)
    return [
        Hit("topic", topic.title, "", topic.address, topic.language)
        for topic in topics.order_by("-last_post_at", "-pk")[:MOST]
    ]

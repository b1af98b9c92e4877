"""From an address to a page in one query, and the checks of the web server's health."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import OuterRef, Subquery
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from members import audiences
from members.prepared import Prepared
from pages.embeds import let_frames_in
from pages.models import Audience, Generation


def _live_at(addresses: Sequence[str]) -> Any:
    """Find a page with its audience and the generation. One query, whose SQL Django writes once a process."""
    audience = Audience.objects.filter(translation_key=OuterRef("translation_key"))
    return (
        Page.objects.filter(url_path__in=addresses, live=True)
        .order_by()
        .annotate(
            label=Subquery(audience.values("audience")),
            second=Subquery(audience.values("second_audience")),
            generation=Subquery(Generation.objects.filter(pk=1).values("number")),
        )
        .values_list("pk", "content_type_id", "label", "second", "generation")
    )


_at_address = Prepared(_live_at)


@cache
def _pages_of(model: type[Page]) -> Prepared:
    """Return the query for a page of this kind, with its language."""
    return Prepared(
        lambda numbers: (
            model._default_manager.order_by().select_related("locale").filter(page_ptr_id__in=numbers)
        )
    )


def show(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve the page whose address this is.

    Routing level by level costs two queries a level; homes are named after their language, so that `url_path` is the address.
    """
    address = request.path if request.path.endswith("/") else request.path + "/"
    found = _at_address.first([address])
    if found is None:
        raise Http404
    pk, content_type_id, label, second, request.generation = found
    model = ContentType.objects.get_for_id(content_type_id).model_class()
    if model is None or label is None:
        raise Http404
    page = _pages_of(model).first([pk])
    if page is None:  # taken away since the first question
        raise Http404
    if not audiences.holds(request.user, label, second):
        return getattr(page, "serve_refusal", refuse)(request)
    return let_frames_in(page.serve(request), page)


def refuse(request: HttpRequest) -> HttpResponse:
    """Say that this is not open to the person and what they can do, without a word of what it is."""
    return render(request, "403.html", status=403)


@require_safe
def in_language_read(request: HttpRequest, rest: str) -> HttpResponse:
    """Lead on from an address without a language to the same in the one that the reader reads; texts that are kept for
    readers of all languages carry such links.
    """
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"/{get_language()}/{rest.lstrip('/')}" + (f"?{query}" if query else ""))


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The process can do its work: the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"database": "ok"})


def no_such_address(request: HttpRequest) -> JsonResponse:
    """An address of the API that does not exist, told in JSON and never redirected to a language."""
    return JsonResponse({"detail": "Not found"}, status=404)

"""The search page: a form, links that narrow, and results that land on the very place. Searches that are kept."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.models import Person
from search import addresses, asked, listing, results, saved, suggesting
from search.models import SavedSearch
from search.saved import SavedSearchError


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found for the person."""
    query = addresses.query_of(request.GET)
    found = results.find(request.user, query)
    if query.terms and not (found.total or found.limited or addresses.chosen(query)):
        asked.note_in_vain(query)
    context = {
        **listing.context_of(found, asked=query),
        "meant_url": addresses.address(found.meant, {}) if found.meant else "",
        "corrected_url": addresses.address(found.corrected, {}),
        "exactly_url": addresses.address(f'"{query.text}"', {}),
        "everywhere_url": addresses.address(
            query.text, {name: values for name, values in addresses.chosen(query).items() if name != "in"}
        ),
        "ways": SavedSearch.Every.choices,
    }
    return render(request, "search/results.html", context)


@require_safe
@cache_control(max_age=86400, public=True)
def describe(request: HttpRequest) -> HttpResponse:
    """Tell browsers how to search here (OpenSearch 1.1), so that people can from the address bar."""
    base = request.build_absolute_uri("/").rstrip("/")
    return render(
        request, "search/opensearch.xml", {"base": base}, content_type="application/opensearchdescription+xml"
    )


@require_safe
def completions(request: HttpRequest) -> HttpResponse:
    """Suggest titles in the shape that browsers' address bars read."""
    text = request.GET.get("q", "")
    found = suggesting.suggest(request.user, text)
    addresses_of = [request.build_absolute_uri(one.url) for one in found]
    said = [text, [one.title for one in found], [str(one.kind_word) for one in found], addresses_of]
    return JsonResponse(said, safe=False, content_type="application/x-suggestions+json")


# -- searches that are kept -------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest) -> HttpResponse:
    """List one's own, or keep one more."""
    if request.method == "POST":
        return _keep(request)
    mine = [
        (search, listing.in_words(request.user, saved.query_of(search)))
        for search in SavedSearch.objects.filter(person=request.user)
    ]
    return render(request, "search/saved.html", {"searches": mine, "ways": SavedSearch.Every.choices})


def _keep(request: HttpRequest) -> HttpResponse:
    query = addresses.query_of(QueryDict(request.POST.get("asked", "")[:2000]))
    if query.is_empty:
        messages.error(request, _("Search for something first, then keep the search."))
        return redirect("search:search")
    try:
        saved.keep(query=query, every=request.POST.get("every", ""), by=cast(Person, request.user))
    except SavedSearchError as error:
        messages.error(request, str(error))
        return redirect(
            f"/{query.reader_language}/search/{addresses.address(query.text, addresses.chosen(query))}"
        )
    messages.success(request, _("The search is kept. You find it in your menu, under “Saved searches”."))
    return redirect("search:saved")


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how often one of one's own writes, or delete it."""
    search = get_object_or_404(SavedSearch, pk=pk, person=request.user)
    if "delete" in request.POST:
        saved.forget(search=search, by=cast(Person, request.user))
        messages.success(request, _("The search is deleted."))
        return redirect("search:saved")
    try:
        saved.change(search=search, every=request.POST.get("every", ""), by=cast(Person, request.user))
        messages.success(request, _("Changed."))
    except SavedSearchError as error:
        messages.error(request, str(error))
    return redirect("search:saved")


@csrf_exempt  # a mail program that ends mails at one press sends nothing but the address, which holds a signed secret
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the mails about a search; opening the address only asks, because mail scanners open every link."""
    search = saved.search_of(token)
    if search is not None and request.method == "POST":
        saved.stop_mails(search=search)
    context: dict[str, Any] = {
        "search": search,
        "stopped": search is None or request.method == "POST",
        "no_translation": True,
    }
    return render(request, "search/stop.html", context)

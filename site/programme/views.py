"""The page of a programme line."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from programme.queries import lines_for
from programme.shelf import filed_under


@require_safe
def line(request: HttpRequest, slug: str) -> HttpResponse:
    """Gather all that is filed under a line."""
    lines = lines_for(request)
    chosen = next((known for known in lines if known.slug == slug), None)
    if chosen is None:
        raise Http404
    return render(
        request,
        "programme/line.html",
        {"line": chosen, "lines": lines, "shelves": filed_under(chosen, request.user)},
    )

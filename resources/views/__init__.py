"""Addresses of the library beside its pages."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from resources.actions import ResourceError
from resources.models import ResourcePage
from resources.rules import may_propose

View = Callable[..., HttpResponse]


def page_of(request: HttpRequest, key: uuid.UUID) -> ResourcePage:
    """Return a resource in the language that is read; to whoever may not see it, it is not there."""
    page = (
        ResourcePage.objects.visible_to(request.user).in_best_language().filter(translation_key=key).first()
    )
    if page is None:
        raise Http404
    return page


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Return to where the form stood."""
    to = request.POST.get("next", "")
    return HttpResponseRedirect(to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else otherwise)


def told_in_words(view: View) -> View:
    """Turn a ResourceError into a message on the page that the person came from."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ResourceError as error:
            messages.error(request, str(error))
            return back(request, f"/{request.LANGUAGE_CODE}/library/")

    return wrapped


def for_members(view: View) -> View:
    """Show others why this is closed to them, and what they can do."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_propose(request.user):
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return guarded

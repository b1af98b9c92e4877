"""One's own library: what one saved, took, told and proposed."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from resources import actions, queries
from resources.views import back, page_of, told_in_words


@never_cache
@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """All of it on one page."""
    return render(request, "resources/library.html", queries.my_library(request.user))


@login_required
@require_POST
@told_in_words
def save(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Put a resource on one's own shelf, or take it off."""
    page = page_of(request, key)
    if request.POST.get("keep") == "no":
        actions.take_from_shelf(resource_key=key, by=request.user)
        messages.success(request, _("Taken off your shelf."))
    else:
        actions.put_on_shelf(resource_key=key, by=request.user)
        messages.success(request, _("It is on your shelf now. You find it under “My library”."))
    return back(request, page.address)

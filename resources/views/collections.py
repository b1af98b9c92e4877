"""Collections: look through them, make one, put things into it with a sentence of why."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from resources import actions, queries
from resources.forms import CollectionForm, WhyForm
from resources.models import Collection, CollectionItem
from resources.rules import may_moderate, may_propose
from resources.views import back, for_members, page_of, told_in_words


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    """All that the person may see."""
    context = {"collections": queries.collections_for(request.user), "may_collect": may_propose(request.user)}
    return render(request, "resources/collections.html", context)


@require_safe
def collection(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One of them."""
    context = queries.collection_for(request.user, key)
    return render(
        request, "resources/collection.html", {**context, "may_moderate": may_moderate(request.user)}
    )


@login_required
@for_members
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def new(request: HttpRequest) -> HttpResponse:
    """Begin one."""
    form = CollectionForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        made = actions.make_collection(values=form.cleaned_data, by=request.user)
        messages.success(request, _("Your collection is there. Put things into it from their own pages."))
        return redirect("resources:collection", made.uuid)
    return render(request, "resources/collection_form.html", {"form": form, "collection": None})


def _own(request: HttpRequest, key: uuid.UUID) -> Collection:
    return get_object_or_404(Collection, uuid=key, person=request.user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def change(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Change what ties it together, or who may see it; or remove it."""
    own = _own(request, key)
    if request.method == "POST" and request.POST.get("remove") == "yes":
        actions.remove_collection(collection=own, by=request.user)
        messages.success(request, _("The collection is removed. What was in it is where it was."))
        return redirect("resources:library")
    form = CollectionForm(request.POST or None, instance=own)
    if request.method == "POST" and form.is_valid():
        actions.update_collection(collection=own, values=form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("resources:collection", own.uuid)
    return render(request, "resources/collection_form.html", {"form": form, "collection": own})


@login_required
@for_members
@require_POST
@told_in_words
def collect(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Put a resource into one of one's collections, with a sentence of why."""
    page = page_of(request, key)
    asked = request.POST.get("collection", "")
    own = Collection.objects.filter(person=request.user, pk=int(asked) if asked.isdigit() else 0).first()
    if own is None:
        return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/library/collections/new/")
    form = WhyForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    actions.collect(collection=own, resource_key=key, why=why, by=request.user)
    messages.success(request, _("It is in “%(title)s” now.") % {"title": own.title})
    return back(request, page.address)


@login_required
@require_POST
@told_in_words
def item(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """Move a thing up or down, take it out, or say better why it is there."""
    own = _own(request, key)
    thing = get_object_or_404(CollectionItem.objects.select_related("collection"), pk=pk, collection=own)
    match request.POST.get("do"):
        case "up" | "down" as way:
            actions.move_in_collection(item=thing, up=way == "up", by=request.user)
        case "out":
            actions.take_out_of_collection(item=thing, by=request.user)
            messages.success(request, _("Taken out of the collection."))
        case "why":
            actions.collect(
                collection=own,
                resource_key=thing.resource_key,
                why=request.POST.get("why", "")[:300],
                by=request.user,
            )
            messages.success(request, _("Saved."))
        case _:
            raise Http404
    return redirect("resources:collection", own.uuid)


@login_required
@require_POST
@told_in_words
def hide(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a collection from view, or put it back: editors."""
    if not may_moderate(request.user):
        raise Http404
    shown = get_object_or_404(Collection.objects.visible_to(request.user), uuid=key)
    actions.hide_collection(collection=shown, hidden=request.POST.get("hide") != "no", by=request.user)
    return redirect("resources:collection", shown.uuid)

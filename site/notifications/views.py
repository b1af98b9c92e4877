"""The inbox, what one follows, and the page behind the link in a mail that stops mails like it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications import actions, queries
from notifications.clock import zone_of
from notifications.forms import MailChoicesForm
from notifications.models import Follow, MailChoices, Notification
from notifications.spaces import DIGEST, space_for
from notifications.tokens import read_token


@login_required
@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """What the person was told, the newest first."""
    page = int(request.GET["page"]) if request.GET.get("page", "").isdecimal() else 1
    only_new = "new" in request.GET
    told, more = queries.inbox_of(request.user, page=min(max(page, 1), 1000), only_new=only_new)
    context = {
        "told": told,
        "only_new": only_new,
        "unread": queries.unread_count(request.user),
        "number": page,
        "next_number": page + 1 if more else None,
        "previous_number": page - 1 if page > 1 else None,
    }
    return render(request, "notifications/inbox.html", context)


@login_required
@require_safe
@never_cache
def badge(request: HttpRequest) -> HttpResponse:
    """How many are unread, for a page that stays open."""
    return JsonResponse({"unread": queries.unread_count(request.user)})


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all as read."""
    actions.mark_all_read(person=request.user)
    messages.success(
        request, _("Everything here is marked as read. In the topics your place is where it was.")
    )
    return redirect("notifications:inbox")


@login_required
@require_POST
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go to what it is about."""
    found = get_object_or_404(
        Notification.objects.visible_to(request.user).select_related("topic__forum"), pk=pk
    )
    actions.mark_read(notification=found, person=request.user)
    return HttpResponseRedirect(_inside(request, queries.said(found, is_new=False).address))


@login_required
@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Choose how much to hear of a space, and go back."""
    space = request.POST.get("space", "")
    try:
        chosen = actions.follow(
            person=request.user, space=space, level=request.POST.get("level", ""), by=request.user
        )
    except actions.NotToBeFollowed as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("From now on: %(level)s.") % {"level": _lowered(chosen.get_level_display())}
        )
    return HttpResponseRedirect(_inside(request, request.POST.get("next", "")))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """When digests come, and all that the person follows."""
    known = actions.mail_choices_of(person=request.user)
    form = MailChoicesForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        actions.choose_mail(person=request.user, by=request.user, **form.values())
        messages.success(request, _("Your choices are kept."))
        return redirect("notifications:choices")
    context = {
        "form": form,
        "choices": known,
        "zone": zone_of(request.user),
        "follows": queries.follows_of(request.user),
        "levels": Follow.Level.choices,
    }
    return render(request, "notifications/choices.html", context, status=422 if form.errors else 200)


@csrf_exempt  # the token is what counts; mail programs post without a cookie (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop mails about exactly one space, without signing in; take it back by the same link.

    A GET only asks: programs that look at links in mails must not stop anything.
    """
    known = read_token(token)
    if known is None:
        raise Http404
    person, space = known
    context = {
        "is_digest": space == DIGEST,
        "space": space_for(person, space),
        "token": token,
        "person": person,
    }
    if request.method == "POST":
        back = request.POST.get("back", "")
        if back in (Follow.Level.values if space != DIGEST else MailChoices.Digest.values):
            _take_back(person, space, back)
            context["is_taken_back"] = True
        else:
            context |= {"is_stopped": True, "before": actions.stop(person=person, space=space)}
    return render(request, "notifications/stop.html", context)


def _take_back(person: object, space: str, level: str) -> None:
    if space == DIGEST:
        actions.choose_mail(person=person, by=person, digest=level)
    else:
        Follow.objects.filter(person=person, space=space).update(level=level)


def _inside(request: HttpRequest, address: str) -> str:
    """Return the address if it is on this site, else the inbox."""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if address and is_ours else f"/{request.LANGUAGE_CODE}/notifications/"


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]

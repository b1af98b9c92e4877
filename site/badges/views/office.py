"""Recognise what others did, look at what was awarded, take back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from badges import actions, queries, rules
from badges.actions.revoking import NoReason
from badges.forms import RecogniseForm, RevokeForm
from badges.models import Credential

A_PAGE = 50


def for_those_who(
    rule: Callable[[Any], bool],
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Hide a screen from whoever may not use it."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @login_required
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rule(request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(rules.may_recognise)
def recognise(request: HttpRequest) -> HttpResponse:
    """Award for speaking, hosting, mentoring, contributing."""
    form = RecogniseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.recognise(
                person=given["email"], kind=given["kind"], title_en=given["title_en"], title_fr=given["title_fr"],
                words=given["words"], lines=[given["line"]] if given["line"] else [], earned_on=given["earned_on"],
                by=request.user,
            )  # fmt: skip
        except actions.AlreadyAwarded as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("It is theirs. They find it under “What I have earned”."))
            return redirect("badges_own:recognise")
    return render(request, "badges/recognise.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@for_those_who(rules.may_revoke)
def awarded(request: HttpRequest) -> HttpResponse:
    """All credentials, those in trouble first."""
    search = request.GET.get("q", "")[:100]
    page = Paginator(queries.all_credentials(search=search), A_PAGE).get_page(request.GET.get("page"))
    troubled = Credential.objects.filter(issued_at=None).exclude(trouble="").order_by("-pk")[:20]
    return render(
        request,
        "badges/awarded.html",
        {"credentials": page, "paged": page, "q": search, "troubled": troubled},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(rules.may_revoke)
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Ask why, then take it back."""
    credential = get_object_or_404(Credential, code=code)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke(credential=credential, reason=form.cleaned_data["reason"], by=request.user)
        except NoReason as error:
            form.add_error("reason", str(error))
        else:
            messages.success(request, _("It is revoked. Every check says so from now on."))
            return redirect("badges_own:awarded")
    return render(
        request,
        "badges/revoke.html",
        {"credential": credential, "form": form},
        status=422 if form.errors else 200,
    )

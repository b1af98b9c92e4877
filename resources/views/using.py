"""What people did with a resource: asked once by mail or on the site, told at any time, hidden by an editor where it must."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import consents
from resources import actions, tokens
from resources.actions.using import TOLD
from resources.consents import DOWNLOADS
from resources.forms import AnswerForm, UseForm
from resources.models import Copy, ResourcePage, Use
from resources.rules import may_moderate
from resources.views import back, page_of, told_in_words

A_PAGE = 30


@require_safe
def uses(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """All that was told of a resource."""
    page = page_of(request, key)
    shown = Use.objects.visible_to(request.user).filter(resource_key=key)
    context = {
        "page": page,
        "uses": Paginator(shown, A_PAGE).get_page(request.GET.get("page")),
        "may_moderate": may_moderate(request.user),
    }
    return render(request, "resources/uses.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def tell(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Tell how one used it."""
    page = page_of(request, key)
    form = UseForm(request.POST or None, initial={"kind": request.GET.get("kind", Use.Kind.USED)})
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        use = actions.tell_use(
            resource_key=key, kind=told.pop("kind"), named=told.pop("named"), told=told, by=request.user
        )
        messages.success(request, _thanks(use))
        return HttpResponseRedirect(f"{page.address}#uses")
    return render(request, "resources/use_form.html", {"page": page, "form": form})


def _thanks(use: Use) -> str:
    if use.is_public:
        return _("Thank you. It stands under the resource now, where others find it.")
    return _("Thank you. Only the network’s office reads it, to see what the library is good for.")


@login_required
@require_POST
@told_in_words
def answer_here(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Answer the question on the site with one press."""
    page = page_of(request, key)
    copy = get_object_or_404(Copy, person=request.user, resource_key=key)
    answer = request.POST.get("answer", "")
    if answer not in Copy.Answer.values:
        raise Http404
    actions.answer_about(copy=copy, answer=answer, by=request.user)
    if answer in TOLD:
        kind = Use.Kind.ADAPTED if answer == Copy.Answer.ADAPTED else Use.Kind.USED
        messages.success(request, _("Good to hear. Would you say how? A sentence is enough."))
        return HttpResponseRedirect(f"{reverse('resources:tell', args=[key])}?kind={kind}")
    messages.success(request, _("Thank you. We will not ask again."))
    return back(request, page.address)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Answer from a mail, without signing in. Opening the page changes nothing; its button does."""
    copy = tokens.copy_by(token)
    if copy is None:
        return render(request, "resources/answer_closed.html", status=410)
    shown = ResourcePage.objects.visible_to(copy.person).in_best_language()
    page = shown.filter(translation_key=copy.resource_key).first()
    if page is None:
        return render(request, "resources/answer_closed.html", status=410)
    asked = request.GET.get("answer", copy.answer)
    form = AnswerForm(request.POST or None, initial={"answer": asked if asked in Copy.Answer.values else ""})
    context: dict[str, Any] = {
        "copy": copy,
        "page": page,
        "form": form,
        "token": token,
        "no_translation": True,
    }
    if request.method == "POST" and form.is_valid():
        try:
            context["use"] = _take(copy, form.cleaned_data)
        except actions.ResourceError as error:
            form.add_error(None, str(error))
        else:
            return render(request, "resources/answer_thanks.html", context)
    return render(request, "resources/answer.html", context)


def _take(copy: Copy, given: dict[str, Any]) -> Use | None:
    told = dict(given)
    chosen, named = told.pop("answer"), told.pop("named")
    actions.answer_about(copy=copy, answer=chosen, by=copy.person)
    if chosen not in TOLD or not told["text"].strip():
        return None
    kind = Use.Kind.ADAPTED if chosen == Copy.Answer.ADAPTED else Use.Kind.USED
    return actions.tell_use(resource_key=copy.resource_key, kind=kind, told=told, named=named, by=copy.person)


@never_cache
@csrf_exempt  # a mail program posts here by itself (RFC 8058); the token is the whole proof
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End remembering and asking, from a mail, without signing in."""
    person = tokens.person_by(token)
    if person is None:
        return render(request, "resources/answer_closed.html", status=410)
    if request.method == "POST":
        consents.answer(person=person, purpose=DOWNLOADS, given=False, by=person)
    done = consents.answer_of(person, DOWNLOADS) is False
    return render(request, "resources/stop.html", {"done": done, "token": token, "no_translation": True})


@login_required
@require_POST
@told_in_words
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one told."""
    use = get_object_or_404(Use, pk=pk, person=request.user)
    actions.withdraw_use(use=use, by=request.user)
    messages.success(request, _("What you told is taken back."))
    return back(request, reverse("resources:library"))


@login_required
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a use from the page, or put it back: editors."""
    if not may_moderate(request.user):
        raise Http404
    use = get_object_or_404(Use, pk=pk)
    if request.POST.get("hide") == "no":
        actions.show_use(use=use, by=request.user)
    else:
        actions.hide_use(use=use, by=request.user)
        messages.success(request, _("It does not stand there any more. Whoever told it still sees it."))
    return back(request, reverse("resources:uses", args=[use.resource_key]))

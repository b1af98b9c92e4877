"""The list of people, for members only; and one's own profile, for everybody with an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members import audiences, consents, departing, profiles, queries
from members.forms import DepartForm, DirectoryForm, ProfileForm
from members.models import Person

PER_PAGE = 30

View = Callable[..., HttpResponse]


def members_only(view: View) -> View:
    """Show others why this is closed to them and what they can do, without a word of what is inside."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if audiences.holds(request.user, audiences.MEMBER):
            response = view(request, *args, **kwargs)
        else:
            lost = queries.last_membership_of(request.user) if request.user.is_authenticated else None
            response = render(request, "members/closed.html", {"lost": lost}, status=403)
        response["Cache-Control"] = "private, no-store"
        return response

    return guarded


@require_safe
@members_only
def directory(request: HttpRequest) -> HttpResponse:
    """The people of the network, thirty a page."""
    form = DirectoryForm(request.GET)
    page = Paginator(queries.people(**form.asked), PER_PAGE).get_page(request.GET.get("page"))
    people = profiles.show(page, request.user)
    return render(request, "members/directory.html", {"form": form, "people": people, "paged": page})


@require_safe
@members_only
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations of the network, thirty a page."""
    form = DirectoryForm(request.GET)
    page = Paginator(queries.organisations(**form.asked), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "members/organisations.html", {"form": form, "organisations": page, "paged": page})


@require_safe
@members_only
def organisation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One member organisation and its people."""
    shown = get_object_or_404(queries.organisations(), uuid=uuid)
    page = Paginator(queries.people(organisation=shown), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": shown,
        "languages": [profiles.name_of(code) for code in profiles.codes_in(shown.languages)],
        "people": profiles.show(page, request.user),
        "paged": page,
    }
    return render(request, "members/organisation.html", context)


@require_safe
def person(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One person, as the other members see them; others see what the person shows to everyone, if that is anything."""
    if not audiences.holds(request.user, audiences.MEMBER):
        shown = queries.public_person(uuid)
        if shown is not None:
            return _person_page(request, shown)
    return _person_for_members(request, uuid)


@members_only
def _person_for_members(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _person_page(request, get_object_or_404(queries.people(), uuid=uuid))


def _person_page(request: HttpRequest, person: Person) -> HttpResponse:
    profiles.show([person], request.user)
    is_member = audiences.holds(request.user, audiences.MEMBER)
    response = render(request, "members/person.html", {"person": person, "is_member": is_member})
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """One's own profile; learners have one too, which nobody sees until they belong to a member."""
    form = ProfileForm(request.POST or None, instance=queries.profile_of(request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("members:me")
    seen = queries.people().filter(pk=request.user.pk).first()
    lost = None if seen else queries.last_membership_of(request.user)
    context = {"form": form, "seen": seen, "lost": lost, "consents": consents.answers_of(request.user)}
    return render(request, "members/me.html", context)


@login_required
@require_POST
def consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Answer what one is asked to agree to, and go back to where one was asked."""
    asked = consents.purpose_named(purpose)
    if asked is None:
        raise Http404
    given = request.POST.get("answer") == "yes"
    consents.answer(person=request.user, purpose=asked, given=given, by=request.user)
    messages.success(request, _("Your answer is kept. You can change it in your profile at any time."))
    to = request.POST.get("next", "")
    return redirect(to if url_has_allowed_host_and_scheme(to, allowed_hosts=None) else "members:me")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def depart(request: HttpRequest) -> HttpResponse:
    """Go for good: say what stays, ask what becomes of the name, then sign out."""
    form = DepartForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            departing.depart(person=request.user, keeps_name=form.cleaned_data["keeps_name"], by=request.user)
        except departing.CannotDepart as error:
            form.add_error(None, str(error))
        else:
            logout(request)
            return render(request, "members/departed.html")
    return render(request, "members/depart.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def read_in(request: HttpRequest) -> HttpResponse:
    """Go on reading an address without a language in the language of this one; the language
    middleware remembers it.
    """
    to = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        to = f"/{get_language()}/"
    return HttpResponseRedirect(to)

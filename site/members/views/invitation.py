"""Where the link in an invitation leads."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from members import invitations
from members.actions import MembershipError, accept_invitation
from members.forms import AcceptForm
from members.models import Invitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Come in by an invitation, in its language."""
    invitation = Invitation.objects.select_related("organisation").filter(code=code).first()
    if invitation is None:
        return render(request, "members/invitation_closed.html", {"why": "unknown"}, status=404)
    with translation.override(invitation.language):
        response = _answer(request, invitation)
    response["Content-Language"] = invitation.language
    return response


def _answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if invitation.accepted_at or invitation.expired:
        why = "used" if invitation.accepted_at else "old"
        return render(
            request, "members/invitation_closed.html", {"why": why, "invitation": invitation}, status=410
        )
    person = invitations.person_invited(invitation)
    known = person is not None and invitations.has_own_way_in(person)
    form = None
    if not known:
        name = invitation.name or (person.name if person else "")
        form = AcceptForm(request.POST or None, email=invitation.email, initial={"name": name})
    themselves = known and request.user.is_authenticated and request.user.pk == person.pk
    if request.method == "POST" and (themselves or (form is not None and form.is_valid())):
        return _come_in(request, invitation, form)
    context = {"invitation": invitation, "form": form, "known": known, "themselves": themselves}
    return render(request, "members/invitation.html", context)


def _come_in(request: HttpRequest, invitation: Invitation, form: AcceptForm | None) -> HttpResponse:
    given = form.cleaned_data if form else {}
    by = request.user if request.user.is_authenticated else None
    try:
        person = accept_invitation(invitation=invitation, by=by, **given)
    except MembershipError:  # somebody was quicker with the same link
        return render(
            request, "members/invitation_closed.html", {"why": "used", "invitation": invitation}, status=410
        )
    if form is not None:
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, _("Welcome. You now belong to %(name)s.") % {"name": invitation.organisation})
    return redirect(f"/{person.language}/")

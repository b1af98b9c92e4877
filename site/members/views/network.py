"""The secretariat's screens in the CMS: organisations, their memberships, people, invitations and roles."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator

from members import actions, audiences, queries
from members.actions import MembershipError
from members.forms import (
    DayForm,
    InvitationForm,
    NetworkSearchForm,
    NewOrganisationForm,
    OrganisationForm,
    PeopleSearchForm,
    RolesForm,
)
from members.models import Affiliation, Invitation, Organisation, Person

PER_PAGE = 50

View = Callable[..., HttpResponse]

form_view = require_http_methods(["GET", "HEAD", "POST"])


def runs_the_network(person: audiences.Viewer) -> bool:
    """Whether the person is of the secretariat; a superuser is."""
    return "secretariat" in audiences.standing_of(person)


def secretariat_only(view: View) -> View:
    """Refuse others with 403. Wagtail itself sends whoever may not enter the CMS to the
    login before this is asked.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not runs_the_network(request.user):
            return page(request, "refused", _("This is for the secretariat"), status=403)
        return view(request, *args, **kwargs)

    return guarded


def page(
    request: HttpRequest, name: str, title: str, *trail: tuple[str, str], status: int = 200, **context: Any
) -> HttpResponse:
    """Render one of our screens in the CMS's frame; `trail` are the pages above it."""
    above = [(reverse("network:organisations"), _("Network")), *trail]
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    crumbs += [{"url": url, "label": label} for url, label in above]
    if trail or name != "organisations":
        crumbs.append({"url": "", "label": title})
    context |= {"breadcrumbs_items": crumbs, "header_title": title, "header_icon": "group"}
    return render(request, f"members/cms/{name}.html", context, status=status)


def _above(organisation: Organisation) -> tuple[str, str]:
    return reverse("network:organisation", args=[organisation.pk]), organisation.name


def _form_page(
    request: HttpRequest, form: Form, title: str, button: str, above: tuple[str, str], **context: Any
) -> HttpResponse:
    return page(request, "form", title, above, form=form, button=button, back=above[0], **context)


@secretariat_only
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """All organisations, members or not."""
    form = NetworkSearchForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    found = queries.network(search=asked.get("q", ""), status=asked.get("status", ""))
    paginator = WagtailPaginator(found, PER_PAGE)
    shown = paginator.get_page(request.GET.get("p"))
    pages = paginator.get_elided_page_range(shown.number)
    return page(request, "organisations", _("Network"), form=form, page_obj=shown, elided_page_range=pages)


@secretariat_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """All accounts, to find somebody whatever their organisation."""
    form = PeopleSearchForm(request.GET)
    form.is_valid()
    paginator = WagtailPaginator(queries.everybody(search=form.cleaned_data.get("q", "")), PER_PAGE)
    shown = paginator.get_page(request.GET.get("p"))
    pages = paginator.get_elided_page_range(shown.number)
    return page(request, "people", _("People"), form=form, page_obj=shown, elided_page_range=pages)


@secretariat_only
@form_view
def add(request: HttpRequest) -> HttpResponse:
    """Add an organisation, as a member from today where that is ticked."""
    form = NewOrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        today = timezone.localdate() if form.cleaned_data["member_today"] else None
        made = actions.add_organisation(organisation=form.instance, member_from=today, by=request.user)
        messages.success(request, _("%(name)s is added.") % {"name": made})
        return redirect("network:organisation", made.pk)
    above = reverse("network:organisations"), _("Organisations")
    return _form_page(request, form, _("Add an organisation"), _("Add"), above)


@secretariat_only
@form_view
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: its data, memberships, people and open invitations."""
    shown = get_object_or_404(queries.network(), pk=pk)
    name = shown.name
    form = OrganisationForm(request.POST or None, instance=shown)
    if request.method == "POST" and form.is_valid():
        values = {field: form.cleaned_data[field] for field in form.changed_data}
        actions.update_organisation(organisation=shown, values=values, by=request.user)
        messages.success(request, _("%(name)s is saved.") % {"name": shown})
        return redirect("network:organisation", pk)
    memberships = list(shown.memberships.select_related("changed_by"))
    return page(
        request,
        "organisation",
        name,
        organisation=shown,
        form=form,
        memberships=memberships,
        goes_on=any(membership.ends_on is None for membership in memberships),
        affiliations=shown.affiliations.select_related("person")
        .prefetch_related("person__groups")
        .order_by("person__name"),
        invitations=queries.unanswered_invitations(shown),
    )


def _day_page(
    request: HttpRequest, pk: int, verb: Callable, argument: str, words: dict[str, str]
) -> HttpResponse:
    shown = get_object_or_404(Organisation, pk=pk)
    form = DayForm(request.POST or None, label=words["label"])
    if request.method == "POST" and form.is_valid():
        try:
            verb(organisation=shown, by=request.user, **{argument: form.cleaned_data["day"]})
        except MembershipError as error:
            form.add_error("day", str(error))
        else:
            messages.success(request, words["done"] % {"name": shown})
            return redirect("network:organisation", pk)
    above, title = _above(shown), words["title"] % {"name": shown}
    return _form_page(
        request, form, title, words["button"], above, text=words["text"], serious=argument == "ends_on"
    )


@secretariat_only
@form_view
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start or renew a membership from a day."""
    words = {
        "title": _("Start or renew the membership of %(name)s"),
        "label": _("First day"),
        "text": _(
            "All its people are members from this day on. "
            "If the last stretch still runs on that day, it simply goes on."
        ),
        "button": _("Start membership"),
        "done": _("The membership of %(name)s is set."),
    }
    return _day_page(request, pk, actions.start_membership, "starts_on", words)


@secretariat_only
@form_view
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a membership with a day, after saying what that means."""
    words = {
        "title": _("End the membership of %(name)s"),
        "label": _("Last day"),
        "text": _(
            "After this day its people no longer see what is for members only. "
            "Their accounts, courses and posts stay. "
            "The membership can be renewed at any time."
        ),
        "button": _("Yes, end the membership"),
        "done": _("The end of the membership of %(name)s is set."),
    }
    return _day_page(request, pk, actions.end_membership, "ends_on", words)


@secretariat_only
@form_view
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody as one of an organisation's people."""
    shown = get_object_or_404(Organisation, pk=pk)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(organisation=shown, by=request.user, **form.cleaned_data)
        except MembershipError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": made.email})
            return redirect("network:organisation", pk)
    title = _("Invite somebody of %(name)s") % {"name": shown}
    return _form_page(request, form, title, _("Invite"), _above(shown))


@secretariat_only
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation once more."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        actions.send_invitation_again(invitation=invitation, by=request.user)
    except MembershipError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("The invitation to %(email)s is on its way.") % {"email": invitation.email}
        )
    return redirect("network:organisation", invitation.organisation_id)


@secretariat_only
@form_view
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off an organisation's staff, after asking."""
    affiliation = get_object_or_404(Affiliation.objects.select_related("person", "organisation"), pk=pk)
    above = _above(affiliation.organisation)
    if request.method == "POST":
        actions.leave_organisation(affiliation=affiliation, by=request.user)
        messages.success(
            request,
            _("%(person)s no longer belongs to %(name)s.")
            % {"person": affiliation.person, "name": affiliation.organisation},
        )
        return redirect(above[0])
    title = _("Remove %(person)s from %(name)s") % {
        "person": affiliation.person,
        "name": affiliation.organisation,
    }
    text = _(
        "The account stays, and all that the person did. "
        "Without another member organisation they are no longer a member."
    )
    return _form_page(request, Form(), title, _("Yes, remove"), above, text=text, serious=True)


@secretariat_only
@form_view
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Give and take a person's roles."""
    person = get_object_or_404(Person, pk=pk)
    held = list(person.groups.values_list("name", flat=True))
    form = RolesForm(request.POST or None, by=request.user, initial={"roles": held})
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["roles"])
        actions.set_roles(person=person, roles=chosen, among=form.among, by=request.user)
        messages.success(request, _("The roles of %(person)s are saved.") % {"person": person})
        return redirect("network:people")
    above = reverse("network:people"), _("People")
    title = _("Roles of %(person)s") % {"person": person}
    return _form_page(
        request, form, title, _("Save"), above, text=_("What is changed counts from the person’s next click.")
    )

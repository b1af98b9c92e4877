"""Cohorts, for those who arrange and lead them: days, places, who was there, who is asked to come; and letters to a group."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions import CourseError, guiding
from courses.actions import cohorts as cohort_actions
from courses.actions.messages import send_message
from courses.forms import CohortForm, DateForm, FacilitatorsForm, InviteForm, MessageForm
from courses.models import Cohort, CohortDate, CohortInvitation, Course, ItemEvent
from courses.queries.desk import cohorts_for
from courses.queries.groups import addressed
from courses.queries.leading import attendance_of, cohort_for
from courses.queries.learning import newest_edition
from courses.rules import guided_by, teaches
from courses.views.doors import for_guides


def _at(cohort: Cohort) -> str:
    return reverse("courses:cohort", args=[cohort.course_id, cohort.uuid])


def _items(course: Course) -> tuple:
    edition = newest_edition(course.pk)
    return edition.contents if edition else ()


@require_safe
@for_guides
def cohort(request: HttpRequest, course: Course, cohort: Cohort) -> HttpResponse:
    """Everything about a cohort."""
    return _cohort_page(request, course, cohort)


def _cohort_page(request: HttpRequest, course: Course, cohort: Cohort, **forms: Any) -> HttpResponse:
    context = {
        "course": course,
        "may_arrange": teaches(request.user, course.pk),
        "link": cohort_actions.link_of(cohort.code),
        "date_form": DateForm(cohort=cohort, items=_items(course)),
        "invite_form": InviteForm(initial={"language": request.user.language}),
        "facilitators_form": FacilitatorsForm(
            initial={
                "emails": "\n".join(f.person.email for f in cohort.facilitators.select_related("person"))
            }
        ),
        **cohort_for(cohort),
        **forms,
    }
    status = 400 if any(form.errors for form in forms.values()) else 200
    return render(request, "courses/teaching/cohort.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guides
def new(request: HttpRequest, course: Course) -> HttpResponse:
    """Open a cohort."""
    if not teaches(request.user, course.pk):
        raise Http404
    form = CohortForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        made = cohort_actions.make_cohort(course=course, values=form.cleaned_data, by=request.user)
        messages.success(request, _("The group is there. Add its dates and ask people to come."))
        return HttpResponseRedirect(_at(made))
    return render(request, "courses/teaching/cohort_form.html", {"course": course, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@for_guides
def edit(request: HttpRequest, course: Course, cohort: Cohort) -> HttpResponse:
    """Change a cohort."""
    if not teaches(request.user, course.pk):
        raise Http404
    form = CohortForm(request.POST or None, instance=cohort)
    if request.method == "POST" and form.is_valid():
        cohort_actions.change_cohort(cohort=cohort, values=form.cleaned_data, by=request.user)
        messages.success(request, _("The group is changed."))
        return HttpResponseRedirect(_at(cohort))
    return render(
        request, "courses/teaching/cohort_form.html", {"course": course, "cohort": cohort, "form": form}
    )


@require_POST
@for_guides
def close(request: HttpRequest, course: Course, cohort: Cohort) -> HttpResponse:
    """Let nobody in any more, or in again."""
    closed = "open" not in request.POST
    cohort_actions.close_cohort(cohort=cohort, by=request.user, closed=closed)
    messages.success(
        request, _("Nobody joins any more. Who is in stays in.") if closed else _("The group is open again.")
    )
    return HttpResponseRedirect(_at(cohort))


@require_POST
@for_guides
def add_date(request: HttpRequest, course: Course, cohort: Cohort) -> HttpResponse:
    """Add a meeting or a day by which a lesson is to be finished."""
    form = DateForm(request.POST, cohort=cohort, items=_items(course), instance=CohortDate(cohort=cohort))
    if not form.is_valid():
        return _cohort_page(request, course, cohort, date_form=form)
    cohort_actions.set_date(cohort=cohort, values=form.cleaned_data, by=request.user)
    messages.success(request, _("The date is set. It is in everybody’s calendar."))
    return HttpResponseRedirect(_at(cohort))


def _date(cohort: Cohort, date: uuids.UUID) -> CohortDate:
    return get_object_or_404(CohortDate.objects.select_related("cohort"), cohort=cohort, uuid=date)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guides
def change_date(request: HttpRequest, course: Course, cohort: Cohort, date: uuids.UUID) -> HttpResponse:
    """Change a date."""
    found = _date(cohort, date)
    form = DateForm(request.POST or None, cohort=cohort, items=_items(course), instance=found)
    if request.method == "POST" and form.is_valid():
        cohort_actions.set_date(cohort=cohort, values=form.cleaned_data, by=request.user, date=found)
        messages.success(request, _("The date is changed, in everybody’s calendar too."))
        return HttpResponseRedirect(_at(cohort))
    return render(
        request,
        "courses/teaching/date_form.html",
        {"course": course, "cohort": cohort, "date": found, "form": form},
    )


@require_POST
@for_guides
def drop_date(request: HttpRequest, course: Course, cohort: Cohort, date: uuids.UUID) -> HttpResponse:
    """Take a date away."""
    cohort_actions.drop_date(date=_date(cohort, date), by=request.user)
    messages.success(request, _("The date is gone, from everybody’s calendar too."))
    return HttpResponseRedirect(_at(cohort))


@require_http_methods(["GET", "HEAD", "POST"])
@for_guides
def attendance(request: HttpRequest, course: Course, cohort: Cohort, date: uuids.UUID) -> HttpResponse:
    """Note who was at a meeting."""
    found = _date(cohort, date)
    if found.kind != CohortDate.Kind.SESSION or found.item is None:
        raise Http404
    rows = attendance_of(found)
    if request.method == "POST":
        there = {int(pk) for pk in request.POST.getlist("there") if pk.isdigit()}
        _note_who_was_there(request, found, [row for row in rows if row["enrolment"].pk in there])
        return HttpResponseRedirect(_at(cohort))
    return render(
        request,
        "courses/teaching/attendance.html",
        {"course": course, "cohort": cohort, "date": found, "rows": rows},
    )


def _note_who_was_there(request: HttpRequest, date: CohortDate, rows: list[dict[str, Any]]) -> None:
    """Note each; somebody whose edition does not have the lesson keeps nobody else from being noted."""
    count = 0
    for row in rows:
        try:
            count += guiding.note_for(
                enrolment=row["enrolment"],
                item=date.item,
                verb=ItemEvent.Verb.ATTENDED,
                key=f"attended:{date.uuid}",
                by=request.user,
            )
        except CourseError as error:
            messages.warning(request, f"{row['enrolment'].person.name}: {error}")
    told = ngettext("%(n)s person was noted.", "%(n)s people were noted.", count)
    messages.success(request, told % {"n": count})


@require_POST
@for_guides
def invite(request: HttpRequest, course: Course, cohort: Cohort) -> HttpResponse:
    """Ask people by mail to come."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _cohort_page(request, course, cohort, invite_form=form)
    sent = 0
    for email in form.cleaned_data["emails"]:
        try:
            cohort_actions.invite_to_cohort(
                cohort=cohort, email=email, language=form.cleaned_data["language"], by=request.user
            )
            sent += 1
        except CourseError as error:
            messages.warning(request, str(error))
    if sent:
        told = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", sent)
        messages.success(request, told % {"n": sent})
    return HttpResponseRedirect(_at(cohort))


@require_POST
@for_guides
def renew_link(request: HttpRequest, course: Course, cohort: Cohort) -> HttpResponse:
    """Give the invitation link another address."""
    cohort_actions.renew_link(cohort=cohort, by=request.user)
    messages.success(request, _("Here is a new link. The old one is dead."))
    return HttpResponseRedirect(_at(cohort))


@require_POST
@for_guides
def withdraw(request: HttpRequest, course: Course, cohort: Cohort, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(CohortInvitation.objects.select_related("cohort"), cohort=cohort, pk=pk)
    cohort_actions.withdraw_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation does not hold any more."))
    return HttpResponseRedirect(_at(cohort))


@require_POST
@for_guides
def facilitators(request: HttpRequest, course: Course, cohort: Cohort) -> HttpResponse:
    """Say who leads the cohort."""
    form = FacilitatorsForm(request.POST)
    if not form.is_valid():
        return _cohort_page(request, course, cohort, facilitators_form=form)
    cohort_actions.set_facilitators(cohort=cohort, people=form.cleaned_data["emails"], by=request.user)
    messages.success(request, _("Saved. They find the group under “Teaching”."))
    return HttpResponseRedirect(_at(cohort))


@require_http_methods(["GET", "HEAD", "POST"])
@for_guides
def message(request: HttpRequest, course: Course) -> HttpResponse:
    """Write to a group: first how many it reaches, then it is sent."""
    cohorts = cohorts_for(request, course.pk)
    mine = guided_by(request.user, course.pk)
    asked = request.POST.get("cohort", request.GET.get("cohort", ""))
    cohort = next((one for one in cohorts if str(one.pk) == asked), None)
    if cohort is None and mine is not None:
        cohort = cohorts[0]
    form = MessageForm(request.POST or None, initial={"audience": request.GET.get("to", "all")})
    reached = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if "send" in request.POST:
            sent = send_message(
                course=course,
                cohort=cohort,
                by=request.user,
                subject=given["subject"],
                text=given["text"],
                audience=given["audience"],
            )
            told = ngettext("Sent to %(n)s person.", "Sent to %(n)s people.", sent.recipients)
            messages.success(request, told % {"n": sent.recipients})
            return HttpResponseRedirect(reverse("courses:desk", args=[course.pk]))
        people = addressed(by=request.user, course_key=course.pk, cohort=cohort, audience=given["audience"])
        reached = people.count()
    return render(
        request,
        "courses/teaching/message.html",
        {
            "course": course,
            "cohort": cohort,
            "cohorts": cohorts,
            "form": form,
            "reached": reached,
            "whole_course": mine is None,
        },
    )

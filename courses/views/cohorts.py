"""Join a cohort, wait for a place, go on alone; enrol the staff of a member organisation."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from courses.actions import cohorts as cohort_actions
from courses.actions import waiting as places
from courses.actions.enrolling import refuse_where_not_alone
from courses.forms import StaffForm
from courses.models import Cohort, CohortInvitation, CoursePage, Enrolment, Waiting
from courses.outline import outline_of
from courses.queries.cohorts import free_in, organisations_of, staff_of, with_places
from courses.views.doors import own_enrolment, to_course, told_in_words, visible_course


def _told(request: HttpRequest, got: Enrolment | Waiting, cohort: Cohort) -> None:
    if isinstance(got, Waiting):
        messages.info(
            request,
            _(
                "Every place in “%(name)s” is taken. You are on the waiting list, and we write when one is free."
            )
            % {"name": cohort.name},
        )
    else:
        messages.success(request, _("You have a place in “%(name)s”.") % {"name": cohort.name})


@login_required
@require_POST
@told_in_words
def join(request: HttpRequest, course: uuid.UUID, uuid: uuid.UUID) -> HttpResponse:
    """Take a place, or one on the waiting list, or the place that was offered."""
    visible_course(request, course)
    cohort = get_object_or_404(Cohort, uuid=uuid, course_id=course)
    _told(request, places.join_cohort(person=request.user, cohort=cohort, by=request.user), cohort)
    return to_course(request, course)


@login_required
@require_POST
@told_in_words
def stop_waiting(request: HttpRequest, course: uuid.UUID, uuid: uuid.UUID) -> HttpResponse:
    """Leave the waiting list, or decline the place that was offered."""
    waiting = Waiting.objects.filter(
        person=request.user, cohort__uuid=uuid, cohort__course_id=course, closed_at__isnull=True
    ).first()
    if waiting:
        places.stop_waiting(waiting=waiting, by=request.user)
        messages.success(request, _("You no longer wait for a place."))
    return to_course(request, course)


@login_required
@require_POST
@told_in_words
def go_on_alone(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Leave the cohort and keep the course."""
    enrolment = own_enrolment(request, course)
    refuse_where_not_alone(course)
    if enrolment.cohort_id:
        places.leave_cohort(enrolment=enrolment, by=request.user)
        messages.success(request, _("You go on alone now. All that you finished is kept."))
    return to_course(request, course)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def join_by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show where an invitation leads, and join when the person says so."""
    invitation = (
        CohortInvitation.objects.filter(code=code, withdrawn_at__isnull=True).select_related("cohort").first()
    )
    cohort = invitation.cohort if invitation else Cohort.objects.filter(code=code).first()
    if cohort is None:
        return render(request, "courses/invitation_closed.html", {"no_translation": True}, status=404)
    page = (
        CoursePage.objects.visible_to(request.user)
        .in_best_language()
        .filter(translation_key=cohort.course_id)
        .first()
    )
    if page is None:
        return render(
            request, "courses/invitation_closed.html", {"not_open": True, "no_translation": True}, status=403
        )
    if request.method == "POST":
        got = cohort_actions.accept_by_code(code=code, person=request.user)
        _told(request, got, cohort)
        return HttpResponseRedirect(page.address)
    counted = with_places(Cohort.objects.filter(pk=cohort.pk)).get()
    return render(
        request,
        "courses/invitation.html",
        {"cohort": cohort, "course": page, "free": free_in(counted), "invitation": invitation},
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def staff(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Enrol colleagues of a member organisation that one works at."""
    page = visible_course(request, course)
    mine = organisations_of(request.user)
    if not mine:
        raise Http404
    asked = request.POST.get("organisation") or request.GET.get("organisation") or str(mine[0].uuid)
    organisation = next((one for one in mine if str(one.uuid) == asked), None)
    outline = outline_of(request, course)
    if organisation is None or outline is None:
        raise Http404
    cohorts = list(with_places(Cohort.objects.filter(course_id=course).to_join()))
    colleagues = staff_of(organisation)
    form = StaffForm(
        request.POST or None,
        organisation=organisation,
        staff=colleagues,
        cohorts=cohorts,
        self_paced=outline.self_paced,
    )
    if request.method == "POST" and form.is_valid():
        told = places.enrol_staff(
            organisation=organisation, course_key=course, by=request.user, **form.chosen
        )
        _tell_of_staff(request, told)
        return HttpResponseRedirect(page.address)
    return render(
        request,
        "courses/staff.html",
        {
            "form": form,
            "course": page,
            "organisation": organisation,
            "organisations": mine,
            "cohorts": [(cohort, free_in(cohort)) for cohort in cohorts],
        },
    )


def _tell_of_staff(request: HttpRequest, told: dict[str, list]) -> None:
    if told["enrolled"]:
        n = len(told["enrolled"])
        messages.success(
            request,
            ngettext(
                "%(n)s colleague is enrolled and has been written to.",
                "%(n)s colleagues are enrolled and have been written to.",
                n,
            )
            % {"n": n},
        )
    for name, sentence in (
        ("waiting", _("Waiting for a place: %(names)s.")),
        ("already", _("Followed the course already: %(names)s.")),
    ):
        if told[name]:
            messages.info(request, sentence % {"names": ", ".join(person.name for person in told[name])})

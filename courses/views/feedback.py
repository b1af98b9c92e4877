"""The feedback desk: the queue, one piece of work after the other, more time, kept words, the queue as a file."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions import CourseError, feedback
from courses.actions.outcomes import rule_of
from courses.actions.reviewing import Given, given_in
from courses.assigning import read_terms
from courses.forms import LocalMoment
from courses.items import PASSED
from courses.models import Extension, KeptComment, Review, Submission, SubmissionFile
from courses.queries.feedback import (
    SHOWS,
    Chosen,
    around,
    desk_page,
    led_by,
    one_for,
    table_of_work,
    within_reach,
)
from courses.review_forms import context_of, given_from
from courses.rubrics import worded
from courses.rules import taught_by, teaches
from courses.views.assignments import feedback_on
from courses.views.exports import as_sheet
from courses.views.sending import send_file


def _chosen(request: HttpRequest) -> Chosen:
    asked = request.GET

    def key(name: str) -> uuid.UUID | None:
        try:
            return uuid.UUID(asked.get(name, ""))
        except ValueError:
            return None

    cohort = asked.get("cohort", "")
    return Chosen(
        show=asked["show"] if asked.get("show") in SHOWS else "waiting",
        course=key("course"),
        cohort=int(cohort) if cohort.isdigit() and len(cohort) < 9 else None,
        item=key("item"),
    )


def _refuse_others(request: HttpRequest) -> None:
    """To those who neither teach nor lead anything there is nothing here."""
    if not taught_by(request.user) and not led_by(request.user):
        raise Http404


@never_cache
@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, a page at a time."""
    _refuse_others(request)
    chosen = _chosen(request)
    context = desk_page(request.user, chosen, request.GET.get("page"))
    return render(
        request,
        "courses/teaching/feedback.html",
        {**context, "chosen": chosen, "asked": urlencode(chosen.asked())},
    )


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """What is looked at, for a spreadsheet."""
    _refuse_others(request)
    head, rows = table_of_work(request.user, _chosen(request))
    return as_sheet("feedback", kind, head, rows, otherwise="feedback")


def _one(request: HttpRequest, key: uuid.UUID) -> Submission:
    found = one_for(request.user, key)
    if found is None:
        raise Http404
    return found


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Read a piece of work and answer it; then comes what waits next. What was said already can be corrected."""
    work, chosen = _one(request, key), _chosen(request)
    places = around(request.user, chosen, work)
    standing = next((one for one in work.reviews.all() if one.kind == Review.Kind.TRAINER), None)
    problem, typed = "", given_from(request.POST) if request.method == "POST" else given_in(standing)
    if request.method == "POST":
        corrected = _corrected(work, request.POST["corrects"]) if "corrects" in request.POST else None
        try:
            if corrected is not None:
                return _correct(request, corrected, typed, _address(work.uuid, chosen))
            feedback.give_feedback(submission=work, given=typed, by=request.user)
        except CourseError as error:
            problem = str(error)
        else:
            messages.success(
                request,
                _("Feedback is given. %(name)s is written to.") % {"name": work.enrolment.person.name},
            )
            return HttpResponseRedirect(_address(places["next"] or places["previous"], chosen))
    return render(
        request,
        "courses/teaching/feedback_one.html",
        {
            **_context(request, work, typed),
            **places,
            "chosen": chosen,
            "asked": urlencode(chosen.asked()),
            "problem": problem,
            "standing": standing,
            "why": request.POST.get("why", ""),
        },
        status=400 if problem else 200,
    )


def _corrected(work: Submission, asked: str) -> Review:
    """Return the review that a form corrects; it may have been corrected by somebody else meanwhile."""
    found = Review.objects.filter(submission=work, kind=Review.Kind.TRAINER)
    try:
        return found.select_related("submission").get(uuid=asked)
    except (Review.DoesNotExist, ValidationError) as error:
        raise Http404 from error


def _correct(request: HttpRequest, review: Review, typed: Given, here: str) -> HttpResponse:
    made = feedback.correct_feedback(
        review=review, given=typed, why=request.POST.get("why", ""), by=request.user
    )
    told = _("The feedback is corrected. %(name)s is written to.")
    messages.success(request, told % {"name": made.author.name})
    return HttpResponseRedirect(here)


def _address(key: uuid.UUID | None, chosen: Chosen) -> str:
    place = reverse("courses:feedback-one", args=[key]) if key else reverse("courses:feedback")
    return f"{place}?{urlencode(chosen.asked())}"


def _context(request: HttpRequest, work: Submission, typed: Given) -> dict[str, Any]:
    terms = read_terms(work.terms)
    reviews = list(work.reviews.all())
    others = Submission.objects.filter(enrolment=work.enrolment, item=work.item, submitted_at__isnull=False)
    return {
        **context_of(work, typed, worded(terms.rubric, typed.answers, request.LANGUAGE_CODE)),
        **feedback_on(request, work, reviews),
        "is_answered": any(one.kind == Review.Kind.TRAINER for one in reviews),
        "judges": teaches(request.user, work.course_id),
        "is_own": work.enrolment.person_id == request.user.pk,
        "decides": rule_of(work.enrolment, work.item) == PASSED and terms.pass_mark is None,
        "versions": list(
            others.exclude(pk=work.pk).order_by("-number").values("uuid", "number", "submitted_at")
        ),
        "extensions": list(
            Extension.objects.filter(enrolment=work.enrolment, item=work.item).select_related("by")
        ),
        "kept": list(KeptComment.objects.filter(person=request.user)),
    }


@login_required
@require_POST
def extend(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Give the learner more time. The moment is meant in the learner's time zone."""
    work, chosen = _one(request, key), _chosen(request)
    here = HttpResponseRedirect(_address(work.uuid, chosen))
    try:
        typed = LocalMoment(required=True).clean(request.POST.get("until", ""))
        feedback.extend(
            enrolment=work.enrolment,
            item=work.item,
            title=work.title,
            until=typed.replace(tzinfo=work.enrolment.person.zone),
            why=request.POST.get("why", ""),
            by=request.user,
        )
        messages.success(
            request, _("More time is given. %(name)s is written to.") % {"name": work.enrolment.person.name}
        )
    except CourseError as error:
        messages.error(request, str(error))
    except ValidationError:
        messages.error(request, _("Say until when: a day and an hour."))
    return here


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep words for using again, or drop some."""
    _refuse_others(request)
    back = request.POST.get("back", "")
    try:
        if request.POST.get("drop", "").isdigit():
            feedback.drop_comment(pk=int(request.POST["drop"][:9]), by=request.user)
            messages.success(request, _("The words are dropped."))
        else:
            feedback.keep_comment(text=request.POST.get("text", ""), by=request.user)
            messages.success(request, _("The words are kept for using again."))
    except CourseError as error:
        messages.error(request, str(error))
    try:
        return HttpResponseRedirect(reverse("courses:feedback-one", args=[uuid.UUID(back)]))
    except ValueError:
        return HttpResponseRedirect(reverse("courses:feedback"))


@login_required
@require_safe
def file(request: HttpRequest, key: uuid.UUID, file: uuid.UUID, name: str) -> HttpResponseBase:
    """A file of a piece of work, for those who may see that."""
    reach = within_reach(request.user).filter(uuid=key)
    row = SubmissionFile.objects.filter(submission__in=reach.order_by().values("pk"), uuid=file).first()
    if row is None:
        raise Http404
    return send_file(request, row, row.name)

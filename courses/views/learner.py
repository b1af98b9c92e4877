"""One learner, for those who look after the course: what they read, and what is noted of them."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.actions import CourseError, guiding
from courses.actions import notes as note_actions
from courses.forms import AnswerForm, NoteForLearnerForm, WaiveForm
from courses.models import Course, Enrolment, Question
from courses.queries.learner import learner_for
from courses.rules import looked_after, teaches
from courses.views.doors import back_from, for_guides


def _enrolment(request: HttpRequest, course: Course, pk: int) -> Enrolment:
    condition = looked_after(request.user, course.pk)
    if condition is None:
        raise Http404
    found = Enrolment.objects.filter(condition).select_related("person", "course", "cohort", "edition")
    return get_object_or_404(found, pk=pk)


def _to(enrolment: Enrolment) -> HttpResponse:
    return HttpResponseRedirect(reverse("courses:learner", args=[enrolment.course_id, enrolment.pk]))


@require_safe
@for_guides
def learner(request: HttpRequest, course: Course, pk: int) -> HttpResponse:
    """Everything about one learner's way through the course."""
    enrolment = _enrolment(request, course, pk)
    return render(
        request,
        "courses/teaching/learner.html",
        {
            "course": course,
            "enrolment": enrolment,
            "judges": teaches(request.user, course.pk),
            "key": uuid.uuid4(),
            **learner_for(request, enrolment),
        },
    )


@require_POST
@for_guides
def note(request: HttpRequest, course: Course, pk: int) -> HttpResponse:
    """Note a result, feedback, attendance, or that an item is open to this learner early."""
    enrolment, form = _enrolment(request, course, pk), NoteForLearnerForm(request.POST)
    if not form.is_valid():
        raise CourseError(_("That could not be noted. Load the page again and try once more."))
    given = form.cleaned_data
    new = guiding.note_for(
        enrolment=enrolment,
        item=given["item"],
        verb=given["verb"],
        key=f"noted:{given['key']}:{given['verb']}"[:64],
        by=request.user,
        note=given["note"],
    )
    if new:
        messages.success(request, _("Noted. %(name)s sees it at once.") % {"name": enrolment.person.name})
    return _to(enrolment)


@require_POST
@for_guides
def waive(request: HttpRequest, course: Course, pk: int) -> HttpResponse:
    """Let an item count as finished, with who and why."""
    enrolment, form = _enrolment(request, course, pk), WaiveForm(request.POST)
    if not form.is_valid():
        raise CourseError(_("Say why you waive the lesson. The learner reads it."))
    guiding.waive(
        enrolment=enrolment,
        item=form.cleaned_data["item"],
        reason=form.cleaned_data["reason"],
        by=request.user,
    )
    messages.success(
        request, _("Waived. %(name)s reads who did it, and why.") % {"name": enrolment.person.name}
    )
    return _to(enrolment)


@require_POST
@for_guides
def answer(request: HttpRequest, course: Course, pk: int) -> HttpResponse:
    """Answer a question."""
    condition = looked_after(request.user, course.pk)
    mine = Enrolment.objects.filter(condition) if condition is not None else Enrolment.objects.none()
    question = get_object_or_404(
        Question.objects.select_related("enrolment__person"),
        pk=pk,
        enrolment__in=mine.order_by().values("pk"),
    )
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise CourseError(" ".join(str(message) for errors in form.errors.values() for message in errors))
    note_actions.answer(question=question, text=form.cleaned_data["text"], by=request.user)
    messages.success(
        request, _("Answered. %(name)s is written to.") % {"name": question.enrolment.person.name}
    )
    return HttpResponseRedirect(back_from(request, course))

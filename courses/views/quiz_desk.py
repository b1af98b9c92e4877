"""A quiz for those who look after the course: results, open answers to mark, more time, scoring again on purpose."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions import CourseError, quiz_marks
from courses.actions.quizzes import close_if_overdue
from courses.charts import share_right
from courses.forms import AllowanceForm, MarkForm, RescoreForm
from courses.models import Allowance, Attempt, Course
from courses.outline import outline_of
from courses.queries import quiz_results
from courses.queries.quizzes import attempts_left, result_of, versions_of
from courses.rules import teaches
from courses.views.doors import for_guides
from courses.views.exports import as_sheet


@require_safe
@for_guides
def results(request: HttpRequest, course: Course, item: uuid.UUID) -> HttpResponse:
    """Learners and questions of a quiz, and what waits."""
    found = quiz_results.results_of(request, course, item)
    context = {**_place(request, course, item), **found, "drawing": share_right(found["questions"])}
    return render(request, "courses/teaching/quiz.html", context)


@require_safe
@for_guides
def attempt(request: HttpRequest, course: Course, item: uuid.UUID, number: uuid.UUID) -> HttpResponse:
    """One attempt, answer by answer; open answers are marked here."""
    found = _attempt(request, course, item, number)
    if close_if_overdue(found):
        found = _attempt(request, course, item, number)
    context: dict[str, Any] = {**_place(request, course, item), "attempt": found, "for_trainer": True}
    if not found.is_open:
        context |= result_of(found, get_language() or "", left=None, for_trainer=True)
        waiting = quiz_results.attempts_at(request.user, course, item).light()
        context["next_one"] = (
            waiting.filter(submitted_at__isnull=False, score__isnull=True)
            .exclude(pk=found.pk)
            .order_by("submitted_at")
            .first()
        )
    return render(request, "courses/teaching/quiz_attempt.html", context)


@require_POST
@for_guides
def mark(request: HttpRequest, course: Course, item: uuid.UUID, number: uuid.UUID) -> HttpResponse:
    """Give an open answer its points."""
    found, form = _attempt(request, course, item, number), MarkForm(request.POST)
    if not form.is_valid():
        raise CourseError(_("Say how many points the answer gets, as a number. Nothing was changed."))
    quiz_marks.mark_open_text(
        attempt=found,
        question=form.cleaned_data["question"],
        points=float(form.cleaned_data["points"]),
        words=form.cleaned_data["words"],
        by=request.user,
    )
    messages.success(request, _("Marked. %(name)s sees it at once.") % {"name": found.enrolment.person.name})
    address = reverse("courses:quiz-attempt", args=[course.pk, item, number])
    return HttpResponseRedirect(f"{address}#answer-{form.cleaned_data['question']}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_guides
def learner(request: HttpRequest, course: Course, item: uuid.UUID, pk: int) -> HttpResponse:
    """One learner's attempts and allowances; more time or attempts are given here."""
    mine = quiz_results.learners_of(request.user, course).select_related("person", "cohort", "edition")
    enrolment = get_object_or_404(mine, pk=pk)
    form = AllowanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            quiz_marks.allow_more(
                enrolment=enrolment,
                item=item,
                minutes=given["minutes"] or 0,
                attempts=given["attempts"] or 0,
                reason=given["reason"],
                key=str(given["key"]),
                by=request.user,
            )
        except CourseError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Given. %(name)s sees it on the page of the quiz.") % {"name": enrolment.person.name},
            )
            return HttpResponseRedirect(reverse("courses:quiz-learner", args=[course.pk, item, pk]))
    page = next(iter(versions_of(item)), None)
    context = {
        **_place(request, course, item),
        "enrolment": enrolment,
        "form": form,
        "quiz": page,
        "left": attempts_left(enrolment, page) if page else None,
        "attempts": list(Attempt.objects.light().filter(enrolment=enrolment, item=item).order_by("number")),
        "allowances": list(
            Allowance.objects.filter(enrolment=enrolment, item=item).select_related("by").order_by("-pk")
        ),
    }
    return render(request, "courses/teaching/quiz_learner.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_guides
def again(request: HttpRequest, course: Course, item: uuid.UUID) -> HttpResponse:
    """Show what scoring again would change, before and after; do it when a trainer says so and why."""
    if not teaches(request.user, course.pk):
        raise Http404
    changes = quiz_results.changes_of(course, item)
    seen = quiz_results.digest_of(changes)
    form = RescoreForm(request.POST or None, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] == seen:
            changed = quiz_marks.rescore(
                course_key=course.pk, item=item, reason=form.cleaned_data["reason"], by=request.user
            )
            told = ngettext("%(n)s result changed.", "%(n)s results changed.", changed) % {"n": changed}
            messages.success(request, told)
            return HttpResponseRedirect(reverse("courses:quiz-results", args=[course.pk, item]))
        messages.warning(
            request, _("What would change is not the same any more. Look again before you confirm.")
        )
        form = RescoreForm(initial={"seen": seen, "reason": form.cleaned_data["reason"]})
    return render(
        request,
        "courses/teaching/quiz_again.html",
        {**_place(request, course, item), "changes": changes, "form": form},
    )


@require_safe
@for_guides
def export(request: HttpRequest, course: Course, item: uuid.UUID, kind: str) -> HttpResponse:
    """Give all attempts as CSV or XLSX."""
    head, rows = quiz_results.table_of_attempts(request.user, course, item)
    return as_sheet(_place(request, course, item)["title"], kind, head, rows, otherwise="quiz")


def _attempt(request: HttpRequest, course: Course, item: uuid.UUID, number: uuid.UUID) -> Attempt:
    mine = quiz_results.attempts_at(request.user, course, item)
    return get_object_or_404(mine.select_related("enrolment__edition", "enrolment__cohort"), uuid=number)


def _place(request: HttpRequest, course: Course, item: uuid.UUID) -> dict[str, Any]:
    """Return what all these pages say of where they are. A quiz that is no more has the title that its attempts kept."""
    outline = outline_of(request, course.pk)
    here = outline.by_key.get(item) if outline else None
    title = here.title if here and here.terms.kind == "quiz" else None
    if title is None:
        kept = quiz_results.attempts_at(request.user, course, item).light().order_by("-pk").first()
        if kept is None:
            raise Http404
        title = kept.title
    return {
        "course": course,
        "item": item,
        "outline": outline,
        "title": title,
        "judges": teaches(request.user, course.pk),
    }

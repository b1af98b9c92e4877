"""The trainer's desk: the courses that one teaches or leads, and for each who is stuck, what waits, where people stop."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.charts import along_the_line
from courses.models import Cohort, Course
from courses.queries.desk import SHOWS, cohorts_for, desk_for, learners_page
from courses.queries.quiz_results import quizzes_of
from courses.queries.teaching import teaching_of
from courses.rules import guided_by
from courses.views.doors import for_guides


@never_cache
@login_required
@require_safe
def teaching(request: HttpRequest) -> HttpResponse:
    """The courses that the person teaches or leads a cohort of."""
    return render(request, "courses/teaching/courses.html", {"courses": teaching_of(request.user)})


def _cohort(request: HttpRequest, course: Course) -> Cohort | None:
    """Return the cohort that the page is narrowed to; one who leads a single cohort is always narrowed to it."""
    asked = request.GET.get("cohort", "")
    mine = guided_by(request.user, course.pk)
    found = Cohort.objects.filter(course=course)
    if mine is not None:
        found = found.filter(pk__in=mine)
        if not asked and len(mine) == 1:
            return found.first()
    return get_object_or_404(found, pk=asked) if asked.isdigit() else None


@require_safe
@for_guides
def desk(request: HttpRequest, course: Course) -> HttpResponse:
    """The desk of a course."""
    context = desk_for(request, course, _cohort(request, course))
    context["drawing"] = along_the_line(context["steps"])
    context["quizzes"] = quizzes_of(request, course)
    context["may_arrange"] = guided_by(request.user, course.pk) is None
    return render(request, "courses/teaching/desk.html", context)


@require_safe
@for_guides
def learners(request: HttpRequest, course: Course) -> HttpResponse:
    """The learners, a page at a time."""
    cohort = _cohort(request, course)
    show = request.GET.get("show", "all")
    search = request.GET.get("q", "").strip()[:100]
    page, rows = learners_page(
        request,
        course,
        cohort,
        show=show if show in SHOWS else "all",
        search=search,
        number=request.GET.get("page"),
    )
    return render(
        request,
        "courses/teaching/learners.html",
        {
            "course": course,
            "cohort": cohort,
            "cohorts": cohorts_for(request, course.pk),
            "show": show,
            "search": search,
            "paged": page,
            "rows": rows,
        },
    )

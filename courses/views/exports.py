"""Tables as files for a spreadsheet: one answer for all of them, and the learners of a course."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from courses.models import Cohort, Course
from courses.queries.sheets import table_of
from courses.rules import guided_by
from courses.sheets import Row, as_csv, as_xlsx
from courses.views.doors import for_guides

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@for_guides
def learners(request: HttpRequest, course: Course, kind: str) -> HttpResponse:
    """Give the table as CSV or XLSX."""
    asked = request.GET.get("cohort", "")
    mine = guided_by(request.user, course.pk)
    cohorts = Cohort.objects.filter(course=course)
    cohorts = cohorts if mine is None else cohorts.filter(pk__in=mine)
    cohort = get_object_or_404(cohorts, pk=asked) if asked.isdigit() else None
    head, rows = table_of(request, course, cohort)
    return as_sheet(cohort.name if cohort else course.title, kind, head, rows, otherwise="learners")


def as_sheet(title: str, kind: str, head: Row, rows: Iterable[Row], *, otherwise: str) -> HttpResponse:
    """Answer with a table as CSV or XLSX, named after `title`, or `otherwise` where that has no letters."""
    name = slugify(title)[:60] or otherwise
    if kind == "csv":
        response = HttpResponse(b"".join(as_csv(head, rows)), content_type="text/csv; charset=utf-8")
    elif kind == "xlsx":
        response = HttpResponse(as_xlsx(name, head, rows), content_type=XLSX)
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response

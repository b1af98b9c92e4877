"""`/en/impact/`: what changed, for everybody to see."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from insights.charts import bars
from insights.queries import impact
from members.countries import NAMES

#: The figures per line, in the order in which they are shown: attribute, and words in templates by the same name.
MEASURES = ("learners", "completions", "downloads", "posts")


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Figures as pictures, each with its table."""
    figures = impact()
    charts = {
        measure: bars([(row.line.title, getattr(row, measure), row.line.colour) for row in figures.lines])
        for measure in MEASURES
    }
    countries = [(NAMES.get(code, code), count) for code, count in figures.by_country]
    return render(
        request, "insights/impact.html", {"impact": figures, "charts": charts, "countries": countries}
    )

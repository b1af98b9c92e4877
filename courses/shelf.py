"""What courses put on the home page."""

from typing import Any

from django.http import HttpRequest

from courses.models import CoursePage
from courses.outline import contents_of, outline_of
from courses.queries.pages import stations_of
from courses.queries.standing import marks_of, open_enrolments, standing_in
from pages import generation
from pages.shelves import on_home_page

SHOWN = 3


@on_home_page
def courses_at_home(request: HttpRequest) -> dict[str, Any]:
    """Some courses, and for a learner the one that they were last in."""
    person = request.user
    courses = CoursePage.objects.visible_to(person).in_best_language().select_related("locale")
    newest = courses.prefetch_related("lines").defer("body").order_by("-first_published_at")[:SHOWN]
    shelf: dict[str, Any] = {
        "courses": generation.kept_in_public(request, "home-courses", lambda: list(newest))
    }
    if person.is_authenticated:
        enrolment = open_enrolments(person).filter(completed_at__isnull=True, paused_at__isnull=True).first()
        outline = outline_of(request, enrolment.course_id) if enrolment else None
        if enrolment and outline:
            standing = standing_in(
                enrolment,
                contents_of(request, enrolment.edition_id),
                marks_of([enrolment])[enrolment.pk],
                outline=outline,
                zone=person.zone,
            )
            here = standing.resume.key if standing.resume else None
            part = next(
                (p for p in stations_of(outline, standing) if any(e["item"].key == here for e in p["items"])),
                None,
            )
            shelf["go_on"] = {"outline": outline, "standing": standing, "stations": [part] if part else []}
    return shelf

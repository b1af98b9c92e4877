"""Pages below a course: to which course they belong, and where those go who may not read them."""

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail.models import Page

from courses.models.course_page import CoursePage
from pages.models import BasePage

COURSE_DEPTH = 4  # root, home, catalogue, course


def course_path(page: Page) -> str:
    """Return the tree path of the course that a page is or lies below."""
    return page.path[: Page.steplen * COURSE_DEPTH]


def course_key_of(page: Page) -> uuid.UUID | None:
    """Return the key of the course that a page is or lies below. One query."""
    return CoursePage.objects.filter(path=course_path(page)).values_list("translation_key", flat=True).first()


def to_course(page: BasePage, request: HttpRequest) -> HttpResponse:
    """Send somebody to the page of the course, which says how to enrol; or refuse where they may not see that either."""
    from pages.views import refuse  # noqa: PLC0415 - views read models

    course = CoursePage.objects.filter(path=course_path(page)).first()
    if course is None or not CoursePage.objects.visible_to(request.user).filter(pk=course.pk).exists():
        return refuse(request)
    return HttpResponseRedirect(f"{course.address}?enrol-to-read")

"""The page under which courses and learning paths lie."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from pages.models import BasePage


class CourseIndexPage(BasePage):
    """The catalogue."""

    template = "courses/catalogue.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage", "courses.PathPage"]

    class Meta:
        verbose_name = _("course catalogue")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Courses and paths that the person may see, with where they are in each."""
        from courses.queries.pages import catalogue_for  # noqa: PLC0415 - queries read these models

        return catalogue_for(request, request.GET.get("line", ""))

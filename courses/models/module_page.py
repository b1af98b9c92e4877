"""A module as a page."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField

from courses.editing import BeforePublishing
from courses.models.below import to_course
from pages.blocks import BodyBlock
from pages.models import BasePage


class ModulePage(BasePage):
    """A module: some lessons that belong together."""

    kind = _("Module")
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("about the module"))

    template = "courses/module.html"
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage", "courses.QuizPage", "courses.AssignmentPage"]
    content_panels: ClassVar[list[Panel]] = [
        BeforePublishing(),
        *BasePage.content_panels,
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Its lessons, and where the person is."""
        from courses.queries.pages import module_for  # noqa: PLC0415 - queries read these models

        return module_for(request, self)

    def serve_refusal(self, request: HttpRequest) -> HttpResponse:
        """Send those who may not read on to the page of the course, which says how to enrol."""
        return to_course(self, request)

"""A lesson as a page."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField

from courses.blocks import LessonBody
from courses.editing import BeforePublishing
from courses.models.item_page import ItemPage
from pages.models import BasePage


class LessonPage(ItemPage):
    """A lesson: the unit that is read, and finished by its rule."""

    kind = _("Lesson")
    item_kind = "lesson"
    body = StreamField(LessonBody(), blank=True, verbose_name=_("body"))

    template = "courses/lesson.html"
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels: ClassVar[list[Panel]] = [
        BeforePublishing(),
        *BasePage.content_panels,
        FieldPanel("body"),
        *ItemPage.rule_panels,
    ]
    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("", _("As a visitor")),
        ("learner", _("As a learner")),
        ("waiting", _("As a learner to whom it is not open yet")),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft among the drafts around it, as a visitor or as a learner."""
        from courses.queries.previews import lesson_preview  # noqa: PLC0415 - queries read these models

        request.is_preview = True  # type: ignore[attr-defined]
        context = {"page": self, "self": self, "request": request, **lesson_preview(request, self, mode_name)}
        return TemplateResponse(request, self.template, context)

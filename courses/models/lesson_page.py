"""A lesson as a page."""

from typing import ClassVar

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

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

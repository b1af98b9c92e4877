"""A course as a page, and who teaches it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from courses.editing import BeforePublishing
from members import audiences
from pages.blocks import BodyBlock
from programme.models import FiledPage


class CourseTag(TaggedItemBase):
    """A tag on a course."""

    content_object = ParentalKey("courses.CoursePage", on_delete=models.CASCADE, related_name="tagged_items")


class CoursePage(FiledPage):
    """A course: what it is about and for whom; its modules lie beneath it."""

    kind = _("Course")
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("about the course"))
    hours = models.PositiveSmallIntegerField(_("hours of work"), default=1)
    lessons_for_enrolled = models.BooleanField(
        _("only people who are enrolled read the lessons"),
        default=False,
        help_text=_("The page of the course itself stays as open as chosen under Settings."),
    )
    self_paced = models.BooleanField(
        _("people may follow it alone, whenever they like"),
        default=True,
        help_text=_("Without it people join a group."),
    )
    in_order = models.BooleanField(
        _("one lesson after another"),
        default=False,
        help_text=_("Each lesson opens when the required one before it is finished."),
    )
    tags = ClusterTaggableManager(through=CourseTag, blank=True)

    template = "courses/course.html"
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels: ClassVar[list[Panel]] = [
        BeforePublishing(),
        *FiledPage.content_panels,
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("hours", "lessons_for_enrolled", "self_paced", "in_order")],
            _("How it is followed"),
        ),
        InlinePanel("trainers", label=_("Trainer")),
        *FiledPage.filing_panels,
    ]
    preview_modes: ClassVar[list[tuple[str, Any]]] = [
        ("", _("As a visitor")),
        ("learner", _("As a learner who has just begun")),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def audience_of_children(self) -> str:
        """Lessons may be for those who follow the course."""
        return audiences.course_label(self.translation_key) if self.lessons_for_enrolled else ""

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Outline, and where the person is in it."""
        from courses.queries.pages import course_for  # noqa: PLC0415 - queries read these models

        return course_for(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft with the drafts below it, as a visitor or as somebody who has just begun."""
        from courses.queries.previews import course_preview  # noqa: PLC0415 - queries read these models

        request.is_preview = True  # type: ignore[attr-defined]  # Wagtail's own mark on a request
        context = {"page": self, "self": self, "request": request, **course_preview(request, self, mode_name)}
        return TemplateResponse(request, self.template, context)

    @property
    def card_facts(self) -> list[str]:
        """How long it takes, and for whom."""
        facts = [ngettext("%(n)s hour", "%(n)s hours", self.hours) % {"n": self.hours}]
        return [*facts, str(self.get_level_display())] if self.level else facts


class Trainer(Orderable):
    """A person teaches a course. The source-language page alone decides who does."""

    course = ParentalKey(CoursePage, on_delete=models.CASCADE, related_name="trainers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teaching", verbose_name=_("person")
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("person")]

    class Meta(Orderable.Meta):
        verbose_name = _("trainer")

    def __str__(self) -> str:
        return str(self.person)

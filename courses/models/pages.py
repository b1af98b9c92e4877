"""Course > module > lesson, as pages with drafts, workflow and translations."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from members import audiences
from pages.blocks import BodyBlock
from pages.models import BasePage
from programme.models import FiledPage


class CourseIndexPage(BasePage):
    """The catalogue."""

    template = "courses/catalogue.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.CoursePage"]

    class Meta:
        verbose_name = _("course catalogue")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Courses that the person may see, with where they are in each."""
        from courses.queries import catalogue_for  # noqa: PLC0415 - queries read these models

        return catalogue_for(request.user, request.GET.get("line", ""))


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
    tags = ClusterTaggableManager(through=CourseTag, blank=True)

    template = "courses/course.html"
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.ModulePage"]
    content_panels: ClassVar[list[Panel]] = [
        *FiledPage.content_panels,
        FieldPanel("body"),
        FieldPanel("hours"),
        FieldPanel("lessons_for_enrolled"),
        InlinePanel("trainers", label=_("Trainer")),
        *FiledPage.filing_panels,
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def audience_of_children(self) -> str:
        """Lessons may be for those who follow the course."""
        return audiences.course_label(self.translation_key) if self.lessons_for_enrolled else ""

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Outline, and where the person is in it."""
        from courses.queries import course_for  # noqa: PLC0415 - queries read these models

        return course_for(request, self)

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


class ModulePage(BasePage):
    """A module: some lessons that belong together."""

    kind = _("Module")
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("about the module"))

    template = "courses/module.html"
    parent_page_types: ClassVar[list[str]] = ["courses.CoursePage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Its lessons, and where the person is."""
        from courses.queries import module_for  # noqa: PLC0415 - queries read these models

        return module_for(request, self)

    def serve_refusal(self, request: HttpRequest) -> HttpResponse:
        """Send those who may not read on to the page of the course, which says how to enrol."""
        return _to_course(self, request)


class LessonPage(BasePage):
    """A lesson: the unit that is read, and marked as done."""

    kind = _("Lesson")
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    optional = models.BooleanField(
        _("optional"), default=False, help_text=_("Optional lessons do not count for finishing the course.")
    )

    template = "courses/lesson.html"
    parent_page_types: ClassVar[list[str]] = ["courses.ModulePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *BasePage.content_panels,
        FieldPanel("body"),
        FieldPanel("minutes"),
        FieldPanel("optional"),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Outline, neighbours, and where the person is."""
        from courses.queries import lesson_for  # noqa: PLC0415 - queries read these models

        return lesson_for(request, self)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render, and note for the enrolled where they are, so that they can go on there."""
        context = self.get_context(request)
        if context["standing"] and not getattr(request, "is_preview", False):
            from courses.actions import note_opened  # noqa: PLC0415 - actions change these models

            note_opened(enrolment=context["standing"].enrolment, page=self, by=request.user)
        return TemplateResponse(request, self.get_template(request), context)

    def serve_refusal(self, request: HttpRequest) -> HttpResponse:
        """Send those who may not read on to the page of the course, which says how to enrol."""
        return _to_course(self, request)


def _to_course(page: BasePage, request: HttpRequest) -> HttpResponse:
    from pages.views import refuse  # noqa: PLC0415 - views read models

    course = page.get_ancestors().type(CoursePage).specific().first()
    if course is None or not CoursePage.objects.visible_to(request.user).filter(pk=course.pk).exists():
        return refuse(request)
    return HttpResponseRedirect(f"{course.address}?enrol-to-read")

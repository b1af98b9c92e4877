"""A learning path: courses in an order, all of them or some; and who follows it."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField

from pages.blocks import BodyBlock
from programme.models import FiledPage


class StepBlock(blocks.StructBlock):
    """Some courses, and how many of them the step takes."""

    title = blocks.CharBlock(label=_("Title of the step"), max_length=120)
    courses = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="courses.CoursePage", label=_("Course")),
        min_num=1,
        label=_("Courses"),
    )
    needed = blocks.IntegerBlock(
        label=_("How many of them"), required=False, min_value=1, help_text=_("Empty: all of them.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(blocks.StreamBlock):
    """The steps of a path, in order."""

    step = StepBlock()


class PathTag(TaggedItemBase):
    """A tag on a learning path."""

    content_object = ParentalKey("courses.PathPage", on_delete=models.CASCADE, related_name="tagged_items")


class PathPage(FiledPage):
    """A learning path: which courses belong together, in which order. The source-language page alone defines its steps."""

    kind = _("Learning path")
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("about the path"))
    steps = StreamField(StepsBlock(), blank=True, verbose_name=_("steps"))
    tags = ClusterTaggableManager(through=PathTag, blank=True)

    template = "courses/path.html"
    parent_page_types: ClassVar[list[str]] = ["courses.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *FiledPage.content_panels,
        FieldPanel("body"),
        FieldPanel("steps"),
        *FiledPage.filing_panels,
    ]

    class Meta:
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Its steps, and where the person is."""
        from courses.queries.paths import path_for  # noqa: PLC0415 - queries read these models

        return path_for(request, self)


class PathFollowing(models.Model):
    """A person follows a path, with the steps as they were when they began or last took them up.

    `steps` is a list of {"title": str, "needed": n, "courses": [{"key": UUID, "title": str}]}. Completing it is for good.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="paths")
    path_key = models.UUIDField(default=uuid.uuid4)
    title = models.CharField(max_length=255)
    steps: models.JSONField = models.JSONField(default=list)
    began_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_with: models.JSONField = models.JSONField(
        null=True, blank=True, help_text="The steps as they were when it was completed."
    )

    class Meta:
        verbose_name = _("followed path")
        verbose_name_plural = _("followed paths")
        ordering = ("-began_at",)
        constraints = (models.UniqueConstraint(fields=["person", "path_key"], name="path_following_once"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.title}"

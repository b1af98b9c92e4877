"""A resource: what it is, who made it, under which licence, and its files in several formats and languages."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Orderable

from pages.blocks import BodyBlock
from pages.models import BasePage
from programme.models import FiledPage


class ResourceIndexPage(BasePage):
    """The shelves."""

    template = "resources/shelves.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["resources.ResourcePage"]

    class Meta:
        verbose_name = _("library")

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Resources that the person may see, by kind and line."""
        from resources.queries import shelves_for  # noqa: PLC0415 - queries read these models

        return shelves_for(
            request.user,
            kind=request.GET.get("kind", ""),
            line=request.GET.get("line", ""),
            page=request.GET.get("page", ""),
        )


class ResourceTag(TaggedItemBase):
    """A tag on a resource."""

    content_object = ParentalKey(
        "resources.ResourcePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class ResourcePage(FiledPage):
    """A toolkit, a piece of research, a report, an evaluation, a good practice or a guide."""

    class Kind(models.TextChoices):
        TOOLKIT = "toolkit", _("Toolkit")
        RESEARCH = "research", _("Research")
        REPORT = "report", _("Report")
        EVALUATION = "evaluation", _("Evaluation")
        GOOD_PRACTICE = "good-practice", _("Good practice")
        GUIDE = "guide", _("Guide")

    class Licence(models.TextChoices):
        BY = "CC-BY-4.0", _("Share and adapt, name the authors")
        BY_SA = "CC-BY-SA-4.0", _("Share and adapt under the same terms, name the authors")
        BY_NC = "CC-BY-NC-4.0", _("Share and adapt, but do not sell, name the authors")
        BY_ND = "CC-BY-ND-4.0", _("Share unchanged, name the authors")
        ZERO = "CC0-1.0", _("Use freely")
        RESERVED = "reserved", _("All rights reserved: read and use it, ask before you share")

    resource_kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("about it"))
    authors = models.CharField(
        _("authors"), max_length=300, blank=True, help_text=_("People and organisations, with commas.")
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(datetime.MAXYEAR)],
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence, default=Licence.RESERVED)
    minutes = models.PositiveSmallIntegerField(_("minutes to read"), null=True, blank=True)
    tags = ClusterTaggableManager(through=ResourceTag, blank=True)

    template = "resources/resource.html"
    parent_page_types: ClassVar[list[str]] = ["resources.ResourceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [
        *FiledPage.content_panels,
        FieldPanel("resource_kind"),
        InlinePanel("files", label=_("File")),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("authors", "year", "licence", "minutes")], _("Who, when, how")
        ),
        *FiledPage.filing_panels,
    ]

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    @property
    def kind(self) -> Any:  # type: ignore[override]  # one word for all pages of a type, except here
        """The kind in words."""
        return self.get_resource_kind_display()

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """Files with what is known of their text, and how often they were downloaded."""
        from resources.queries import resource_for  # noqa: PLC0415 - queries read these models

        return resource_for(self)

    @property
    def card_facts(self) -> list[str]:
        """Year and authors."""
        return [str(fact) for fact in (self.year, self.authors) if fact]


class ResourceFile(Orderable):
    """One file of a resource: a format, a language, a version. Every language version of the page offers its source's files."""

    resource = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        "files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name=_("file")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    version = models.CharField(_("version"), max_length=20, blank=True)

    panels: ClassVar[list[Panel]] = [FieldPanel("file"), FieldPanel("language"), FieldPanel("version")]

    class Meta(Orderable.Meta):
        verbose_name = _("file of a resource")

    def __str__(self) -> str:
        return f"{self.resource_id}: {self.file_id}"

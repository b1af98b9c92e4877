"""The home page and plain pages."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField

from pages.blocks import BodyBlock
from pages.models.base import BasePage


class HomePage(BasePage):
    """The first page of one language. Its slug is the language code, which makes every page's path its address."""

    lead = models.CharField(_("lead"), max_length=120, blank=True)

    template = "pages/home.html"
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("lead")]

    class Meta:
        verbose_name = _("home page")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Name the page after its language before anything checks the slug."""
        self.slug = self.locale.language_code
        super().full_clean(*args, **kwargs)

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """What rooms above put on the home page."""
        from pages.shelves import home_shelves  # noqa: PLC0415 - shelves read pages

        return {"shelves": home_shelves(request)}


class StandardPage(BasePage):
    """A page of text: about the network, how it works, privacy."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    template = "pages/standard.html"
    content_panels: ClassVar[list[Panel]] = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("standard page")

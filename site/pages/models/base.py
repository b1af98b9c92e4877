"""What every page has: a summary, an audience, an address equal to its path, and one rule of visibility."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any, ClassVar, Self

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Page, PageManager, PageQuerySet, PageViewRestriction

from members import audiences
from members.audiences import Viewer
from pages.forms import PageForm
from pages.models.audience import Audience


def visible(queryset: models.QuerySet, person: Viewer) -> models.QuerySet:
    """Keep the live pages of any `Page` queryset whose audience the person holds."""
    held = Audience.objects.filter(audiences.held_by(person), translation_key=OuterRef("translation_key"))
    return queryset.filter(Exists(held), live=True)


class BasePageQuerySet(PageQuerySet):
    """Visible pages, and one language version of each."""

    def visible_to(self, person: Viewer) -> Self:
        """Keep the live pages whose audience the person holds."""
        return visible(self, person)

    def in_best_language(self, language: str | None = None) -> Self:
        """Keep one version of each page: the one in this language (the active one unless named), else its source's.

        The source is the version that was made first.
        """
        language = language or get_language()
        others = self.model._default_manager.filter(translation_key=OuterRef("translation_key"), live=True)
        fallback = ~Exists(others.filter(locale__language_code=language)) & ~Exists(
            others.filter(pk__lt=OuterRef("pk"))
        )
        return self.filter(Q(locale__language_code=language) | fallback)


BasePageManager = PageManager.from_queryset(BasePageQuerySet)


class BasePage(Page):
    """The abstract page. A page's `url_path` is its address: homes are named after their language, so no lookup of sites."""

    summary = models.TextField(
        _("summary"), blank=True, max_length=300, help_text=_("One or two sentences for lists and search.")
    )
    own_audience = models.CharField(
        _("who may see this"),
        max_length=80,
        blank=True,
        help_text=_("Empty: whoever may see the page above. Applies to everything below, in all languages."),
    )

    objects: ClassVar[Any] = BasePageManager()

    base_form_class = PageForm
    private_page_options: ClassVar[list] = []  # our audience is the only rule
    promote_panels: ClassVar[list[Panel]] = [
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            _("For search engines"),
        ),
    ]
    settings_panels: ClassVar[list[Panel]] = [
        *Page.settings_panels,
        FieldPanel(
            "own_audience", widget=forms.Select(choices=[("", _("As the page above")), *audiences.CHOICES])
        ),
    ]

    class Meta:
        abstract = True

    #: Word for what this is, shown above its title on cards and hits.
    kind: ClassVar[Any] = _("Page")
    #: What a card of the page asks the database for, fetched for many cards at once.
    card_needs: ClassVar[tuple[str, ...]] = ()
    #: The CSS colour name (`data-line`) where the page has none of its own.
    line_colour: ClassVar[str] = "capacity"

    @property
    def address(self) -> str:
        """Path of this page on the site."""
        return self.url_path

    @cached_property
    def language(self) -> str:
        """Language code of the text of this page."""
        return self.locale.language_code

    def audience_of_children(self) -> str:
        """Return the label that pages below get on top of this page's own; empty for none."""
        return ""

    def audience_of_body(self, audience: Audience) -> tuple[str, str]:
        """Return the two labels of what the page says, given the page's own audience row.

        They differ where the title may be known before the text may be read; search indexes each under its own.
        """
        if self.translation_key in self.held_back({self.translation_key}):
            return self.audience_of_held_back(audience)
        return audience.audience, audience.second_audience

    @classmethod
    def held_back(cls, keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
        """Return which of the pages with these translation keys have a text whose audience is not that of their title. One
        query at most.
        """
        return set()

    @classmethod
    def audience_of_held_back(cls, audience: Audience) -> tuple[str, str]:
        """Return the two labels of the text of a page that is held back, given its audience row."""
        return audience.audience, audience.second_audience

    def get_view_restrictions(self) -> models.QuerySet:
        """Wagtail's own privacy is not used here; asking would cost two queries."""
        return PageViewRestriction.objects.none()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Give templates `page`."""
        return {"page": self, "self": self, "request": request, **self.extra_context(request)}

    def extra_context(self, request: HttpRequest) -> dict[str, Any]:
        """What a kind of page adds for its template."""
        return {}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render; who may see it was settled before (`pages.views.show`)."""
        return TemplateResponse(request, self.get_template(request), self.get_context(request))

    def ancestors_for_place(self) -> Iterable[Page]:
        """Pages between the home page and this one, top first, for the line that says where one is. One query."""
        return self.get_ancestors().filter(depth__gt=2).only("title", "url_path", "depth", "path")

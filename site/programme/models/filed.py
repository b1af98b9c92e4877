"""Pages that are filed under programme lines and themes."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.models import Locale

from pages.models import BasePage
from programme.models.line import ProgrammeLine


def _in_source_language() -> dict[str, Any]:
    """Offer each line once; a page in any language is filed under the source-language row, compared by translation key."""
    return {"locale": Locale.get_default()}


class FiledPage(BasePage):
    """A page filed under lines and themes. Its colour is its first line's.

    A concrete page adds `tags` itself, because taggit needs a table a page type.
    """

    class Level(models.TextChoices):
        STARTING = "starting", _("Starting")
        PRACTISED = "practised", _("Practised")
        EXPERIENCED = "experienced", _("Experienced")

    lines = ParentalManyToManyField(
        "programme.ProgrammeLine",
        blank=True,
        related_name="+",
        verbose_name=_("programme lines"),
        limit_choices_to=_in_source_language,
    )
    themes = ParentalManyToManyField(
        "programme.Theme",
        blank=True,
        related_name="+",
        verbose_name=_("themes"),
        limit_choices_to=_in_source_language,
    )
    level = models.CharField(_("level"), max_length=12, choices=Level, blank=True)

    card_needs: ClassVar[tuple[str, ...]] = ("lines",)
    filing_panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldPanel("lines", widget=forms.CheckboxSelectMultiple),
                FieldPanel("themes", widget=forms.CheckboxSelectMultiple),
                FieldPanel("tags"),
                FieldPanel("level"),
            ],
            _("Where it is filed"),
        )
    ]

    class Meta:
        abstract = True

    @cached_property
    def line_colour(self) -> str:  # type: ignore[override]  # a class attribute below, one query or none here
        """The colour of the first line."""
        lines = sorted(self.lines.all(), key=lambda line: line.position)
        return lines[0].colour if lines else "capacity"

    def is_filed_under(self, line: ProgrammeLine) -> bool:
        """Whether it is filed under this line, in whichever language; no query where lines were read with the page."""
        return any(own.translation_key == line.translation_key for own in self.lines.all())

    @property
    def card_facts(self) -> list[str]:
        """What a card says beside title and summary, in a few words each."""
        return []

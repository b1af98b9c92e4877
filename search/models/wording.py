"""What editors tell the search, language by language: words that mean the same, and pages that answer a question best.

Both are applied to the question, never to the index, so they hold at once and alike in both engines.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel, Panel
from wagtail.models import Page

from search import analysis

MOST_WORDS = 6  # in one expression
MOST_EXPRESSIONS = 12  # that mean the same


def expressions(text: str) -> list[tuple[str, ...]]:
    """Return the folded words of each line or piece between commas, each once."""
    found = (tuple(analysis.words(piece)) for line in text.splitlines() for piece in line.split(","))
    return list(dict.fromkeys(words for words in found if words))


class Synonym(models.Model):
    """Expressions that mean the same in one language: who asks for one finds texts of that language with any of them."""

    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    words = models.TextField(
        _("words that mean the same"),
        max_length=600,
        help_text=_("With commas between them: residency, artist residence, artist in residence"),
    )

    panels: ClassVar[list[Panel]] = [FieldPanel("language"), FieldPanel("words")]

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ("language", "words")

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        """Refuse what could never do anything."""
        found = expressions(self.words)
        if len(found) < 2:
            raise ValidationError({"words": _("Write at least two expressions, with a comma between them.")})
        if len(found) > MOST_EXPRESSIONS or any(len(words) > MOST_WORDS for words in found):
            raise ValidationError(
                {
                    "words": _("At most %(expressions)s expressions of %(words)s words each.")
                    % {"expressions": MOST_EXPRESSIONS, "words": MOST_WORDS}
                }
            )


class BestBet(models.Model):
    """A page that stands first when somebody asks just this. Who may not see the page does not see it here either."""

    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, blank=True,
        help_text=_("For readers in this language; empty for all."),
    )  # fmt: skip
    questions = models.TextField(
        _("what people ask"),
        max_length=600,
        help_text=_(
            "One question a line, as people type it. Small words, accents and capitals do not matter."
        ),
    )
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page that stands first")
    )
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=1,
        help_text=_("Where a question has several pages, the lowest number comes first."),
    )

    panels: ClassVar[list[Panel]] = [
        FieldPanel("questions"), PageChooserPanel("page"), FieldPanel("language"), FieldPanel("position"),
    ]  # fmt: skip

    class Meta:
        verbose_name = _("best bet")
        verbose_name_plural = _("best bets")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.questions

    def clean(self) -> None:
        """Refuse a bet that no question meets."""
        if not self.namings:
            raise ValidationError({"questions": _("Write at least one question.")})

    @property
    def namings(self) -> list[str]:
        """The questions, each as `analysis.naming` says it."""
        found: Any = (analysis.naming(line) for line in self.questions.splitlines())
        return [naming for naming in dict.fromkeys(found) if naming]

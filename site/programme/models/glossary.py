"""Words of the trade, explained once and shown wherever a lesson uses them."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet


@register_snippet
class GlossaryTerm(TranslatableMixin, models.Model):
    """A word and what the network means by it, once a language."""

    term = models.CharField(_("term"), max_length=80)
    meaning = models.TextField(_("meaning"), max_length=600)

    panels: ClassVar[list[Panel]] = [FieldPanel("term"), FieldPanel("meaning")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        ordering = ("term", "pk")
        constraints = (models.UniqueConstraint(fields=["term", "locale"], name="term_once_a_language"),)

    def __str__(self) -> str:
        return self.term

"""The network's programme lines and the themes that cross them, as data. Each exists once a language."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet


class Filing(TranslatableMixin, models.Model):
    """What a line and a theme have in common. Versions in other languages share the slug and the translation key."""

    slug = models.SlugField(_("slug"), max_length=60)
    title = models.CharField(_("title"), max_length=80)
    summary = models.CharField(_("summary"), max_length=240, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(TranslatableMixin.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title


@register_snippet
class ProgrammeLine(Filing):
    """One of the lines that the programme rests on, with a colour of its own."""

    class Colour(models.TextChoices):
        SUSTAIN = "sustain", _("Green")
        IMPACT = "impact", _("Blue")
        DIGITAL = "digital", _("Violet")
        WORLD = "world", _("Red")
        CAPACITY = "capacity", _("Ochre")

    colour = models.CharField(_("colour"), max_length=12, choices=Colour)
    text = models.TextField(
        _("text"), blank=True, help_text=_("Paragraphs, with an empty line between them.")
    )

    panels: ClassVar[list[Panel]] = [
        FieldPanel(name) for name in ("title", "slug", "colour", "summary", "text", "position")
    ]

    class Meta(Filing.Meta):
        verbose_name = _("programme line")
        verbose_name_plural = _("programme lines")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["slug", "locale"], name="line_slug_once_a_language"),)

    @property
    def address(self) -> str:
        """The page of the line in the active language."""
        return reverse("programme:line", args=[self.slug])


@register_snippet
class Theme(Filing):
    """One of the themes that cross every line."""

    panels: ClassVar[list[Panel]] = [FieldPanel(name) for name in ("title", "slug", "summary", "position")]

    class Meta(Filing.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ("position", "pk")
        constraints = (models.UniqueConstraint(fields=["slug", "locale"], name="theme_slug_once_a_language"),)

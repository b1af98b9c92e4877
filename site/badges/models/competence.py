"""The competences of the programme lines, as data, and what people say of their own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import TranslatableMixin
from wagtail.snippets.models import register_snippet


@register_snippet
class Competence(TranslatableMixin, models.Model):
    """Something that people of the performing arts can do, in the words of the network. Filed under a line by its slug."""

    slug = models.SlugField(_("slug"), max_length=60)
    line = models.SlugField(_("programme line"), max_length=60, help_text=_("The slug of the line."))
    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("what it means"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    panels: ClassVar[list[Panel]] = [
        FieldPanel(name) for name in ("title", "slug", "line", "summary", "position")
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ("line", "position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["slug", "locale"], name="competence_slug_once_a_language"),
        )

    def __str__(self) -> str:
        return self.title


class SelfAssessment(models.Model):
    """What a person said of their competences on one day. Theirs alone unless they share it.

    `answers` is competence slug to level; titles are kept too, because the framework changes.
    """

    class Level(models.IntegerChoices):
        NOT_YET = 0, _("Not yet")
        WITH_HELP = 1, _("With help")
        ALONE = 2, _("By myself")
        TEACH = 3, _("I show it to others")

    class Moment(models.TextChoices):
        NOW = "now", _("In between")
        BEFORE = "before", _("Before a course")
        AFTER = "after", _("After a course")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="self_assessments"
    )
    moment = models.CharField(_("when"), max_length=6, choices=Moment, default=Moment.NOW)
    course_key = models.UUIDField(null=True, blank=True)
    answers: models.JSONField = models.JSONField(default=dict)
    titles: models.JSONField = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("self-assessment")
        verbose_name_plural = _("self-assessments")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.person_id}, {self.made_at:%Y-%m-%d}"

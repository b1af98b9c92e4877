"""A search that a person keeps, and that may write to them when it finds something new."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_TRIES = 12  # the waits double from one minute, so the last try is about three days after the first


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    """Saved searches by what is due."""

    def due(self) -> Self:
        """Those that are to be looked through now and are not in another worker's hands."""
        return self.exclude(every=SavedSearch.Every.NEVER).filter(
            next_at__lte=timezone.now(), tries__lt=MOST_TRIES, person__is_active=True
        )


class SavedSearch(models.Model):
    """What was asked, as an address says it, and how often to look for something new.

    The row is the work: `next_at` says when it is due, and moves on only once there was nothing to tell or the mail has left.
    What is told is what the person may see at that moment. `told` are the parents that need not be told again.
    """

    class Every(models.TextChoices):
        NEVER = "", _("Never")
        DAY = "day", _("Every day")
        WEEK = "week", _("Every week")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_searches",
        verbose_name=_("person"),
    )
    asked = models.CharField(_("question and choices"), max_length=1000)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    every = models.CharField(
        _("mail about new results"), max_length=4, choices=Every, blank=True, default=Every.NEVER
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    since = models.DateField(default=timezone.localdate, editable=False)
    told = models.JSONField(default=list, editable=False)
    next_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ("-made_at", "-pk")
        indexes = (models.Index(fields=["next_at"], name="saved_search_due"),)
        constraints = (models.UniqueConstraint(fields=["person", "asked"], name="saved_search_once"),)

    def __str__(self) -> str:
        return self.asked

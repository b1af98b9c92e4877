"""The outline of a course, frozen at publishing; and a learner's going over from one to another."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.items import EditionItem, read_items
from courses.models.for_ever import KeptForEver


class Edition(models.Model):
    """What a course consisted of when it was published: items by key, in order, with what finishes them.

    `items` is a list of what `EditionItem.entry` returns; rows from before there were rules have fewer keys. It is never
    edited but for titles; a changed outline makes another edition.
    """

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of keys, order and rules.")
    items: models.JSONField = models.JSONField(default=list)
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["course", "number"], name="edition_number_once"),)

    def __str__(self) -> str:
        return f"{self.course}, {self.number}"

    @cached_property
    def contents(self) -> tuple[EditionItem, ...]:
        """The items, read."""
        return read_items(self.items)

    @property
    def required(self) -> list[EditionItem]:
        """The items that count for finishing."""
        return [item for item in self.contents if not item.optional]


class EditionChange(KeptForEver):
    """A learner went over to another edition, having been shown what it does to their progress."""

    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.CASCADE, related_name="edition_changes"
    )
    from_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    to_edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    before: models.JSONField = models.JSONField(help_text='{"done": n, "total": n} as shown before')
    after: models.JSONField = models.JSONField(help_text='{"done": n, "total": n} as shown for after')
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("change of edition")
        verbose_name_plural = _("changes of edition")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "to_edition"], name="edition_change_once"),
        )

    def __str__(self) -> str:
        return f"{self.from_edition_id} > {self.to_edition_id}"

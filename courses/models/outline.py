"""The identity of a course, apart from its pages, and its outline frozen at publishing."""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Course(models.Model):
    """A course in all its languages. Its key is the `translation_key` of its pages; the row stays when they go."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(
        _("title"), max_length=255, help_text=_("As last published in the source language.")
    )
    outline_changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("course record")
        verbose_name_plural = _("course records")

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """What a course consisted of when it was published: lessons by key, in order, required or optional.

    `items` is a list of {"key": lesson UUID, "module": module UUID, "title": str, "module_title": str, "minutes": int,
    "optional": bool}. It is never edited; a changed outline makes another edition.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="editions")
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

    @property
    def required(self) -> list[dict[str, Any]]:
        """The items that count for finishing."""
        return [item for item in self.items if not item["optional"]]

"""The identity of a course, apart from its pages."""

import uuid

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

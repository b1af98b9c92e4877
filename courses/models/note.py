"""What a learner keeps for themselves: nobody else reads it, and nothing else finds it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """A person's note on a lesson, and whether they marked it for coming back. In all its languages one."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="learning_notes"
    )
    course_key = models.UUIDField()
    item = models.UUIDField()
    title = models.CharField(max_length=255, help_text="What the lesson was called then.")
    text = models.TextField(_("your note"), blank=True, max_length=20_000)
    is_bookmark = models.BooleanField(_("come back to this lesson"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("-changed_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["person", "item"], name="note_once"),)

    def __str__(self) -> str:
        return self.title


class Reflection(models.Model):
    """A person's answer to a question that a lesson asks them alone.

    Kept under the lesson and the block, which all languages share; never under the block alone, for a copied lesson has
    the same blocks.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reflections")
    course_key = models.UUIDField()
    item = models.UUIDField()
    block = models.UUIDField()
    title = models.CharField(max_length=255, help_text="What the lesson was called then.")
    prompt = models.TextField(help_text="What was asked then.")
    text = models.TextField(blank=True, max_length=20_000)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        ordering = ("-changed_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["person", "item", "block"], name="reflection_once"),)

    def __str__(self) -> str:
        return self.prompt

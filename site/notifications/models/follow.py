"""A person follows a space: a topic, a forum, or a page with all that is said around it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Follow(models.Model):
    """How much a person wants to hear of one space. The narrowest space that they chose for decides (`spaces.spaces_of`).

    `space` is `topic:<pk>`, `forum:<pk>` or `page:<translation key>`: it outlives what it names.
    """

    class Level(models.TextChoices):
        EVERY = "every", _("A mail for every post")
        FIRST = "first", _("A mail for the first new post, the rest in a digest")
        DIGEST = "digest", _("Only in a digest")
        NONE = "none", _("Nothing")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    space = models.CharField(max_length=60)
    level = models.CharField(_("how much"), max_length=8, choices=Level, default=Level.FIRST)
    since = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        ordering = ("-since",)
        indexes = (models.Index(fields=["space", "person"], name="follow_by_space"),)
        constraints = (models.UniqueConstraint(fields=["person", "space"], name="follow_once_a_space"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.space}: {self.level}"

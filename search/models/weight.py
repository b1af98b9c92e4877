"""What is worked out beside the texts and sent with them: how much a thing is used, and what a passage means."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Used(models.Model):
    """How much a parent is used, in a few steps, each twice the one before. No row: not at all."""

    parent = models.CharField(max_length=80, primary_key=True)
    level = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("use of a thing")
        verbose_name_plural = _("use of things")

    def __str__(self) -> str:
        return f"{self.parent}: {self.level}"


class Vector(models.Model):
    """What a text means, under a hash of the text and the model. A row without numbers is work: the object is sent again when
    it is done, so that its passages take them along.
    """

    digest = models.CharField(max_length=40, primary_key=True)
    object = models.CharField(max_length=80)
    numbers = models.BinaryField(null=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("meaning of a text")
        verbose_name_plural = _("meanings of texts")
        indexes = (models.Index(fields=["made_at"], condition=models.Q(numbers=None), name="vector_to_do"),)

    def __str__(self) -> str:
        return self.digest

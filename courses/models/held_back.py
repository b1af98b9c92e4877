"""Which items open later than others, so that their text is for fewer people than the course."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HeldBack(models.Model):
    """An item of a newest edition that has prerequisites or a release: its text needs the label `item:<uuid>`.

    Written when an edition is frozen, read wherever labels are asked for; so that neither has to read whole editions.
    """

    item = models.UUIDField(primary_key=True)
    course = models.ForeignKey("courses.Course", on_delete=models.CASCADE, related_name="held_back")

    class Meta:
        verbose_name = _("item that opens later")
        verbose_name_plural = _("items that open later")

    def __str__(self) -> str:
        return str(self.item)

"""A download is counted; who it was is not kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Download(models.Model):
    """Files of a resource that went out on one day. A row a day and file, so that counting writes one small number.

    Holds keys and a name, not the page or the file: the count outlives both.
    """

    resource_key = models.UUIDField(help_text="translation_key of the resource page")
    file_uuid = models.UUIDField()
    name = models.CharField(max_length=255)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        constraints = (
            models.UniqueConstraint(
                fields=["resource_key", "file_uuid", "day"], name="download_one_row_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.day}: {self.count}"

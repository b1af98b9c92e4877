"""Pictures are public by declaration: their renditions are served without asking who looks."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image, get_upload_to

from files.models.fields import CleanPictureField


class Picture(AbstractImage):
    """A picture with the credit that its author is owed; where it was taken is not kept."""

    file = CleanPictureField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    admin_form_fields: ClassVar = (*Image.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store a new picture first, so that its size and sum are those of what is kept."""
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "file_size", "file_hash", "width", "height"}
        super().save(*args, **kwargs)

    def _set_image_file_metadata(self) -> None:
        """Nothing: size and sum are taken when the picture is stored."""


class PictureRendition(AbstractRendition):
    """One size of a picture."""

    image = models.ForeignKey(Picture, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="rendition_once"
            ),
        )

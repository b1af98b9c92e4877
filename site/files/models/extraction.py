"""What is in a file is work, and work is a row: waiting, being read, read, nothing to read, failed and why."""

from typing import ClassVar

from django.core.files.storage import Storage
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from files.models.stored_file import private_storage


class Extraction(models.Model):
    """What is known of the text in a file, and of what its first pages look like."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        READING = "reading", _("Being read")
        READ = "read", _("Read")
        NOTHING = "nothing", _("Nothing to read")
        FAILED = "failed", _("Could not be read")

    file = models.OneToOneField("files.StoredFile", on_delete=models.CASCADE, related_name="extraction")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    no_view = models.CharField(
        max_length=300, blank=True, editable=False, help_text="Why there is no picture of its first pages."
    )
    source = models.CharField(
        max_length=255, editable=False, help_text="The stored name that the text belongs to."
    )
    page_count = models.PositiveIntegerField(default=0, editable=False)
    outline = models.JSONField(
        default=list, editable=False, help_text="[level, title, number of the page] of each heading."
    )
    entries = models.JSONField(
        default=list, editable=False, help_text="[name, bytes] of each file in an archive."
    )
    claimed_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("extraction")
        verbose_name_plural = _("extractions")
        indexes = (models.Index(fields=["state", "claimed_at"], name="extraction_to_do"),)

    def __str__(self) -> str:
        return f"{self.file}: {self.get_state_display()}"


class ExtractedPage(models.Model):
    """One page of a PDF, slide, sheet, caption, or section of a document with headings."""

    extraction = models.ForeignKey(Extraction, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    seconds = models.FloatField(null=True, help_text="When a caption is said.")
    is_scan = models.BooleanField(default=False, help_text="A picture of a page: its words cannot be read.")

    class Meta:
        verbose_name = _("extracted page")
        verbose_name_plural = _("extracted pages")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["extraction", "number"], name="extracted_page_once"),)

    def __str__(self) -> str:
        return f"{self.extraction_id}/{self.number}"


class ReadingView(models.Model):
    """A Word document as HTML that a phone can show: converted and cleaned when it was read."""

    extraction = models.OneToOneField(Extraction, on_delete=models.CASCADE, related_name="reading_view")
    html = models.TextField()

    class Meta:
        verbose_name = _("reading view")
        verbose_name_plural = _("reading views")

    def __str__(self) -> str:
        return str(self.extraction_id)


def preview_name(instance: "Preview", filename: str) -> str:
    """Beside nothing that a web server sees, in a folder of the file's own."""
    return f"previews/{instance.extraction.file.uuid}/{filename}"


def preview_storage() -> Storage:
    """The same private storage as the files': a first page tells as much as a file."""
    return private_storage()


class Preview(models.Model):
    """What one of the first pages looks like, or a picture in a size for the page."""

    extraction = models.ForeignKey(Extraction, on_delete=models.CASCADE, related_name="previews")
    number = models.PositiveSmallIntegerField()
    image = models.FileField(storage=preview_storage, upload_to=preview_name, max_length=200)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("preview")
        verbose_name_plural = _("previews")
        ordering: ClassVar = ("number",)
        constraints = (models.UniqueConstraint(fields=["extraction", "number"], name="preview_once"),)

    def __str__(self) -> str:
        return f"{self.extraction_id}/{self.number}"

    @property
    def address(self) -> str:
        """Where it is shown, to whoever may open the file."""
        return reverse("files:preview", args=[self.extraction.file.uuid, self.number])

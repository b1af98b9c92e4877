"""The text of a file is work, and work is a row: waiting, being read, read, nothing to read, failed and why."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Extraction(models.Model):
    """What is known of the text in a file."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to be read")
        READING = "reading", _("Being read")
        READ = "read", _("Read")
        NOTHING = "nothing", _("Nothing to read")
        FAILED = "failed", _("Could not be read")

    file = models.OneToOneField("files.StoredFile", on_delete=models.CASCADE, related_name="extraction")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    source = models.CharField(
        max_length=255, editable=False, help_text="The stored name that the text belongs to."
    )
    page_count = models.PositiveIntegerField(default=0, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("extraction")
        verbose_name_plural = _("extractions")
        indexes = (models.Index(fields=["state", "claimed_at"], name="extraction_to_do"),)

    def __str__(self) -> str:
        return f"{self.file}: {self.get_state_display()}"


class ExtractedPage(models.Model):
    """One page of a PDF, or one section of a document with headings."""

    extraction = models.ForeignKey(Extraction, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("extracted page")
        verbose_name_plural = _("extracted pages")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["extraction", "number"], name="extracted_page_once"),)

    def __str__(self) -> str:
        return f"{self.extraction_id}/{self.number}"

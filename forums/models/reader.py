"""Up to where a person has read a topic."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class TopicReader(models.Model):
    """One watermark per person and topic. Reading moves it forward only; no cut-off, nothing falls off
    after a time.
    """

    topic = models.ForeignKey("forums.Topic", on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reading")
    read_to = models.PositiveIntegerField(
        default=0, help_text="The highest post number that was shown to the person."
    )
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("topic reader")
        verbose_name_plural = _("topic readers")
        constraints = (models.UniqueConstraint(fields=["topic", "person"], name="reader_once_a_topic"),)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.topic_id}: {self.read_to}"

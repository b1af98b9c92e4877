"""Up to where a person has read a topic."""

from django.conf import settings
from django.db import models
from django.db.models import Q
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
    is_behind = models.BooleanField(
        default=False,
        help_text="Looked at for unread posts although its last news is older than `ReadBound.before`.",
    )
    read_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("topic reader")
        verbose_name_plural = _("topic readers")
        constraints = (models.UniqueConstraint(fields=["topic", "person"], name="reader_once_a_topic"),)
        indexes = (models.Index(fields=["person"], name="reader_behind", condition=Q(is_behind=True)),)

    def __str__(self) -> str:
        return f"{self.person_id} in {self.topic_id}: {self.read_to}"


class ReadBound(models.Model):
    """A shortcut for those who have read much: of all they could see with these labels, whatever had its last news up to
    `before` is read to its end, but for the topics marked `is_behind`.

    It says nothing that the watermarks do not say; it only saves looking at them. With other labels it does not count.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="read_bound"
    )
    before = models.DateTimeField()
    labels = models.CharField(max_length=64, help_text="Sum over the labels that the person held.")

    class Meta:
        verbose_name = _("read bound")
        verbose_name_plural = _("read bounds")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.before}"

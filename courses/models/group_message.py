"""What was written to a group."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class GroupMessage(models.Model):
    """What a trainer or facilitator wrote to a group, to whom of it, and how many that were."""

    class Audience(models.TextChoices):
        ALL = "all", _("Everybody under way")
        NOT_BEGUN = "not begun", _("Those who have not begun")
        STUCK = "stuck", _("Those who are stuck")
        FINISHED = "finished", _("Those who have finished")

    course = models.ForeignKey("courses.Course", on_delete=models.PROTECT, related_name="messages")
    cohort = models.ForeignKey(
        "courses.Cohort", null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    audience = models.CharField(_("to whom"), max_length=10, choices=Audience, default=Audience.ALL)
    subject = models.CharField(_("subject"), max_length=160)
    text = models.TextField(_("text"), max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)
    recipients = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("message to a group")
        verbose_name_plural = _("messages to groups")
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return self.subject

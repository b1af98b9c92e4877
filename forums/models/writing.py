"""What belongs to writing: drafts and files on their way into a post."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """What a person was writing, per action and target. A window that saves names the version it began from, so that two
    windows never overwrite each other unseen.
    """

    class Action(models.TextChoices):
        TOPIC = "topic", _("a new topic")
        REPLY = "reply", _("a reply")
        EDIT = "edit", _("an edit")
        MESSAGE = "message", _("a message")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    action = models.CharField(max_length=10, choices=Action)
    target = models.CharField(max_length=80)
    said = models.JSONField(default=dict, help_text="The fields of the form by name.")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ("-saved_at",)
        constraints = (
            models.UniqueConstraint(fields=["person", "action", "target"], name="draft_once_a_target"),
        )

    def __str__(self) -> str:
        return f"{self.person_id}: {self.action} {self.target}"


class Attachment(models.Model):
    """A file on a post; before the post is sent, on its draft's person, action and target."""

    file = models.OneToOneField("files.StoredFile", on_delete=models.CASCADE, related_name="attached")
    post = models.ForeignKey("forums.Post", null=True, on_delete=models.CASCADE, related_name="attachments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(max_length=10, blank=True, default="")
    target = models.CharField(max_length=80, blank=True, default="")
    description = models.CharField(
        _("what is to be seen or heard"),
        max_length=200,
        blank=True,
        help_text=_("For those who do not see it."),
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)
        indexes = (models.Index(fields=["person", "at"], name="attachment_by_person"),)

    def __str__(self) -> str:
        return f"{self.file_id} on {self.post_id}"

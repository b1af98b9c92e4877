"""Private conversations: between those who take part, and nobody else."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.audiences import Viewer


def conversation_label(pk: int) -> str:
    """The label of those who take part in a conversation."""
    return f"conversation:{pk}"


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Conversations by who may see them."""

    def visible_to(self, person: Viewer) -> Self:
        """Keep those in which the person takes part."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(talkers__person=person, talkers__left_at__isnull=True)


class Conversation(models.Model):
    """Its label is `conversation:<id>`; numbers and watermarks are as in topics."""

    subject = models.CharField(_("about"), max_length=160, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now)
    last_number = models.PositiveIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        ordering = (F("last_message_at").desc(nulls_last=True), "-pk")
        indexes = (models.Index(fields=["started_by", "started_at"], name="conversation_by_starter"),)

    def __str__(self) -> str:
        return self.subject or str(self.pk)

    @property
    def label(self) -> str:
        """The label that whoever takes part holds."""
        return conversation_label(self.pk)

    @property
    def address(self) -> str:
        """Where it is read, in the active language."""
        return reverse("forums:conversation", args=[self.pk])


class Talker(models.Model):
    """Somebody in a conversation. The name stays when the person goes."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="talkers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    name = models.CharField(max_length=120)
    read_to = models.PositiveIntegerField(default=0)
    left_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("person in a conversation")
        verbose_name_plural = _("people in conversations")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["conversation", "person"], name="talker_once_a_conversation"),
        )

    def __str__(self) -> str:
        return f"{self.name} in {self.conversation_id}"


class Message(models.Model):
    """What somebody wrote to the others."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="messages"
    )
    author_name = models.CharField(max_length=120)
    text = models.TextField()
    html = models.TextField(editable=False)
    renderer = models.PositiveSmallIntegerField(editable=False)
    language = models.CharField(max_length=5)
    key = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - as in posts
    written_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("number",)
        indexes = (models.Index(fields=["author", "written_at"], name="message_by_author"),)
        constraints = (
            models.UniqueConstraint(fields=["conversation", "number"], name="message_number_once"),
            models.UniqueConstraint(fields=["author", "key"], name="message_once_a_key"),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"


class Block(models.Model):
    """A person wants to hear nothing from another."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocked_by")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = (
            models.UniqueConstraint(fields=["person", "blocked"], name="block_once"),
            models.CheckConstraint(condition=~Q(person=F("blocked")), name="block_not_oneself"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} blocks {self.blocked_id}"

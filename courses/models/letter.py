"""Mails of this room. Each is a row first and a mail afterwards: one that could not be sent is tried again."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_TRIES = 12  # the waits double from one minute, so the last try is about three days after the first


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by what can still happen to them."""

    def to_send(self) -> Self:
        """Those that are due now: not sent, not given up, not in another worker's hands."""
        return self.filter(sent_at=None, tries__lt=MAX_TRIES, try_at__lte=timezone.now())


class Letter(models.Model):
    """A mail to one person, in their language. The key makes telling twice one letter."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation to a group")
        PLACE = "place", _("A place has become free")
        ENROLLED = "enrolled", _("Enrolled by the organisation")
        MESSAGE = "message", _("Message to the group")
        ANSWER = "answer", _("Answer to a question")

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(blank=True, help_text="Where somebody without an account is written to.")
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    reply_to = models.EmailField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    try_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(email=""), name="letter_to_somebody"
            ),
        )
        indexes = (
            models.Index(fields=["try_at"], condition=models.Q(sent_at__isnull=True), name="letter_to_send"),
        )

    def __str__(self) -> str:
        return self.subject

    def wait(self) -> datetime.timedelta:
        """How long to wait after a refusal: twice as long each time."""
        return datetime.timedelta(minutes=2 ** max(self.tries - 1, 0))


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

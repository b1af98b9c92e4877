"""Keeping order: what people report, what facilitators do about it, and for how long somebody may not write."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNDO_WITHIN = datetime.timedelta(days=30)


class Flag(models.Model):
    """Somebody says that a post, or a message to them, should be looked at."""

    class Reason(models.TextChoices):
        UNKIND = "unkind", _("It hurts or insults somebody")
        SPAM = "spam", _("It is advertising")
        PRIVATE = "private", _("It tells something private")
        RIGHTS = "rights", _("It uses what belongs to others")
        ELSEWHERE = "elsewhere", _("It belongs elsewhere")
        OTHER = "other", _("Something else")

    class Outcome(models.TextChoices):
        OPEN = "", _("Nobody has looked at it yet")
        KEPT = "kept", _("It stays")
        ACTED = "acted", _("Something was done")

    post = models.ForeignKey("forums.Post", null=True, on_delete=models.CASCADE, related_name="flags")
    message = models.ForeignKey("forums.Message", null=True, on_delete=models.CASCADE, related_name="flags")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    words = models.CharField(_("in your own words"), max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ("at",)
        indexes = (
            models.Index(fields=["at"], name="flag_open", condition=Q(settled_at__isnull=True)),
            models.Index(fields=["person", "at"], name="flag_by_person"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(post__isnull=False, message__isnull=True)
                | Q(post__isnull=True, message__isnull=False),
                name="flag_on_one_thing",
            ),
            models.UniqueConstraint(
                fields=["post", "person"], condition=Q(settled_at__isnull=True), name="flag_once_a_post"
            ),
            models.UniqueConstraint(
                fields=["message", "person"], condition=Q(settled_at__isnull=True), name="flag_once_a_message"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason}: {self.post_id or self.message_id}"


class ModerationAct(models.Model):
    """Who did what to whom and why, and how it was before. Never changed but for being undone."""

    class Verb(models.TextChoices):
        PIN = "pin", _("pinned")
        UNPIN = "unpin", _("unpinned")
        LOCK = "lock", _("locked")
        UNLOCK = "unlock", _("unlocked")
        CLOSE = "close", _("set a closing day")
        HIDE_TOPIC = "hide_topic", _("hid the topic")
        SHOW_TOPIC = "show_topic", _("showed the topic again")
        MOVE = "move", _("moved the topic")
        RENAME = "rename", _("renamed the topic")
        SPLIT = "split", _("split the topic")
        MERGE = "merge", _("merged the topic")
        MOVE_POSTS = "move_posts", _("moved posts")
        HIDE_POST = "hide_post", _("hid a post")
        SHOW_POST = "show_post", _("showed a post again")
        COVER = "cover", _("covered a post that several people reported")
        EDIT_POST = "edit_post", _("changed somebody’s post")
        RELEASE = "release", _("let a post through")
        REFUSE = "refuse", _("refused a post")
        KEEP = "keep", _("looked at a report and left things as they are")
        WARN = "warn", _("warned")
        MUTE = "mute", _("muted")
        SUSPEND = "suspend", _("suspended")

    verb = models.CharField(max_length=12, choices=Verb)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    forum = models.ForeignKey("forums.Forum", null=True, on_delete=models.SET_NULL, related_name="acts")
    topic = models.ForeignKey("forums.Topic", null=True, on_delete=models.SET_NULL, related_name="acts")
    post = models.ForeignKey("forums.Post", null=True, on_delete=models.SET_NULL, related_name="acts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whom it concerns: the author, the starter, whoever was muted.",
    )
    why = models.CharField(max_length=500, blank=True)
    before = models.JSONField(default=dict, help_text="What is needed to take it back.")
    after = models.JSONField(default=dict, help_text="What it made; taken back only while that still stands.")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=["forum", "-at"], name="act_in_forum"),
            models.Index(fields=["-at"], name="act_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.by_name}: {self.verb}"

    @property
    def address(self) -> str:
        """Where the person whom it concerns reads what was done and why."""
        return reverse("forums:act", args=[self.pk])

    @property
    def can_be_undone(self) -> bool:
        """Whether it is young enough and of a kind that can be taken back."""
        final = {self.Verb.WARN, self.Verb.KEEP, self.Verb.RELEASE, self.Verb.EDIT_POST}
        return self.verb not in final and self.undone_at is None and self.at > timezone.now() - UNDO_WITHIN


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    """Restrictions by whether they hold."""

    def holding(self, *, at: datetime.datetime | None = None) -> Self:
        """Keep those that hold at a moment, now unless named."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=at or timezone.now()), lifted_at__isnull=True)


class Restriction(models.Model):
    """For some time a person may not write, in one forum or in all; or may not come in at all."""

    class Kind(models.TextChoices):
        MUTED = "muted", _("may read, not write")
        SUSPENDED = "suspended", _("may not come in")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="restrictions"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    forum = models.ForeignKey(
        "forums.Forum", null=True, on_delete=models.CASCADE, related_name="+", help_text="None: everywhere."
    )
    until = models.DateTimeField(null=True, help_text="None: until somebody lifts it.")
    why = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        ordering = ("-at",)
        indexes = (
            models.Index(fields=["person"], name="restriction_open", condition=Q(lifted_at__isnull=True)),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="muted") | Q(forum__isnull=True), name="suspended_everywhere_or_not_at_all"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"

"""One thing that a person is told. What comes on top of it while it is unread raises its count."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import audiences
from members.audiences import Viewer


class NotificationQuerySet(models.QuerySet["Notification"]):
    """A person's notifications, as far as they may still see what they are about."""

    def visible_to(self, person: Viewer) -> Self:
        """Keep the person's own whose topic, or whose own audience where there is no topic, they hold now."""
        here = audiences.held_by(person)
        talk = (
            Q(topic__hidden_at__isnull=True)
            & audiences.held_by(person, label="topic__audience", second="topic__second_audience")
            & audiences.held_by(
                person, label="topic__forum__audience", second="topic__forum__second_audience"
            )
        )
        return self.filter((Q(topic=None) & here) | (Q(topic__isnull=False) & talk), person_id=person.pk)

    def with_watermark(self) -> Self:
        """Read `read_to` along: up to where the person has read the topic."""
        own = FilteredRelation("topic__readers", condition=Q(topic__readers__person=F("person")))
        return self.annotate(mine=own, read_to=F("mine__read_to"))

    def unread(self) -> Self:
        """Keep what is new: not marked as read, and, where it is about posts, not read in the topic either."""
        behind = Q(read_to=None) | Q(read_to__lt=F("last_number"))
        return self.with_watermark().filter(~Q(kind__in=Notification.ABOUT_POSTS) | behind, read_at=None)


class Notification(models.Model):
    """Told once per person, kind and space, with a count.

    About posts (`topic`), `first_number` and `last_number` are the posts that it stands for; reading them in the topic
    reads it here too. About anything else it carries the audience of what it is about, and `about` the words and the
    address that were right then.
    """

    class Kind(models.TextChoices):
        POSTS = "posts", _("New posts")
        MENTION = "mention", _("You were named")
        QUOTE = "quote", _("You were quoted")
        REACTION = "reaction", _("Somebody reacted to your post")
        ANSWER = "answer", _("Your post is the answer")
        ORDER = "order", _("Keeping order")
        MESSAGE = "message", _("A message")
        LEARNING = "learning", _("Your learning")
        LIBRARY = "library", _("The library")

    #: What is read by reading the posts; the rest is read here.
    ABOUT_POSTS = (Kind.POSTS, Kind.MENTION, Kind.QUOTE)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    space = models.CharField(max_length=60)
    topic = models.ForeignKey(
        "forums.Topic", null=True, on_delete=models.CASCADE, related_name="notifications"
    )
    first_number = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=1)
    actor_name = models.CharField(max_length=120, blank=True)
    audience = models.CharField(max_length=80, default=audiences.PUBLIC)
    second_audience = models.CharField(max_length=80, blank=True, default="")
    about: models.JSONField = models.JSONField(default=dict)
    changed_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-changed_at", "-pk")
        indexes = (
            models.Index(fields=["person", "-changed_at"], name="notification_newest"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notification_unread"),
        )
        constraints = (
            models.UniqueConstraint(fields=["person", "kind", "space"], name="notification_once_a_space"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.space}"

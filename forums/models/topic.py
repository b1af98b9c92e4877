"""A topic: a title, and posts numbered densely from 1."""

import datetime
from functools import lru_cache
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members import audiences
from members.audiences import Viewer


def address_of_topic(forum: str, pk: int, title: str) -> str:
    """Return where a topic is read, in the active language; the words of its title are for people only."""
    return _address_in(get_language(), forum, pk, title)


@lru_cache(maxsize=4096)  # lists and searches name dozens, mostly the same
def _address_in(language: str | None, forum: str, pk: int, title: str) -> str:
    return reverse("forums:topic", args=[forum, pk, words_of(title)])


def words_of(title: str) -> str:
    """Return a title as part of an address."""
    return slugify(title)[:80] or "topic"


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics by who may see them."""

    def visible_to(self, person: Viewer) -> Self:
        """Keep those that can be read: with a post, not hidden, not merged into another, in a forum the person may
        see, and about a page the person may see.
        """
        return self.within_reach_of(person).filter(hidden_at__isnull=True, last_number__gt=0)

    def open_to(self, person: Viewer) -> Self:
        """Keep those of a forum that the person sees which can be read; the forum itself is not asked again."""
        return self.filter(
            audiences.held_by(person), hidden_at__isnull=True, last_number__gt=0, merged_into__isnull=True
        )

    def within_reach_of(self, person: Viewer) -> Self:
        """Keep those whose audiences the person holds, hidden and waiting ones too: for those who may show them again."""
        return self.filter(
            audiences.held_by(person),
            audiences.held_by(person, label="forum__audience", second="forum__second_audience"),
            merged_into__isnull=True,
        )


class Topic(models.Model):
    """One conversation. Its own audience is that of the page it hangs under; its forum's counts as well."""

    class Phase(models.TextChoices):
        ALWAYS = "", _("At any time")
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")

    forum = models.ForeignKey("forums.Forum", on_delete=models.PROTECT, related_name="topics")
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language"), max_length=5, default="en")
    tags = models.JSONField(
        default=list, blank=True, help_text="As they are shown; `TopicTag` holds the same to be found by."
    )
    audience = models.CharField(max_length=80, default=audiences.PUBLIC)
    second_audience = models.CharField(max_length=80, blank=True, default="")
    about_key = models.UUIDField(
        null=True, blank=True, help_text="translation_key of the page it hangs under"
    )
    about_phase = models.CharField(max_length=8, choices=Phase, blank=True, default="")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    starter_name = models.CharField(max_length=120)
    started_at = models.DateTimeField()
    last_number = models.PositiveIntegerField(
        default=0, help_text="The number of the newest post; only ever rises."
    )
    post_count = models.PositiveIntegerField(
        default=0, help_text="Posts that stand in it; fewer than `last_number` when some were moved away."
    )
    last_post_at = models.DateTimeField(null=True)
    last_poster_name = models.CharField(max_length=120, blank=True)
    news_at = models.DateTimeField(
        default=timezone.now,
        help_text="When it last became news for somebody: a post came in, or it came into sight. Never in the past.",
    )
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_locked = models.BooleanField(_("locked"), default=False)
    closes_at = models.DateTimeField(_("closes on"), null=True, blank=True)
    answer = models.ForeignKey("forums.Post", null=True, on_delete=models.SET_NULL, related_name="+")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("-is_pinned", "-last_post_at", "-pk")
        indexes = (
            models.Index(F("forum"), F("is_pinned").desc(), F("last_post_at").desc(), name="topic_in_order"),
            models.Index(F("forum"), F("last_post_at").desc(), name="topic_by_last_post"),
            models.Index(fields=["-news_at"], name="topic_by_news"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["about_key", "about_phase"],
                condition=Q(about_key__isnull=False),
                name="topic_one_under_a_page_and_phase",
            ),
            models.CheckConstraint(
                condition=Q(post_count__lte=F("last_number")), name="topic_no_more_posts_than_numbers"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """The title as part of an address; for people only, the number finds the topic."""
        return words_of(self.title)

    @property
    def address(self) -> str:
        """Where it is read, in the active language."""
        return address_of_topic(self.forum.slug, self.pk, self.title)

    def address_of(self, number: int) -> str:
        """Where the post with this number is read."""
        return f"{self.address}?post={number}#post-{number}"

    def is_shut(self, *, at: datetime.datetime | None = None) -> bool:
        """Whether it takes no more replies: locked, or its day has come."""
        return self.is_locked or (self.closes_at is not None and self.closes_at <= (at or timezone.now()))

    @property
    def shut(self) -> bool:
        """`is_shut` now, for templates."""
        return self.is_shut()


class TopicTag(models.Model):
    """A tag on a topic, folded so that it is found however it is written."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="tagged")
    tag = models.CharField(max_length=40)

    class Meta:
        verbose_name = _("tag of a topic")
        verbose_name_plural = _("tags of topics")
        constraints = (models.UniqueConstraint(fields=["topic", "tag"], name="topic_tag_once"),)
        indexes = (models.Index(fields=["tag", "topic"], name="topic_by_tag"),)

    def __str__(self) -> str:
        return self.tag

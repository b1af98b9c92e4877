"""A post: Markdown as written, HTML as rendered, and a number that never changes while it stands where it stands."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forums import languages


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by whether they can be read."""

    def shown(self) -> Self:
        """Keep those that stand in their topic and are not covered."""
        return self.filter(number__isnull=False, hidden_at__isnull=True)

    def waiting(self) -> Self:
        """Keep those that nobody has looked at yet: they have no number, so they are in nobody's way."""
        return self.filter(number__isnull=True, hidden_at__isnull=True)


class Post(models.Model):
    """What somebody said. The author's name is kept beside the author, so that the talk stays when a person
    goes.
    """

    class Held(models.TextChoices):
        NEWCOMER = "newcomer", _("A first post of somebody new")
        LINKS = "links", _("Many links")

    topic = models.ForeignKey("forums.Topic", on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField(null=True, help_text="None while it waits for a facilitator.")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="posts"
    )
    author_name = models.CharField(max_length=120)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    renderer = models.PositiveSmallIntegerField(editable=False)
    language = models.CharField(_("language"), max_length=5)
    language_told = models.BooleanField(
        default=False, help_text="Its author said in which language it is; it is not recognised again."
    )
    key = models.CharField(  # noqa: DJ001 - NULL, because many posts have none and uniqueness must not count them
        max_length=64,
        null=True,
        editable=False,
        help_text="Given by the form, so that sending twice is one post.",
    )
    place_file = models.ForeignKey(
        "files.StoredFile",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The recording or document it speaks of; none and a second: the recording of the page.",
    )
    place_page = models.PositiveIntegerField(null=True)
    place_second = models.PositiveIntegerField(null=True)
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=10, choices=Held, blank=True, default="")
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("number",)
        indexes = (
            models.Index(
                fields=["author", "written_at"], name="post_by_author"
            ),  # the rate limit counts by it
            models.Index(fields=["-written_at"], name="post_by_time"),  # feeds read the latest of all
            models.Index(fields=["held_at"], name="post_waiting", condition=Q(number__isnull=True)),
        )
        constraints = (
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once_a_topic"),
            models.UniqueConstraint(fields=["author", "key"], name="post_once_a_key"),
            models.CheckConstraint(
                condition=Q(number__isnull=False) | Q(held_at__isnull=False),
                name="post_without_number_is_held",
            ),
            models.CheckConstraint(
                condition=Q(place_page__isnull=True) | Q(place_second__isnull=True), name="post_in_one_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"

    @property
    def address(self) -> str:
        """An address that leads to wherever the post stands when it is opened, in the active language."""
        return reverse("forums:post", args=[self.pk])

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody to look at it."""
        return self.number is None and self.hidden_at is None

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author took it back, not a facilitator."""
        return (
            self.hidden_at is not None
            and self.hidden_by_id is not None
            and self.hidden_by_id == self.author_id
        )

    @property
    def language_name(self) -> str:
        """The language it is in, in that language."""
        return languages.name_of(self.language)


class PostRevision(models.Model):
    """What a post said before an edit."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("post revision")
        verbose_name_plural = _("post revisions")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.post_id}, {self.at}"


class Signpost(models.Model):
    """Where a post stood before it was moved. The number stays its own: nobody gets it again, and the way leads on."""

    topic = models.ForeignKey("forums.Topic", on_delete=models.CASCADE, related_name="signposts")
    number = models.PositiveIntegerField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="stood_at")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("signpost")
        verbose_name_plural = _("signposts")
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["topic", "number"], name="signpost_once_a_number"),)

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number} → {self.post_id}"


class Mention(models.Model):
    """Somebody named in a post, as they were written there, so that the link outlives a change of name."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    written_as = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = (models.UniqueConstraint(fields=["post", "person"], name="mention_once_a_post"),)

    def __str__(self) -> str:
        return f"{self.written_as} in {self.post_id}"


class Quote(models.Model):
    """A post quotes another: who quoted is told to whom was quoted, and a name that goes is taken out of it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quotes")
    quoted = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="quoted_by")

    class Meta:
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        constraints = (models.UniqueConstraint(fields=["post", "quoted"], name="quote_once_a_post"),)

    def __str__(self) -> str:
        return f"{self.post_id} quotes {self.quoted_id}"


class Reaction(models.Model):
    """A word less than a post. The person may go; that somebody thanked stays."""

    class Kind(models.TextChoices):
        THANKS = "thanks", _("Thanks")
        AGREE = "agree", _("I agree")
        BRAVO = "bravo", _("Bravo")
        CURIOUS = "curious", _("Tell us more")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("reaction")
        verbose_name_plural = _("reactions")
        constraints = (models.UniqueConstraint(fields=["post", "person", "kind"], name="reaction_once_each"),)
        indexes = (models.Index(fields=["person", "at"], name="reaction_by_person"),)

    def __str__(self) -> str:
        return f"{self.kind} for {self.post_id}"

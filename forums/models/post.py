"""A post: Markdown as written, HTML as rendered, and a number that never changes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Post(models.Model):
    """What somebody said. The author's name is kept beside the author, so that the talk stays when a person
    goes.
    """

    topic = models.ForeignKey("forums.Topic", on_delete=models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="posts"
    )
    author_name = models.CharField(max_length=120)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    renderer = models.PositiveSmallIntegerField(editable=False)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    key = models.CharField(  # noqa: DJ001 - NULL, because many posts have none and uniqueness must not count them
        max_length=64,
        null=True,
        editable=False,
        help_text="Given by the form, so that sending twice is one post.",
    )
    written_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("number",)
        indexes = (
            models.Index(fields=["author", "written_at"], name="post_by_author"),
        )  # the rate limit counts by it
        constraints = (
            models.UniqueConstraint(fields=["topic", "number"], name="post_number_once_a_topic"),
            models.UniqueConstraint(fields=["author", "key"], name="post_once_a_key"),
        )

    def __str__(self) -> str:
        return f"{self.topic_id}/{self.number}"


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

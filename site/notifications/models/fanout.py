"""A post whose followers are still to be told: work is a row."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Fanout(models.Model):
    """Who is to be told of a post. Followers are gone through in order of their keys; `after_person` is how far it has come.

    A worker that is killed loses nothing and doubles nothing: the people told and the place reached are saved together.
    """

    post_id = models.BigIntegerField(unique=True)
    topic_id = models.BigIntegerField()
    named: models.JSONField = models.JSONField(
        default=dict, help_text="Person key to the kind they are told as."
    )
    after_person = models.BigIntegerField(default=0)
    written_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("post to tell of")
        verbose_name_plural = _("posts to tell of")
        indexes = (models.Index(fields=["written_at"], condition=Q(done_at=None), name="fanout_to_do"),)

    def __str__(self) -> str:
        return f"post {self.post_id}"

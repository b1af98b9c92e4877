"""A poll in a topic."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Poll(models.Model):
    """One question, its answers, and how many of them a person may choose. Votes are counted, never named."""

    topic = models.OneToOneField("forums.Topic", on_delete=models.CASCADE, related_name="poll")
    question = models.CharField(_("question"), max_length=200)
    choices_at_most = models.PositiveSmallIntegerField(_("answers that a person may choose"), default=1)
    closes_at = models.DateTimeField(_("closes on"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints = (
            models.CheckConstraint(condition=Q(choices_at_most__gte=1), name="poll_lets_choose_something"),
        )

    def __str__(self) -> str:
        return self.question

    @property
    def is_closed(self) -> bool:
        """Whether nobody votes any more."""
        return self.closes_at is not None and self.closes_at <= timezone.now()


class PollOption(models.Model):
    """One answer."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("answer of a poll")
        verbose_name_plural = _("answers of polls")
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["poll", "position"], name="poll_option_in_one_place"),)

    def __str__(self) -> str:
        return self.text


class Vote(models.Model):
    """A person chose an answer. When the person goes, the vote stays."""

    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = (models.UniqueConstraint(fields=["option", "person"], name="vote_once_an_option"),)

    def __str__(self) -> str:
        return f"{self.person_id} for {self.option_id}"

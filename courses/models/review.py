"""What somebody says of a piece of work: along the rubric, overall, and about passages of its text."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ReviewQuerySet(models.QuerySet["Review"]):
    """Reviews, and which of them still stand."""

    def standing(self) -> "ReviewQuerySet":
        """Leave out what was corrected later."""
        return self.filter(replaced_at__isnull=True)

    def said(self) -> "ReviewQuerySet":
        """Keep those that were given and stand."""
        return self.standing().filter(given_at__isnull=False)


class Review(models.Model):
    """A review by a trainer or a peer: claimed, then given, or lapsed and somebody else's to do.

    A trainer's that was wrong is corrected by another row, which says why; the old one is kept and stands no more. `slot` keeps
    two from taking the same place at once; `author` is the work's, so that the database itself refuses that
    somebody reviews themselves. The address is by `uuid`, which says nothing of who or when.
    """

    class Kind(models.TextChoices):
        TRAINER = "trainer", _("Trainer")
        PEER = "peer", _("Learner")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey("courses.Submission", on_delete=models.CASCADE, related_name="reviews")
    item = models.UUIDField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="reviews_given"
    )
    enrolment = models.ForeignKey(
        "courses.Enrolment",
        null=True,
        on_delete=models.SET_NULL,
        related_name="reviews_given",
        help_text="For which giving it counts; empty for a trainer.",
    )
    slot = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(default=timezone.now)
    lapses_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    answers: models.JSONField = models.JSONField(
        default=dict, help_text="Id of the level by id of the criterion."
    )
    words = models.TextField(_("overall"), blank=True, max_length=20_000)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    verdict = models.BooleanField(null=True, help_text="Passed or not, where a trainer decides it.")
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.CASCADE, related_name="corrected_by", editable=False
    )
    why = models.CharField(
        max_length=300, blank=True, help_text="Why it was corrected; the learner reads it."
    )
    replaced_at = models.DateTimeField(null=True, help_text="When it was corrected.")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ("uuid",)  # an order that tells nobody who was first
        constraints = (
            models.UniqueConstraint(
                fields=["submission", "slot"],
                condition=Q(kind="peer", lapsed_at__isnull=True),
                name="review_slot_once",
            ),
            models.UniqueConstraint(
                fields=["submission", "reviewer"],
                condition=Q(kind="peer", lapsed_at__isnull=True),
                name="review_once_a_reviewer",
            ),
            models.UniqueConstraint(
                fields=["reviewer", "item"],
                condition=Q(kind="peer", lapsed_at__isnull=True, given_at__isnull=True),
                name="review_one_open",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(kind="trainer", replaced_at__isnull=True),
                name="review_one_of_a_trainer",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(kind="trainer"), name="review_of_a_peer_stands"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, why="") | (Q(corrects__isnull=False) & ~Q(why="")),
                name="review_corrects_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("author")), name="review_not_of_oneself"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True) | Q(lapsed_at__isnull=True), name="review_given_or_lapsed"
            ),
            models.CheckConstraint(
                condition=Q(kind="peer") | Q(given_at__isnull=False), name="review_of_a_trainer_is_given"
            ),
            models.CheckConstraint(
                condition=Q(kind="trainer") | Q(lapses_at__isnull=False), name="review_claim_lapses"
            ),
        )
        indexes = (
            models.Index(
                fields=["lapses_at"],
                condition=Q(kind="peer", given_at__isnull=True, lapsed_at__isnull=True),
                name="review_claim_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.submission}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be given, and its reviewer's to give."""
        return self.given_at is None and self.lapsed_at is None


class Passage(models.Model):
    """Words about a passage of the text that was handed in, which does not change any more."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField(max_length=2000)
    words = models.TextField(max_length=2000)

    class Meta:
        verbose_name = _("comment on a passage")
        verbose_name_plural = _("comments on passages")
        ordering = ("start", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="passage_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(words=""), name="passage_with_words"),
        )

    def __str__(self) -> str:
        return self.quote[:60]


class KeptComment(models.Model):
    """Words that a trainer keeps for using again."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_comments"
    )
    text = models.CharField(_("comment"), max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("kept comment")
        verbose_name_plural = _("kept comments")
        ordering = ("text",)
        constraints = (models.UniqueConstraint(fields=["person", "text"], name="kept_comment_once"),)

    def __str__(self) -> str:
        return self.text

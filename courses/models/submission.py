"""What a learner makes and hands in, and more time that they were given for it."""

import uuid
from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from files.formats import Format, format_of
from files.models.fields import ArrivingFileField
from files.models.stored_file import private_storage


def handed_in_name(instance: "SubmissionFile", filename: str) -> str:
    """In a folder that nobody guesses; the name that its maker gave is kept for them and the trainers."""
    return f"submissions/{timezone.localdate():%Y}/{uuid.uuid4().hex}/{filename}"


class Submission(models.Model):
    """A version of somebody's work: a draft until it is handed in, and unchanged from then on.

    What was asked is kept with it (`terms`), in all its languages, so that nothing changed later rescores it. It waits for a
    trainer from `trainer_from` on, and no longer once it is `answered_at`.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="submissions")
    course = models.ForeignKey(
        "courses.Course",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The enrolment's, for the desk.",
    )
    item = models.UUIDField()
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=255, help_text="What the assignment was called then.")
    text = models.TextField(_("your text"), blank=True, max_length=100_000)
    version = models.PositiveIntegerField(default=0, help_text="How often the draft was saved.")
    saved_at = models.DateTimeField(default=timezone.now)
    language = models.CharField(max_length=5, blank=True)
    revision = models.BigIntegerField(null=True, help_text="The page revision that was read.")
    submitted_at = models.DateTimeField(null=True)
    key = models.CharField(max_length=64, blank=True, help_text="Idempotency key, of the form that was sent.")
    due_at = models.DateTimeField(null=True, help_text="By when it was due to this learner.")
    late = models.BooleanField(default=False)
    terms: models.JSONField = models.JSONField(default=dict)
    reviews_wanted = models.PositiveSmallIntegerField(
        default=0, help_text="How many reviews of others it is to get."
    )
    withdrawn_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True, help_text="When a later version was handed in.")
    trainer_from = models.DateTimeField(null=True, help_text="From when on it stands on the trainers' desk.")
    trainer_told_at = models.DateTimeField(
        null=True, help_text="When trainers were asked instead of learners."
    )
    reminded_at = models.DateTimeField(
        null=True, help_text="When its maker was asked for the reviews they owe."
    )
    alumni_asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["enrolment", "item", "number"], name="submission_number_once"),
            models.UniqueConstraint(
                fields=["enrolment", "item"],
                condition=Q(submitted_at__isnull=True),
                name="submission_one_draft",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "item"],
                condition=Q(submitted_at__isnull=False, withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="submission_one_current",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "key"], condition=~Q(key=""), name="submission_key_once"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, key="", trainer_from__isnull=True)
                | (Q(submitted_at__isnull=False, trainer_from__isnull=False) & ~Q(key="")),
                name="submission_handed_in_with_a_key",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=False)
                | Q(
                    withdrawn_at__isnull=True, replaced_at__isnull=True, answered_at__isnull=True, late=False
                ),
                name="submission_draft_has_no_fate",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(answered_at__isnull=True),
                name="submission_withdrawn_before_feedback",
            ),
            models.CheckConstraint(
                condition=Q(late=False) | Q(due_at__isnull=False), name="submission_late_for_a_day"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(points__isnull=True, passed__isnull=True),
                name="submission_points_with_an_answer",
            ),
        )
        indexes = (
            models.Index(
                fields=["course", "trainer_from"],
                condition=Q(
                    answered_at__isnull=True,
                    withdrawn_at__isnull=True,
                    replaced_at__isnull=True,
                    submitted_at__isnull=False,
                ),
                name="submission_on_the_desk",
            ),
            models.Index(fields=["course", "submitted_at"], name="submission_by_time"),
            models.Index(
                fields=["item", "submitted_at"],
                condition=Q(reviews_wanted__gt=0),
                name="submission_for_peers",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_current(self) -> bool:
        """Whether it is handed in and neither taken back nor followed by a later version."""
        return bool(self.submitted_at and not self.withdrawn_at and not self.replaced_at)


class SubmissionFile(models.Model):
    """A file of a piece of work. It lies in private storage and leaves through views that ask for whose the work is.

    Reviewers who may not know whose it is get it without its name; where the file itself may tell, they get the text in it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    file = ArrivingFileField(
        storage=private_storage, upload_to=handed_in_name, max_length=255, verbose_name=_("file")
    )
    format = models.CharField(max_length=8, blank=True, editable=False)
    file_size = models.PositiveBigIntegerField(null=True, editable=False)
    file_hash = models.CharField(max_length=40, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    crc32 = models.PositiveBigIntegerField(null=True, editable=False)
    text = models.TextField(
        blank=True, editable=False, help_text="The words in it, for those who may not have the file."
    )
    read_at = models.DateTimeField(null=True, editable=False, help_text="When its words were looked for.")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("file handed in")
        verbose_name_plural = _("files handed in")
        ordering = ("pk",)
        indexes = (
            models.Index(
                fields=["added_at"], condition=Q(read_at__isnull=True), name="submission_file_to_read"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name that its maker gave it."""
        return PurePath(self.file.name).name

    @property
    def about_format(self) -> Format:
        """How the format is named, sent and shown."""
        return format_of(self.format)


class Extension(models.Model):
    """A learner was given more time. The latest counts, and never takes time away."""

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="extensions")
    item = models.UUIDField()
    until = models.DateTimeField(_("until"))
    why = models.CharField(_("why"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(why=""), name="extension_with_a_reason"),)
        indexes = (models.Index(fields=["enrolment", "item"], name="extension_of_an_item"),)

    def __str__(self) -> str:
        return f"{self.item}: {self.until:%Y-%m-%d}"

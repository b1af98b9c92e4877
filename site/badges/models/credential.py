"""Something that a person has earned: a snapshot that hangs on nothing, so that it outlives course, page and account."""

import secrets
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from files.models.stored_file import private_storage

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no letter that is read as another
CODE_LENGTH = 20  # of 31 letters: 99 bits, which nobody guesses
MAX_TRIES = 10


def new_code() -> str:
    """Return a code that can be read from paper and typed, and not guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Credentials by what is still to be done."""

    def to_issue(self) -> Self:
        """Those that are to be signed and drawn, and are in no worker's hands."""
        return self.filter(issued_at=None, tries__lt=MAX_TRIES, try_at__lte=timezone.now())


class Credential(models.Model):
    """Who has earned what, when, by which criteria. Written once; afterwards it is only issued, revoked, or its name shown.

    `key` says what it was earned by, so that nothing is awarded twice. `person` goes when the account goes; the name stays.
    """

    class Kind(models.TextChoices):
        PARTICIPATED = "participated", _("Took part")
        COMPLETED = "completed", _("Completed")
        ASSESSED = "assessed", _("Completed and assessed")
        SPOKE = "spoke", _("Spoke")
        HOSTED = "hosted", _("Hosted")
        MENTORED = "mentored", _("Mentored")
        REVIEWED = "reviewed", _("Gave reviews")
        CONTRIBUTED = "contributed", _("Contributed a resource")

    #: What is recognised without a course, by those who saw it.
    BEYOND_COURSES = (Kind.SPOKE, Kind.HOSTED, Kind.MENTORED, Kind.CONTRIBUTED, Kind.REVIEWED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True, default=new_code, editable=False)
    key = models.CharField(max_length=120, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="credentials",
        verbose_name=_("person"),
    )
    person_name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title_en = models.CharField(_("title in English"), max_length=255)
    title_fr = models.CharField(_("title in French"), max_length=255, blank=True)
    criteria: models.JSONField = models.JSONField(
        default=list, help_text="What was required, in words, as it was then."
    )
    lines: models.JSONField = models.JSONField(default=list, help_text="Slugs of programme lines.")
    hours = models.PositiveSmallIntegerField(_("hours of work"), default=0)
    about_key = models.UUIDField(
        null=True, blank=True, help_text="translation_key of the course or other page"
    )
    earned_on = models.DateField(_("earned on"))
    awarded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    issuer_name = models.CharField(max_length=80)
    shows_name = models.BooleanField(
        _("whoever has the link sees my name"),
        default=False,
        help_text=_("Without it only those who know the name can check it."),
    )

    issued_at = models.DateTimeField(null=True, editable=False)
    try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    trouble = models.CharField(_("what went wrong"), max_length=300, blank=True, editable=False)
    document: models.JSONField = models.JSONField(
        null=True, editable=False, help_text="Open Badges 3.0 with its proof"
    )
    token = models.TextField(blank=True, editable=False, help_text="The same as a signed JWT")
    pdf_en = models.FileField(
        storage=private_storage, upload_to="certificates/%Y", blank=True, editable=False
    )
    pdf_fr = models.FileField(
        storage=private_storage, upload_to="certificates/%Y", blank=True, editable=False
    )

    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ("-earned_on", "-pk")
        indexes = (models.Index(fields=["try_at"], condition=Q(issued_at=None), name="credential_to_issue"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_because=""),
                name="credential_revoked_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_name}: {self.title_en}"

    @property
    def title(self) -> str:
        """The title in the language that is read, else in English."""
        return (self.title_fr if get_language() == "fr" else "") or self.title_en

    @property
    def readable_code(self) -> str:
        """The code in groups of five, as it is printed."""
        return "-".join(self.code[start : start + 5] for start in range(0, len(self.code), 5))

    @property
    def address(self) -> str:
        """Where anybody can check it."""
        return reverse("badges:check", args=[self.code])

    @property
    def given_up(self) -> bool:
        """Whether issuing failed so often that somebody has to look."""
        return self.issued_at is None and self.tries >= MAX_TRIES

    @property
    def initials_only(self) -> str:
        """The name as far as everybody may know it: the first letter of each part."""
        return " ".join(f"{part[0]}." for part in self.person_name.split() if part)

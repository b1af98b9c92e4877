"""A mail is a row first. Whatever happens to the mail server or a worker, the row says what is still to be sent."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_TRIES = 12  # the waits double from one minute, so the last try is about three days after the first


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by what is still to be done."""

    def waiting(self) -> Self:
        """Those that have neither left nor been dropped nor been given up."""
        return self.filter(sent_at=None, dropped="", tries__lt=MAX_TRIES)

    def to_send(self) -> Self:
        """Those whose time has come and that are in no worker's hands."""
        now = timezone.now()
        return self.waiting().filter(due_at__lte=now, try_at__lte=now)


class Letter(models.Model):
    """One mail to one person. What it says is composed when it leaves, from `about`, so that it is right then.

    The key makes writing it twice one letter. `about` holds ids and words of the room that composes the kind.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=60)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="letters"
    )
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("Only where there is no person yet.")
    )
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, blank=True)
    about: models.JSONField = models.JSONField(default=dict)
    written_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("due"), default=timezone.now, editable=False)
    try_at = models.DateTimeField(default=timezone.now, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    dropped = models.CharField(_("not sent because"), max_length=200, blank=True)
    trouble = models.CharField(_("last trouble"), max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["due_at"], condition=Q(sent_at=None, dropped=""), name="letter_to_send"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(email=""), name="letter_has_somebody_to_go_to"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def address(self) -> str:
        """Where it goes: the person's present address."""
        return self.person.email if self.person else self.email

    @property
    def given_up(self) -> bool:
        """Whether it failed so often that nobody tries any more."""
        return self.sent_at is None and not self.dropped and self.tries >= MAX_TRIES


class RefusedAddress(models.Model):
    """A mail server said for good that nobody is there. Nothing more is sent there until the person confirms an address."""

    email = models.EmailField(unique=True)
    reason = models.CharField(max_length=300)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("refused address")
        verbose_name_plural = _("refused addresses")

    def __str__(self) -> str:
        return self.email

"""How a person gets mail: when the digest comes, and whether being named is worth a mail of its own."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailChoices(models.Model):
    """One row a person, made when they first follow something. `next_digest_at` is UTC, worked out in their time zone."""

    class Digest(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Once a week")
        NEVER = "never", _("Never")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choices"
    )
    digest = models.CharField(_("digest"), max_length=8, choices=Digest, default=Digest.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday, default=Weekday.MONDAY)
    hour = models.PositiveSmallIntegerField(
        _("hour"), default=8, choices=[(hour, f"{hour:02d}:00") for hour in range(24)]
    )
    named_by_mail = models.BooleanField(_("a mail at once when somebody names or quotes me"), default=True)
    next_digest_at = models.DateTimeField(null=True)
    last_digest_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mail choices")
        verbose_name_plural = _("mail choices")
        indexes = (models.Index(fields=["next_digest_at"], name="digest_due"),)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.digest}"

"""An organisation is the member; everybody who works there belongs."""

import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.countries import COUNTRIES


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Organisations by whether they are members."""

    def current(self) -> Self:
        """Those that are members today."""
        return self.filter(Exists(Membership.objects.current().filter(organisation=OuterRef("pk"))))


class Organisation(models.Model):
    """A venue, a company, a festival, a producer: whoever can be a member of the network."""

    class Kind(models.TextChoices):
        VENUE = "venue", _("Venue")
        COMPANY = "company", _("Company")
        FESTIVAL = "festival", _("Festival")
        RESIDENCY = "residency", _("Residency")
        PRODUCER = "producer", _("Producer")
        NETWORK = "network", _("Network")
        SCHOOL = "school", _("School")
        FUNDER = "funder", _("Funder")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.COMPANY)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES)
    city = models.CharField(_("town"), max_length=120, blank=True)
    website = models.URLField(_("website"), blank=True)
    about = models.TextField(_("about"), blank=True)
    disciplines = models.CharField(_("disciplines"), max_length=200, blank=True)
    languages = models.CharField(
        _("languages"),
        max_length=200,
        blank=True,
        help_text="Codes between commas, also at both ends: ,en,fr,",
    )
    offers = models.CharField(_("offers"), max_length=300, blank=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by time."""

    def current(self, *, on: datetime.date | None = None) -> Self:
        """Those that hold on a day (today unless named); the last day counts."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Membership(models.Model):
    """One stretch of an organisation's membership. Ended ones are kept: they are the network's history."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(
        _("ends on"), null=True, blank=True, help_text=_("The last day; empty while it goes on.")
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("-starts_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(ends_on__isnull=True),
                name="membership_one_open_per_organisation",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}, {self.starts_on}"


class Affiliation(models.Model):
    """A person works at an organisation."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="affiliations"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="affiliations")
    job = models.CharField(_("job"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["person", "organisation"], name="affiliation_once"),)

    def __str__(self) -> str:
        return f"{self.person}, {self.organisation}"

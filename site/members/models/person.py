"""A person signs in by e-mail address and has one name, as they write it."""

import uuid
import zoneinfo
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.countries import COUNTRIES
from members.zones import default_zone, zones


def initials_of(name: str) -> str:
    """Return up to two letters for the round mark beside what somebody said; also for names
    that outlived their account.
    """
    parts = [part for part in name.replace("-", " ").split() if part[0].isalpha()]
    return ((parts[0][0] + parts[-1][0]) if len(parts) > 1 else name[:2]).upper()


class PersonManager(BaseUserManager["Person"]):
    """Makes people; e-mail addresses are kept in lower case so that one address is one person."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Person":
        """Make a person; without a password they can only come in by a reset or an invitation."""
        person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "Person":
        """Make the first person of an installation."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find by e-mail address, whatever its case."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. One name field: mononyms and family-name-first names are names too."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, choices=zones, default=default_zone)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[PersonManager] = PersonManager()

    # What `audiences` keeps on the object while a request lasts.
    _standing: frozenset[str]
    _labels: frozenset[str]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(Lower("email"), name="person_email_once_in_any_case"),)

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        """Fold the address as `create_user` does."""
        self.email = self.email.strip().lower()

    # Wagtail's screens ask for these two.
    @property
    def first_name(self) -> str:
        """The name as the person writes it."""
        return self.name

    @property
    def last_name(self) -> str:
        """Empty: `name` is whole."""
        return ""

    def get_full_name(self) -> str:
        """The name as the person writes it."""
        return str(self)

    def get_short_name(self) -> str:
        """The first word of the name."""
        return self.name.split(" ", 1)[0] if self.name else self.email

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """Where the person's days begin and end: deadlines and dates are told to them in it."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def initials(self) -> str:
        """Up to two letters for the round mark beside a post."""
        return initials_of(self.name)


class Profile(models.Model):
    """What a person tells the others, each thing with its own audience."""

    class Seen(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        MEMBER = "member", _("Members of the network")
        NOBODY = "nobody", _("Nobody but me")

    #: What has an audience of its own, in the column `<name>_for`.
    PARTS: ClassVar[tuple[str, ...]] = ("about", "disciplines", "place", "languages", "offers")

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="profile")
    about = models.TextField(_("about you"), blank=True, max_length=1000)
    disciplines = models.CharField(_("disciplines"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    languages = models.CharField(
        _("languages"),
        max_length=200,
        blank=True,
        help_text="Codes between commas, also at both ends: ,en,fr,",
    )
    offers = models.CharField(_("offers"), max_length=300, blank=True)
    about_for = models.CharField(max_length=8, choices=Seen, default=Seen.MEMBER)
    disciplines_for = models.CharField(max_length=8, choices=Seen, default=Seen.MEMBER)
    place_for = models.CharField(max_length=8, choices=Seen, default=Seen.MEMBER)
    languages_for = models.CharField(max_length=8, choices=Seen, default=Seen.MEMBER)
    offers_for = models.CharField(max_length=8, choices=Seen, default=Seen.MEMBER)
    listed = models.BooleanField(_("show me to members in the list of people"), default=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.person)

    def says(self, part: str) -> bool:
        """Whether anything is filled in there."""
        return bool(self.country or self.city) if part == "place" else bool(getattr(self, part))

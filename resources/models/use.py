"""What somebody did with a resource: used it, or made something of their own out of it."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.audiences import Viewer
from members.countries import COUNTRIES


class UseQuerySet(models.QuerySet["Use"]):
    """Uses by who may read of them."""

    def shown(self) -> Self:
        """Those whose teller lets everybody read them, and that no editor has hidden."""
        return self.filter(is_public=True, hidden_at=None)

    def visible_to(self, person: Viewer) -> Self:
        """Those under resources that the person may see, and the person's own."""
        from resources.models.pages import ResourcePage  # noqa: PLC0415 - pages name this room's rows

        keys = ResourcePage.objects.visible_to(person).order_by().values("translation_key")
        shown = Q(is_public=True, hidden_at=None, resource_key__in=keys)
        return self.filter(shown | Q(person=person)) if person.is_authenticated else self.filter(shown)


class Use(models.Model):
    """One use, told once. It holds the resource's key and name, not its page, and outlives both page and account."""

    class Kind(models.TextChoices):
        USED = "used", _("Used")
        ADAPTED = "adapted", _("Adapted")

    class Scale(models.TextChoices):
        TEAM = "team", _("In our own team")
        HOUSE = "house", _("In one house or company")
        TOWN = "town", _("In a town or region")
        WIDE = "wide", _("In several countries")

    class ArtForm(models.TextChoices):
        THEATRE = "theatre", _("Theatre")
        DANCE = "dance", _("Dance")
        CIRCUS = "circus", _("Circus")
        MUSIC = "music", _("Music and opera")
        STREET = "street", _("Street arts")
        PUPPETRY = "puppetry", _("Puppetry and object theatre")
        MIXED = "mixed", _("Several, or none of these")

    resource_key = models.UUIDField()
    resource_title = models.CharField(max_length=255)
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.USED)
    text = models.TextField(_("how it was used"), max_length=2000)
    place = models.CharField(_("town"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=COUNTRIES, blank=True)
    scale = models.CharField(_("how widely"), max_length=8, choices=Scale, blank=True)
    art_form = models.CharField(_("art form"), max_length=10, choices=ArtForm, blank=True)
    language = models.CharField(_("language it was used in"), max_length=60, blank=True)
    written_in = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    link = models.URLField(_("where it can be seen"), blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="resource_uses"
    )
    teller = models.CharField(max_length=160, blank=True, help_text="The name to show; empty: none.")
    is_public = models.BooleanField(default=False)
    told_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects: ClassVar[Any] = UseQuerySet.as_manager()

    class Meta:
        verbose_name = _("use")
        verbose_name_plural = _("uses")
        ordering: ClassVar = ("-told_at", "-pk")
        indexes = (models.Index(fields=["resource_key", "is_public"], name="use_under_a_resource"),)

    def __str__(self) -> str:
        return f"{self.resource_title}: {self.text[:60]}"

    @property
    def where(self) -> str:
        """Town and country, as far as they were told."""
        return ", ".join(str(part) for part in (self.place, self.get_country_display()) if part)

    @property
    def facts(self) -> list[str]:
        """What is said beside the text, in a few words each."""
        told = (self.where, self.get_art_form_display(), self.get_scale_display(), self.language)
        return [str(fact) for fact in told if fact]

"""A person's own shelf, collections that members curate, and how far somebody has looked through the library."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.audiences import MEMBER, PUBLIC, Viewer, is_staff, labels_of


class Saved(models.Model):
    """A resource that somebody put on their own shelf."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_resources"
    )
    resource_key = models.UUIDField()
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved resource")
        verbose_name_plural = _("saved resources")
        ordering: ClassVar = ("-saved_at",)
        constraints = (
            models.UniqueConstraint(fields=["person", "resource_key"], name="saved_once_a_person"),
        )

    def __str__(self) -> str:
        return str(self.resource_key)


class CollectionQuerySet(models.QuerySet["Collection"]):
    """Collections by who may see them."""

    def visible_to(self, person: Viewer) -> Self:
        """Those for an audience that the person holds and that no editor has hidden, and the person's own."""
        shown = Q(audience__in=labels_of(person), hidden_at=None)
        if not person.is_authenticated:
            return self.filter(shown)
        return self.filter(
            shown | Q(person=person) | (Q(hidden_at__isnull=False) if is_staff(person) else Q(pk=None))
        )


class Collection(models.Model):
    """Some resources in an order, each with a sentence of why; curated by a member."""

    class Audience(models.TextChoices):
        PRIVATE = "", _("Only me")
        MEMBERS = MEMBER, _("Members of the network")
        EVERYONE = PUBLIC, _("Everyone")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resource_collections"
    )
    title = models.CharField(_("title"), max_length=120)
    why = models.CharField(_("what ties them together"), max_length=300)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="en")
    audience = models.CharField(
        _("who may see it"), max_length=10, choices=Audience, default=Audience.PRIVATE, blank=True
    )
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering: ClassVar = ("-changed_at", "-pk")

    def __str__(self) -> str:
        return self.title


class CollectionItem(models.Model):
    """A resource in a collection, and why it is there."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    resource_key = models.UUIDField()
    why = models.CharField(_("why"), max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("resource in a collection")
        verbose_name_plural = _("resources in a collection")
        ordering: ClassVar = ("position", "pk")
        constraints = (
            models.UniqueConstraint(fields=["collection", "resource_key"], name="collected_once"),
            models.CheckConstraint(condition=~Q(why=""), name="collected_for_a_reason"),
        )

    def __str__(self) -> str:
        return self.why


class ShelfVisit(models.Model):
    """When somebody last looked at the shelves, and when before that: what is new lies between.

    Visits within an hour are one, so that a reload does not make everything old.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    visited_at = models.DateTimeField()
    before_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("visit to the shelves")
        verbose_name_plural = _("visits to the shelves")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.visited_at}"

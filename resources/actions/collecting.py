"""A person's own shelf, collections with a sentence of why, and how far somebody has looked."""

import datetime
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from members.audiences import is_staff
from members.models import Person
from resources.actions.errors import ResourceError
from resources.models import Collection, CollectionItem, Saved, ShelfVisit

ONE_VISIT = datetime.timedelta(hours=1)
MOST_SAVED = 1000
MOST_COLLECTIONS = 50
MOST_ITEMS = 100


@transaction.atomic
def put_on_shelf(*, resource_key: uuid.UUID, by: Person) -> None:
    """Put a resource on one's own shelf; twice is once."""
    if Saved.objects.filter(person=by).count() >= MOST_SAVED:
        raise ResourceError(_("Your shelf is full. Take something off first."))
    Saved.objects.get_or_create(person=by, resource_key=resource_key)


@transaction.atomic
def take_from_shelf(*, resource_key: uuid.UUID, by: Person) -> None:
    """Take it off again."""
    Saved.objects.filter(person=by, resource_key=resource_key).delete()


@transaction.atomic
def note_visit(*, person: Person) -> datetime.datetime | None:
    """Note that the person looks at the shelves now; return when they last did before this visit.

    Writes at most once an hour, so that turning pages writes nothing.
    """
    now = timezone.now()
    visit, made = ShelfVisit.objects.get_or_create(person=person, defaults={"visited_at": now})
    if not made and now - visit.visited_at > ONE_VISIT:
        moved = ShelfVisit.objects.filter(pk=visit.pk, visited_at=visit.visited_at)
        moved.update(before_at=F("visited_at"), visited_at=now)
        return visit.visited_at
    return visit.before_at


@transaction.atomic
def make_collection(*, values: Mapping[str, str], by: Person) -> Collection:
    """Begin a collection."""
    if Collection.objects.filter(person=by).count() >= MOST_COLLECTIONS:
        raise ResourceError(_("You have as many collections as there can be. Remove one first."))
    return Collection.objects.create(person=by, **values)


@transaction.atomic
def update_collection(*, collection: Collection, values: Mapping[str, str], by: Person) -> Collection:
    """Change what ties a collection together, or who may see it."""
    _own(collection, by)
    for name, value in values.items():
        setattr(collection, name, value)
    collection.save()
    return collection


@transaction.atomic
def remove_collection(*, collection: Collection, by: Person) -> None:
    """Remove a collection. The resources stay where they are."""
    _own(collection, by)
    collection.delete()


@transaction.atomic
def hide_collection(*, collection: Collection, hidden: bool, by: Person) -> None:
    """Take a collection from view, or put it back: the editors' part."""
    if not is_staff(by):
        raise ResourceError(_("Only editors do that."))
    Collection.objects.filter(pk=collection.pk).update(hidden_at=timezone.now() if hidden else None)


@transaction.atomic
def collect(*, collection: Collection, resource_key: uuid.UUID, why: str, by: Person) -> CollectionItem:
    """Put a resource at the end of a collection, with a sentence of why; again changes the sentence."""
    _own(collection, by)
    if not why.strip():
        raise ResourceError(_("Say in a sentence why it belongs here."))
    last = collection.items.aggregate(n=Max("position"))["n"] or 0
    if collection.items.count() >= MOST_ITEMS:
        raise ResourceError(_("A collection holds a hundred things at most. Begin another one."))
    item, _made = CollectionItem.objects.update_or_create(
        collection=collection,
        resource_key=resource_key,
        defaults={"why": why.strip()},
        create_defaults={"why": why.strip(), "position": last + 1},
    )
    collection.save(update_fields=["changed_at"])
    return item


@transaction.atomic
def take_out_of_collection(*, item: CollectionItem, by: Person) -> None:
    """Take a resource out of a collection."""
    _own(item.collection, by)
    item.delete()
    item.collection.save(update_fields=["changed_at"])


@transaction.atomic
def move_in_collection(*, item: CollectionItem, up: bool, by: Person) -> None:
    """Change places with the thing above or below."""
    _own(item.collection, by)
    others = item.collection.items.exclude(pk=item.pk)
    other = (
        others.filter(position__lte=item.position).last()
        if up
        else others.filter(position__gte=item.position).first()
    )
    if other is not None:
        item.position, other.position = other.position, item.position
        CollectionItem.objects.bulk_update([item, other], ["position"])


def _own(collection: Collection, by: Person) -> None:
    if collection.person_id != by.pk:
        raise ResourceError(_("Only whoever made this collection changes it."))

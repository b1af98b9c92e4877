"""Somebody takes a file: it is counted, and remembered of those who agreed."""

import datetime
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from members.audiences import Viewer
from members.consents import answer_of
from members.letters import write_letter
from members.models import Letter, Person
from members.prepared import Prepared
from resources.consents import DOWNLOADS
from resources.models import Copy, Download, ResourceFile, Version, VersionFile
from resources.signals import downloaded
from resources.sources import is_source, source_page

WHOLE = uuid.UUID(int=0)  # stands in `Download.file_uuid` for all files of a resource as one archive


_offering = Prepared(
    lambda files: (
        ResourceFile.objects.filter(is_source("resource__"), file__in=files)
        .order_by("resource_id")
        .values_list("resource__translation_key", "file__uuid", "file__title")[:1]
    )
)


def count_download(*, file_id: int, person: Viewer) -> None:
    """Count one download of a file for its resource and day. Who it was is kept only of those who agreed."""
    shown = _offering.first([file_id]) or _in_a_former_version(file_id)
    if shown is None:
        return
    resource_key, file_uuid, name = shown
    with transaction.atomic():
        _count(resource_key, file_uuid, name)
        downloaded.send(Download, resource_key=resource_key, file_uuid=file_uuid, person=person)
        _remember(resource_key, person)


def count_archive(*, resource_key: uuid.UUID, title: str, person: Viewer) -> None:
    """Count one download of everything; as one, however many files there are."""
    with transaction.atomic():
        _count(resource_key, WHOLE, title)
        downloaded.send(Download, resource_key=resource_key, file_uuid=None, person=person)
        _remember(resource_key, person)


def _in_a_former_version(file_id: int) -> tuple[uuid.UUID, uuid.UUID, str] | None:
    return (
        VersionFile.objects.filter(file_id=file_id)
        .order_by("-version__published_at", "pk")
        .values_list("version__resource_key", "file__uuid", "title")
        .first()
    )


def _count(resource_key: uuid.UUID, file_uuid: uuid.UUID, name: str) -> None:
    """An UPDATE first and an INSERT only for the first of the day, so that two at once both count."""
    today = timezone.localdate()
    row = Download.objects.filter(resource_key=resource_key, file_uuid=file_uuid, day=today)
    if not row.update(count=F("count") + 1):
        _first, made = Download.objects.get_or_create(
            resource_key=resource_key, file_uuid=file_uuid, day=today, defaults={"name": name, "count": 1}
        )
        if not made:
            row.update(count=F("count") + 1)


def _remember(resource_key: uuid.UUID, person: Viewer) -> None:
    if isinstance(person, Person) and answer_of(person, DOWNLOADS):
        remember_copy(person=person, resource_key=resource_key, by=person)


@transaction.atomic
def remember_copy(*, person: Person, resource_key: uuid.UUID, by: Person) -> Copy | None:
    """Remember that the person has the newest version, and write the letter that will ask how they used it, once."""
    page = source_page(resource_key)
    if page is None:
        return None
    newest = Version.objects.filter(resource_key=resource_key).values_list("number", flat=True).first() or 1
    ask_at = timezone.now() + datetime.timedelta(days=settings.ASK_ABOUT_USE_AFTER_DAYS)
    copy, made = Copy.objects.get_or_create(
        person=person,
        resource_key=resource_key,
        defaults={"title": page.title, "version": newest, "ask_at": ask_at},
    )
    if made:
        write_letter(
            key=f"resources/use/{copy.pk}",
            kind="resources/use",
            person=person,
            about={"copy": copy.pk},
            due_at=ask_at,
        )
    elif copy.version < newest:
        copy.version, copy.taken_at = newest, timezone.now()
        copy.save(update_fields=["version", "taken_at"])
    return copy


@transaction.atomic
def forget_copies(*, person: Person, by: Person) -> None:
    """Forget all that the person took, and what was to be asked about it. What they told of uses stays, as they told it."""
    Copy.objects.filter(person=person).delete()
    Letter.objects.waiting().filter(person=person, kind__in=("resources/use", "resources/version")).delete()

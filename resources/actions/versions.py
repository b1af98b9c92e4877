"""What a publish makes of the files: the first version, the next one, or the newest put right."""

import hashlib
import json
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from files.models import StoredFile
from members.letters import write_letters
from members.models import Letter
from resources.models import Copy, ResourceFile, ResourcePage, Version, VersionFile
from resources.signals import new_version_published
from resources.sources import source_page


@transaction.atomic
def freeze_version(*, resource_key: uuid.UUID) -> Version | None:
    """Make a version of the live source if its files and its note are new; return the newest.

    Idempotent. Other files under the old note go into the newest version. Words of a translation's note are added to it.
    """
    page = source_page(resource_key)
    if page is None or not page.live:
        return None
    offered = list(page.files.select_related("file").order_by("sort_order", "pk"))
    newest = Version.objects.select_for_update().filter(resource_key=resource_key).first()
    digest = _digest(offered)
    note = page.change_note.strip()
    if newest is None:
        return _made(page, 1, {}, offered, digest)
    if newest.digest != digest:
        if note and note != newest.notes.get(page.language):
            newest = _made(page, newest.number + 1, {page.language: note}, offered, digest)
            _announce(newest)
        else:
            newest.digest = digest
            newest.save(update_fields=["digest"])
            newest.files.all().delete()
            _put_files(newest, offered)
    _add_translated_notes(newest, page)
    return newest


def _digest(offered: Sequence[ResourceFile]) -> str:
    told = sorted([str(one.file.uuid), one.file.sha256, one.language] for one in offered)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _made(
    page: ResourcePage, number: int, notes: dict[str, str], offered: Sequence[ResourceFile], digest: str
) -> Version:
    version = Version.objects.create(
        resource_key=page.translation_key,
        number=number,
        notes=notes,
        digest=digest,
        published_at=timezone.now(),
    )
    _put_files(version, offered)
    return version


def _put_files(version: Version, offered: Sequence[ResourceFile]) -> None:
    rows = []
    for position, one in enumerate(offered, start=1):
        file: StoredFile = one.file
        rows.append(
            VersionFile(
                version=version, file=file, position=position, title=file.title, language=one.language,
                format=file.format, size=file.file_size, sha256=file.sha256,
            )
        )  # fmt: skip
    VersionFile.objects.bulk_create(rows)


def _announce(version: Version) -> None:
    """Tell, and write to all who have an older version: in one go, however many they are."""
    new_version_published.send(Version, resource_key=version.resource_key, number=version.number)
    holders = Copy.objects.filter(resource_key=version.resource_key, version__lt=version.number)
    write_letters(
        Letter(
            key=f"resources/version/{pk}/{version.number}",
            kind="resources/version",
            person_id=person_id,
            about={"copy": pk, "number": version.number},
        )
        for pk, person_id in holders.values_list("pk", "person_id").iterator()
    )


def _add_translated_notes(version: Version, source: ResourcePage) -> None:
    """A translation says what changed in its own words, whenever it is published."""
    if version.number == 1:
        return
    notes = dict(version.notes)
    for page in ResourcePage.objects.filter(translation_key=version.resource_key, live=True).exclude(
        pk=source.pk
    ):
        if page.change_note.strip():
            notes[page.language] = page.change_note.strip()
    if notes != version.notes:
        version.notes = notes
        version.save(update_fields=["notes"])

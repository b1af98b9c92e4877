"""Verbs on the library."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from members.audiences import Viewer
from resources.models import Download, ResourceFile
from resources.signals import downloaded


def count_download(*, file_id: int, person: Viewer) -> None:
    """Count one download of a file for its resource and day; who it was is not kept.

    An UPDATE first and an INSERT only for the first of the day, so that two at once both count.
    """
    shown = (
        ResourceFile.objects.filter(file_id=file_id)
        .order_by("resource_id")
        .values_list("resource__translation_key", "file__uuid", "file__title")
        .first()
    )
    if shown is None:
        return
    resource_key, file_uuid, name = shown
    today = timezone.localdate()
    with transaction.atomic():
        row = Download.objects.filter(resource_key=resource_key, file_uuid=file_uuid, day=today)
        if not row.update(count=F("count") + 1):
            _first, made = Download.objects.get_or_create(
                resource_key=resource_key, file_uuid=file_uuid, day=today, defaults={"name": name, "count": 1}
            )
            if not made:
                row.update(count=F("count") + 1)
        downloaded.send(Download, resource_key=resource_key, file_uuid=file_uuid, person=person)

"""Keeps the records that other libraries harvest in step with what everybody may see."""

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from resources.models import HarvestMembership, HarvestRecord, ResourcePage


@transaction.atomic
def settle_record(*, resource_key: uuid.UUID) -> None:
    """Bring one record up to now: there, changed, or gone. What was never public gets none, not even a tombstone."""
    page = (
        ResourcePage.objects.visible_to(AnonymousUser())
        .filter(translation_key=resource_key)
        .prefetch_related("lines", "themes")
        .order_by("pk")
        .first()
    )
    now = timezone.now().replace(microsecond=0)
    record = HarvestRecord.objects.filter(resource_key=resource_key).first()
    if page is None:
        if record is not None and not record.is_gone:
            HarvestRecord.objects.filter(pk=record.pk).update(is_gone=True, stamp=now)
        return
    if record is None:
        record, _made = HarvestRecord.objects.get_or_create(
            resource_key=resource_key, defaults={"stamp": now}
        )
    HarvestRecord.objects.filter(pk=record.pk).update(is_gone=False, stamp=now)
    wanted = set(sets_of(page))
    HarvestMembership.objects.filter(record=record).exclude(spec__in=wanted).delete()
    HarvestMembership.objects.bulk_create(
        [HarvestMembership(record=record, spec=spec) for spec in sorted(wanted)], ignore_conflicts=True
    )


def sets_of(page: ResourcePage) -> Iterable[str]:
    """Yield the names of the sets that a resource is in: its kind, its lines, its themes."""
    yield f"kind:{page.resource_kind}"
    for line in page.lines.all():
        yield f"line:{line.slug}"
    for theme in page.themes.all():
        yield f"theme:{theme.slug}"

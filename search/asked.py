"""What was asked for in vain: counted by question and day, never by person."""

import datetime
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils import timezone

from search.models import AskedInVain
from search.noting import wake
from search.query import Query

KEPT = datetime.timedelta(days=180)
LONGEST = 100  # characters that are kept

# Whatever may name somebody is not kept: addresses, telephone and account numbers.
_PERSONAL = re.compile(r"@|[0-9][0-9 ./()-]{5,}[0-9]")


def note_in_vain(query: Query) -> None:
    """Have a question counted that found nothing. A worker does it: nobody's search waits for a write, and a broker that is
    down costs one count.
    """
    from search.tasks import count_in_vain as task  # noqa: PLC0415 - the task calls this module

    if text := _kept(query.text):
        wake(task, text, query.reader_language)


def _kept(text: str) -> str:
    """Return what is kept of a question; nothing where it may name somebody."""
    text = " ".join(unicodedata.normalize("NFC", text).casefold().split())[:LONGEST].strip()
    return "" if _PERSONAL.search(text) else text


def count_in_vain(*, text: str, language: str) -> None:
    """Add one to the question's row of today."""
    row: dict[str, Any] = {"text": _kept(text), "language": language, "day": timezone.localdate()}
    with transaction.atomic():
        if row["text"] and not AskedInVain.objects.filter(**row).update(count=F("count") + 1):
            AskedInVain.objects.get_or_create(**row)
            AskedInVain.objects.filter(**row).update(count=F("count") + 1)


def in_vain(*, days: int) -> Sequence[dict[str, Any]]:
    """Return what was asked in vain in the last days, the most frequent first: text, language, times, last day."""
    since = timezone.localdate() - datetime.timedelta(days=days)
    return list(
        AskedInVain.objects.filter(day__gte=since)
        .order_by()
        .values("text", "language")
        .annotate(times=Sum("count"), last=Max("day"))
        .order_by("-times", "-last", "text")
    )


def forget() -> int:
    """Delete what is older than half a year."""
    return AskedInVain.objects.filter(day__lt=timezone.localdate() - KEPT).delete()[0]

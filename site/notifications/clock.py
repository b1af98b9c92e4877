"""When a digest comes, in the person's own time, over changes of clocks."""

import datetime
import zoneinfo

from django.conf import settings

from members.models import Person
from notifications.models import MailChoices


def zone_of(person: Person) -> zoneinfo.ZoneInfo:
    """Return the person's time zone."""
    return getattr(person, "zone", None) or zoneinfo.ZoneInfo(settings.TIME_ZONE)


def next_digest(
    choices: MailChoices, person: Person, *, after: datetime.datetime
) -> datetime.datetime | None:
    """Return the first moment (UTC) after `after` at which a digest is due; None where the person wants none.

    One for each local day, or each local week: an hour that the clocks leave out is taken an hour later, one that comes twice
    counts the first time.
    """
    if choices.digest == MailChoices.Digest.NEVER:
        return None
    zone = zone_of(person)
    day = after.astimezone(zone).date()
    for ahead in range(9):
        candidate = day + datetime.timedelta(days=ahead)
        if choices.digest == MailChoices.Digest.WEEKLY and candidate.weekday() != choices.weekday:
            continue
        due = datetime.datetime.combine(candidate, datetime.time(choices.hour), tzinfo=zone).astimezone(
            datetime.UTC
        )
        if due > after:
            return due
    raise AssertionError("every week has each day")

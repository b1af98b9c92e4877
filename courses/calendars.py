"""A person's dates as an iCalendar file (RFC 5545), in their time zone."""

import datetime
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event

from courses.queries.dates import SESSION, DateEntry

BEFORE = datetime.timedelta(days=60)  # so long what is over stays in people's calendars
REFRESH = datetime.timedelta(hours=4)


def written(entries: Iterable[DateEntry], *, name: str, zone: str) -> bytes:
    """Return the file. Deadlines are moments, plans for catching up whole days, meetings last as long as they do."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//learning//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    stamp = timezone.now().astimezone(datetime.UTC).replace(microsecond=0)
    for entry in entries:
        calendar.add_component(_event(entry, host, stamp))
    today = timezone.now().date()
    calendar.add_missing_timezones(
        first_date=today - datetime.timedelta(days=366), last_date=today + datetime.timedelta(days=3 * 366)
    )
    return calendar.to_ical()


def _event(entry: DateEntry, host: str, stamp: datetime.datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("dtstamp", stamp)
    event.add("summary", entry.said)
    event.add("description", "\n".join(filter(None, [entry.course, entry.link])))
    event.add("transp", "OPAQUE" if entry.kind == SESSION else "TRANSPARENT")
    if entry.starts_at is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + datetime.timedelta(days=1))
    else:
        event.add("dtstart", entry.starts_at)
        if entry.ends_at is not None and entry.ends_at > entry.starts_at:
            event.add("dtend", entry.ends_at)
    if entry.place:
        event.add("location", entry.place)
    if entry.address:
        event.add("url", settings.BASE_URL + entry.address)
    return event

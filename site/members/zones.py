"""Time zones by their names in the tz database, and how to say them."""

import zoneinfo
from functools import lru_cache

from django.conf import settings

AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@lru_cache
def _names() -> tuple[str, ...]:
    """Return the places that people live in; not the database's aliases, offsets and leap-second variants."""
    found = (name for name in zoneinfo.available_timezones() if name.split("/")[0] in AREAS and "/" in name)
    return (*sorted(found), "UTC")


def zones() -> list[tuple[str, str]]:
    """Return every choice with its name in words: Europe/Brussels, America/Argentina/Buenos Aires."""
    return [(name, name.replace("_", " ")) for name in _names()]


def default_zone() -> str:
    """Return the installation's own."""
    return settings.TIME_ZONE

"""Time zones by their names in the tz database, and how to say them."""

import zoneinfo
from functools import lru_cache

from django.conf import settings


@lru_cache
def _names() -> tuple[str, ...]:
    """Return the places that people live in; not the database's aliases, offsets and leap-second variants."""
    areas = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    return tuple(sorted(n for n in zoneinfo.available_timezones() if n.split("/")[0] in areas and "/" in n)) + ("UTC",)


def zones() -> list[tuple[str, str]]:
    """Return every choice with its name in words: Europe/Brussels, America/Argentina/Buenos Aires."""
    return [(name, name.replace("_", " ")) for name in _names()]


def default_zone() -> str:
    """Return the installation's own."""
    return settings.TIME_ZONE

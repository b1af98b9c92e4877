"""Moments in somebody's time zone, and what a form of the learning pages needs."""

import datetime
import uuid
from typing import Any

from django import template
from django.utils.formats import date_format, localize

from courses import sentences
from courses.queries.publishing import say_what_goes, say_who_follows

register = template.Library()


@register.filter
def moment_in(at: datetime.datetime | None, zone: datetime.tzinfo | None) -> str:
    """Say a moment in a time zone: 3 December 2026, 09:00."""
    return sentences.moment(at, zone) if at else ""


@register.filter
def day_in(at: datetime.datetime | None, zone: datetime.tzinfo | None) -> str:
    """Say the day of a moment in a time zone."""
    return date_format(at.astimezone(zone) if zone else at, "DATE_FORMAT") if at else ""


@register.filter
def hour_in(at: datetime.datetime | None, zone: datetime.tzinfo | None) -> str:
    """Say the hour of a moment in a time zone."""
    return date_format(at.astimezone(zone) if zone else at, "TIME_FORMAT") if at else ""


@register.filter
def percent_of(part: int, whole: int) -> int:
    """Say a share in whole per cents."""
    return round(100 * part / whole) if whole else 0


@register.inclusion_tag("courses/cms/_touched.html")
def learners_touched(page: Any) -> dict[str, str]:
    """Say from how many learners taking a page away would take something; nothing where it is from nobody."""
    return {"touched": say_what_goes(page)}


@register.inclusion_tag("courses/cms/_followed.html")
def courses_followed(items: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Say of each course among pages that are changed together how many people follow it; nothing where nobody does."""
    return {"told": say_who_follows([entry["item"] for entry in items])}


@register.simple_tag
def new_key() -> str:
    """Return a key by which a form that is sent twice is one thing."""
    return str(uuid.uuid4())


@register.filter
def title_in(key: Any, titles: dict[Any, str]) -> str:
    """Return the title of an item in the reader's language."""
    return titles.get(key, "")


@register.filter
def points(value: float | None) -> str:
    """Say points as people write them: 3, 2.5, 0.33."""
    if value is None:
        return ""
    short = round(float(value), 2)
    return str(localize(int(short) if short == int(short) else short))

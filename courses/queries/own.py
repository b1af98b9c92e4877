"""What the pages of a learner's own desk show."""

import uuid
from typing import Any

from django.http import HttpRequest

from courses.models import Note, Reflection, Waiting
from courses.queries.dates import dates_of
from courses.queries.learning import desk_of, titles_of_courses, transcript_of
from courses.queries.pages import words_of
from courses.queries.paths import paths_of
from courses.rules import taught_by
from members.models import Person

__all__ = ["everything_of", "notes_of", "transcript_of"]


def everything_of(request: HttpRequest, person: Person, *, dates: int) -> dict[str, Any]:
    """Return all that the desk shows: courses, what comes next, dates, paths, offers of places. A fixed number of queries."""
    desk = desk_of(request, person)
    rows = [*desk["under_way"], *desk["finished"]]
    coming = dates_of(person, [row.standing for row in rows])
    waiting = Waiting.objects.filter(person=person, closed_at__isnull=True).select_related("cohort__course")
    active = [row for row in desk["under_way"] if not row.standing.is_paused]
    return {
        **desk,
        "next": next((row for row in active if row.resume), None),
        "dates": coming[:dates],
        "more_dates": len(coming) > dates,
        "paths": paths_of(person),
        "waiting": list(waiting.order_by("offer_ends_at", "asked_at")),
        "marked": Note.objects.filter(person=person, is_bookmark=True).count(),
        "teaches": bool(taught_by(person)) or person.facilitating.exists(),
    }


def notes_of(person: Person) -> list[dict[str, Any]]:
    """Return a person's notes, bookmarks and reflections by course, each with where it belongs. Six queries."""
    notes = list(Note.objects.filter(person=person))
    reflections = list(Reflection.objects.filter(person=person))
    keys = {one.item for one in notes} | {one.item for one in reflections}
    words = words_of(keys)
    found: dict[uuid.UUID, dict[uuid.UUID, dict[str, Any]]] = {}
    kept: list[Note | Reflection] = [*notes, *reflections]
    for one in kept:
        lessons = found.setdefault(one.course_key, {})
        title, address = words.get(one.item, (one.title, ""))
        lesson = lessons.setdefault(
            one.item, {"title": title, "address": address, "note": None, "reflections": []}
        )
        if isinstance(one, Note):
            lesson["note"] = one
        else:
            lesson["reflections"].append(one)
    titles = titles_of_courses(list(found))
    return [
        {"title": titles.get(course, "?"), "lessons": list(lessons.values())}
        for course, lessons in sorted(found.items(), key=lambda pair: titles.get(pair[0], "?"))
    ]

"""Learning paths: their steps as they are now, and where people stand in them."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from courses.models import Completion, CoursePage, PathFollowing, PathPage
from courses.paths import Step, progress_along, read_steps
from members.models import Person


def completed_by(person: Person) -> set[uuid.UUID]:
    """Return the courses that a person has completed, whenever that was. One query."""
    rows = Completion.objects.filter(enrolment__person=person, kind=Completion.Kind.COMPLETED)
    return set(rows.values_list("enrolment__course_id", flat=True))


def steps_now(path_key: uuid.UUID) -> tuple[str, list[Step]]:
    """Return title and steps of a path as its live source-language page says; none where it is not live."""
    page = PathPage.objects.filter(translation_key=path_key).order_by("pk").first()
    if page is None or not page.live:
        return "", []
    return page.title, _steps_of(page)


def _steps_of(page: PathPage) -> list[Step]:
    raw = [block["value"] for block in page.steps.raw_data]
    chosen = {number for value in raw for number in _numbers(value)}
    known = {
        pk: (key, title)
        for pk, key, title in CoursePage.objects.filter(pk__in=chosen, live=True).values_list(
            "pk", "translation_key", "title"
        )
    }
    steps = []
    for value in raw:
        courses = tuple(known[number] for number in dict.fromkeys(_numbers(value)) if number in known)
        if courses:
            steps.append(
                Step(value["title"], courses, min(value.get("needed") or len(courses), len(courses)))
            )
    return steps


def _numbers(value: dict[str, Any]) -> list[int]:
    """Return the chosen pages of a step; a list item is a number, or a number with an id."""
    found = []
    for item in value.get("courses", ()):
        number = item["value"] if isinstance(item, dict) else item
        if number is not None:
            found.append(int(number))
    return found


def path_for(request: HttpRequest, page: PathPage) -> dict[str, Any]:
    """Return what the page of a path shows. A course that the reader may not see keeps its title to itself."""
    person = request.user
    following = None
    completed: set[uuid.UUID] = set()
    if person.is_authenticated:
        following = PathFollowing.objects.filter(person=person, path_key=page.translation_key).first()
        completed = completed_by(person)
    _own, newest = steps_now(page.translation_key)
    steps = read_steps(following.steps) if following else newest
    keys = {key for step in steps + newest for key, _kept in step.courses}
    cards = _cards(request, keys)
    titles = told({key: card.title for key, card in cards.items()}, keys)
    progress = progress_along(steps, completed, titles) if following else None
    differs = bool(following and newest and [s.entry() for s in newest] != following.steps)
    return {
        "following": following,
        "progress": progress,
        "steps": [
            {
                "step": step,
                "done": step.is_done(completed),
                "courses": [
                    {"page": cards.get(key), "title": titles[key], "done": key in completed}
                    for key, _kept in step.courses
                ],
            }
            for step in steps
        ],
        "next_page": cards.get(progress.next_key) if progress and progress.next_key else None,
        "newest": newest if differs else [],
        "after": progress_along(newest, completed, titles) if differs else None,
        "may_follow": bool(newest) and following is None,
    }


def _cards(request: HttpRequest, keys: set[uuid.UUID]) -> dict[uuid.UUID, CoursePage]:
    pages = CoursePage.objects.visible_to(request.user).in_best_language().filter(translation_key__in=keys)
    return {
        page.translation_key: page
        for page in pages.select_related("locale").prefetch_related("lines").defer("body")
    }


def told(titles: dict[uuid.UUID, str], keys: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Give every course a title to show; one that the reader may not see keeps its own to itself."""
    return {key: titles.get(key) or _("A course that is not open to you") for key in keys}


def paths_of(person: Person) -> list[dict[str, Any]]:
    """Return the paths that a person follows, with where they stand. Four queries, however many there are."""
    followed = list(PathFollowing.objects.filter(person=person))
    if not followed:
        return []
    completed = completed_by(person)
    steps = {one.pk: read_steps(one.steps) for one in followed}
    keys = {key for found in steps.values() for step in found for key, _kept in step.courses}
    courses = CoursePage.objects.visible_to(person).in_best_language().filter(translation_key__in=keys)
    titles = told(dict(courses.values_list("translation_key", "title")), keys)
    pages = PathPage.objects.filter(translation_key__in=[one.path_key for one in followed])
    words = {
        key: (title, address)
        for key, title, address in pages.visible_to(person)
        .in_best_language()
        .values_list("translation_key", "title", "url_path")
    }
    return [
        {
            "following": one,
            "title": words.get(one.path_key, (one.title, ""))[0],
            "address": words.get(one.path_key, ("", ""))[1],
            "progress": progress_along(steps[one.pk], completed, titles),
        }
        for one in followed
    ]

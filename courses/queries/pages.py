"""What the pages of the catalogue, of a course, a module and a lesson show."""

import datetime
import uuid
from collections.abc import Collection, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from courses.finishing import Lock
from courses.items import DONE, HANDED_IN, EditionItem
from courses.models import (
    CoursePage,
    Enrolment,
    ItemPage,
    ItemState,
    ModulePage,
    Note,
    PathPage,
    Pause,
    Question,
)
from courses.outline import Item, Outline, contents_of_all, outline_at, outline_of
from courses.queries.cohorts import offers_in
from courses.queries.needs import needs_of
from courses.queries.standing import Standing, marks_of, open_enrolments, standing_in, standing_of, state_of
from courses.sentences import say_closed
from members.audiences import Viewer, item_label, labels_of
from members.prepared import Prepared
from pages.listing import listed_for
from programme.queries import lines_for


def catalogue_for(request: HttpRequest, line: str = "") -> dict[str, Any]:
    """Return the courses and paths that a person may see, filed under a line where one is named, in one language each."""
    person: Viewer = request.user
    lines = lines_for(request)
    chosen = next((known for known in lines if known.slug == line), None)

    def listed(model: type[CoursePage] | type[PathPage], *unread: str) -> list[Any]:
        def read() -> Any:
            pages = model.objects.live().in_best_language().select_related("locale")
            return pages.prefetch_related("lines").defer("body", *unread).order_by("path")

        pages = listed_for(request, f"catalogue:{model.__name__}", read)
        return [page for page in pages if page.is_filed_under(chosen)] if chosen else pages

    courses = listed(CoursePage)
    standings: dict[uuid.UUID, Standing] = {}
    if person.is_authenticated:
        running = list(open_enrolments(person).filter(course__in=[page.translation_key for page in courses]))
        contents = contents_of_all(request, {one.edition_id for one in running})
        marks = marks_of(running)
        standings = {
            one.course_id: standing_in(one, contents[one.edition_id], marks[one.pk], zone=person.zone)
            for one in running
        }
    cards = [{"page": page, "standing": standings.get(page.translation_key)} for page in courses]
    return {
        "cards": cards,
        "paths": listed(PathPage, "steps"),
        "lines": lines,
        "chosen_line": chosen,
    }


def course_for(request: HttpRequest, page: CoursePage) -> dict[str, Any]:
    """Return what the page of a course shows."""
    outline = outline_at(request, page.path) if page.live else None
    outline = outline or outline_of(request, page.translation_key)
    seen = outline.seen_by(request.user) if outline else None
    standing = standing_of(request, outline) if outline else None
    has_lessons = bool(outline and outline.modules)
    return {
        "outline": seen,
        "standing": standing,
        "stations": stations_of(seen, standing) if seen else [],
        "may_enrol": has_lessons and standing is None and outline is not None and outline.self_paced,
        "sent_to_enrol": "enrol-to-read" in request.GET,
        "plan": plan_for(standing, outline) if standing and outline else [],
        **(offers_in(request, page.translation_key, standing) if has_lessons else {}),
    }


def plan_for(standing: Standing, outline: Outline) -> list[dict[str, Any]]:
    """Return what is left of the learner's plan for catching up after a pause. One query."""
    if standing.is_paused:
        return []
    planned = plans_of([standing.enrolment]).get(standing.enrolment.pk, {})
    return [
        {"due": due, "title": outline.by_key[key].title, "address": outline.by_key[key].address}
        for key, due in planned.items()
        if key in outline.by_key and key not in standing.done
    ]


def plans_of(enrolments: list[Enrolment]) -> dict[int, dict[uuid.UUID, datetime.date]]:
    """Return the plan for catching up of each enrolment that has come back from a pause. One query."""
    rows = Pause.objects.filter(enrolment__in=[one.pk for one in enrolments], ended_at__isnull=False)
    found: dict[int, dict[uuid.UUID, datetime.date]] = {}
    for number, plan in rows.order_by("pk").values_list("enrolment_id", "plan"):
        found[number] = {
            uuid.UUID(entry["item"]): datetime.date.fromisoformat(entry["due"]) for entry in plan
        }
    return found


def module_for(request: HttpRequest, page: ModulePage) -> dict[str, Any]:
    """Return what the page of a module shows."""
    outline = outline_at(request, page.path)
    if outline is None:
        return {"outline": None, "module": None, "stations": []}
    seen = outline.seen_by(request.user)
    standing = standing_of(request, outline)
    module = next((module for module in seen.modules if module.key == page.translation_key), None)
    return {
        "outline": seen,
        "module": module,
        "standing": standing,
        "stations": stations_of(seen, standing, only=page.translation_key),
    }


def lesson_for(request: HttpRequest, page: ItemPage) -> dict[str, Any]:
    """Return what the page of a lesson shows: its text where that is open, outline, neighbours, and what finishes it."""
    outline = outline_at(request, page.path)
    if outline is None:  # its course is not live
        return {"outline": None, "stations": [], "standing": None, "lock": None, "is_readable": False}
    standing = standing_of(request, outline)
    lock = lock_for(request.user, page, outline, standing)
    state = state_in(standing, page.translation_key) if standing else None
    context = lesson_context(outline.seen_by(request.user), page, standing, lock, state)
    if standing and lock is None:
        context |= own_things(standing, page.translation_key)
    return context


def lock_for(person: Viewer, page: ItemPage, outline: Outline, standing: Standing | None) -> Lock | None:
    """Return what keeps the text of an item closed to somebody: to a learner by their edition, to others by its label."""
    item = outline.by_key.get(page.translation_key)
    if item is None:
        return None
    lock = standing.locks.get(item.key) if standing else _lock_for_visitors(item)
    if lock and item_label(item.key) in labels_of(person):  # whoever teaches the course, or is staff
        return None
    return lock


def _lock_for_visitors(item: Item) -> Lock | None:
    terms = item.terms
    return Lock(terms.release.on, terms.requires) if terms.is_conditional else None


def _questions_in(enrolments: Sequence[int], items: Sequence[uuid.UUID]) -> Any:
    asked = Question.objects.filter(enrolment_id=enrolments[0], item=items[0])
    return asked.select_related("answered_by")


_notes = Prepared(lambda people, items: Note.objects.filter(person_id=people[0], item=items[0])[:1])
_questions = Prepared(_questions_in)


def state_in(standing: Standing, key: uuid.UUID) -> ItemState | None:
    """Return where an item of an enrolment stands. A query only where something happened to it."""
    if key not in standing.marks.seen and key not in standing.marks.finished:
        return None
    return state_of(standing.enrolment, key)


def lesson_context(
    outline: Outline, page: ItemPage, standing: Standing | None, lock: Lock | None, state: ItemState | None
) -> dict[str, Any]:
    """Put together what the template of a lesson needs."""
    items = outline.items()
    place = next((i for i, item in enumerate(items) if item.key == page.translation_key), None)
    if place is None:
        return {"outline": outline, "stations": [], "standing": None, "lock": None, "is_readable": True}
    done = bool(standing and page.translation_key in standing.done)
    terms = terms_of(items[place], standing)
    opens = standing is not None and lock is None and not done
    waits = state is not None and state.waits_since is not None
    return {
        "outline": outline,
        "standing": standing,
        "item": items[place],
        "lock": lock,
        "is_readable": lock is None,
        "stations": stations_of(outline, standing, here=page.translation_key),
        "is_done": done,
        "is_optional": terms.optional,
        "is_seen": standing is not None and page.translation_key in standing.marks.seen,
        "needs": _needs(terms, state, lock, outline, standing),
        "marks_done": opens and terms.rule == DONE,
        "hands_in": opens and terms.rule in HANDED_IN and not waits,
        "lesson_number": place + 1,
        "lesson_total": len(items),
        "previous": items[place - 1] if place else None,
        "following": items[place + 1] if place + 1 < len(items) else None,
    }


def terms_of(item: Item, standing: Standing | None) -> EditionItem:
    """Return by what an item is finished: as the learner's edition says, or the newest where it is not in theirs."""
    if standing and standing.has_newer:
        for own in standing.contents:
            if own.key == item.key:
                return own
    return item.terms


def needs_for_reader(item: Item, state: ItemState | None, outline: Outline, standing: Standing | None) -> str:
    """Say what finishes an item for a reader, or why it is closed to them; empty for a visitor to whom it is open."""
    lock = standing.locks.get(item.key) if standing else _lock_for_visitors(item)
    return _needs(terms_of(item, standing), state, lock, outline, standing)


def _needs(
    terms: EditionItem,
    state: ItemState | None,
    lock: Lock | None,
    outline: Outline,
    standing: Standing | None,
) -> str:
    if standing is None:
        return say_closed(lock) if lock else ""
    return needs_of(
        terms,
        state,
        lock,
        titles=outline.titles,
        zone=standing.zone,
        enrolment=standing.enrolment,
    )


def own_things(standing: Standing, key: uuid.UUID) -> dict[str, Any]:
    """Return the learner's note on a lesson and the questions that they asked about it. Two queries."""
    return {
        "note": _notes.first([standing.enrolment.person_id], [key]),
        "questions": _questions.rows([standing.enrolment.pk], [key]),
    }


def stations_of(
    outline: Outline,
    standing: Standing | None,
    *,
    here: uuid.UUID | None = None,
    only: uuid.UUID | None = None,
) -> list[dict[str, Any]]:
    """Return the outline as the drawing of stations: modules with their items and each one's state.

    On the page of a lesson only its own module is drawn out; the others say how much of them is done, so that the page of a
    long course is no longer than that of a short one. What they count is what the learner's edition requires, so that the parts
    add up to the learner's progress, whatever has been added since.
    """
    done = standing.done if standing else set()
    locks = standing.locks if standing else {}
    known = {item.key: item for item in standing.contents} if standing and standing.has_newer else None
    following = standing.progress.next_key if standing and here is None else here
    parts = []
    for module in outline.modules:
        if only is not None and module.key != only:
            continue
        is_open = here is None or any(item.key == here for item in module.items)
        own = [item.terms if known is None else known.get(item.key) for item in module.items]
        required = [terms.key for terms in own if terms is not None and not terms.optional]
        parts.append(
            {
                "module": module,
                "is_open": is_open,
                "done": sum(key in done for key in required),
                "total": len(required),
                "items": [
                    {
                        "item": item,
                        "state": _state_of(item, done, locks, following),
                        "is_here": item.key == here,
                        "is_new": known is not None and item.key not in known,
                        "is_optional": (terms or item.terms).optional,
                    }
                    for item, terms in zip(module.items, own, strict=True)
                ]
                if is_open
                else [],
            }
        )
    return parts


def _state_of(
    item: Item, done: set[uuid.UUID], locks: dict[uuid.UUID, Lock], following: uuid.UUID | None
) -> str:
    if item.key in done:
        return "done"
    if item.key == following:
        return "here"
    return "locked" if item.key in locks else ""


def words_of(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[str, str]]:
    """Return title and address of live pages by translation key, in the active language where they have it. One query."""
    found: dict[uuid.UUID, tuple[str, str]] = {}
    pages = Page.objects.filter(translation_key__in=keys, live=True).order_by("pk")
    for key, title, address, code in pages.values_list(
        "translation_key", "title", "url_path", "locale__language_code"
    ):
        if key not in found or code == get_language():
            found[key] = (title, address)
    return found


def colours_of(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the colour of each course's first line. One query."""
    rows = CoursePage.objects.filter(translation_key__in=keys, lines__isnull=False).order_by(
        "-pk", "-lines__position"
    )
    return dict(rows.values_list("translation_key", "lines__colour"))

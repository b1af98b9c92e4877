"""Reads of the courses room; each page asks for a fixed number of rows' worth of queries, whatever there is to show."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from courses.models import Completion, CoursePage, Edition, Enrolment, ItemState, LessonPage, ModulePage
from courses.outline import Item, Outline, outline_at, outline_of
from courses.progress import Progress, progress_in
from members.audiences import Viewer
from members.models import Person
from programme.queries import lines_in


@dataclass(slots=True)
class Standing:
    """Where a person stands in a course, for every page that tells them."""

    enrolment: Enrolment
    done: set[uuid.UUID]
    progress: Progress
    completed: bool
    new_items: int
    resume: Item | None

    @property
    def news(self) -> str:
        """Say what the newest edition adds to the one that the learner follows; empty when nothing."""
        return say_news(self.new_items, completed=self.completed)


def say_news(new_items: int, *, completed: bool) -> str:
    """Say how many lessons were added since the learner began or finished; empty when none."""
    if not new_items:
        return ""
    if completed:
        told = ngettext(
            "%(n)s new lesson since you finished.", "%(n)s new lessons since you finished.", new_items
        )
    else:
        told = ngettext(
            "%(n)s new lesson has been added since you began.",
            "%(n)s new lessons have been added since you began.",
            new_items,
        )
    return told % {"n": new_items}


def open_enrolments(person: Person) -> Any:
    """Return the person's running enrolments with what progress needs: two queries, whatever their number."""
    return (
        Enrolment.objects.filter(person=person, ended_at__isnull=True)
        .select_related("edition", "course")
        .prefetch_related(
            Prefetch("states", ItemState.objects.filter(done_at__isnull=False), to_attr="done_states"),
            Prefetch("completions", Completion.objects.all(), to_attr="completed"),
        )
    )


def standing_in(enrolment: Enrolment, outline: Outline | None) -> Standing:
    """Work out where an enrolment (from `open_enrolments`) stands; titles come from the outline that the reader sees."""
    items = {item.key: item for item in outline.items()} if outline else {}
    done = {state.item for state in enrolment.done_states}  # type: ignore[attr-defined]  # prefetched above
    progress = progress_in(enrolment.edition, done, {key: item.title for key, item in items.items()})
    known = {uuid.UUID(entry["key"]) for entry in enrolment.edition.items}
    last = enrolment.last_item
    resume = items.get(last) if last and last not in done else None
    return Standing(
        enrolment=enrolment,
        done=done,
        progress=progress,
        completed=bool(enrolment.completed),  # type: ignore[attr-defined]  # prefetched above
        new_items=len(items.keys() - known),
        resume=resume or (items.get(progress.next_key) if progress.next_key else None),
    )


def standing_of(request: HttpRequest, outline: Outline) -> Standing | None:
    """Return where the signed-in person stands in this course, or None."""
    if not request.user.is_authenticated:
        return None
    enrolment = open_enrolments(request.user).filter(course_id=outline.key).first()
    return standing_in(enrolment, outline) if enrolment else None


def catalogue_for(person: Viewer, line: str = "") -> dict[str, Any]:
    """Return the courses that a person may see, filed under a line where one is named, in one language each."""
    courses = (
        CoursePage.objects.visible_to(person)
        .in_best_language()
        .select_related("locale")
        .prefetch_related("lines")
        .defer("body")
        .order_by("path")
    )
    lines = lines_in()
    chosen = next((known for known in lines if known.slug == line), None)
    if chosen:
        courses = courses.filter(lines__translation_key=chosen.translation_key)
    running: dict[uuid.UUID, Enrolment] = {}
    if person.is_authenticated:
        running = {enrolment.course_id: enrolment for enrolment in open_enrolments(person)}
    cards = [
        {
            "page": page,
            "standing": standing_in(running[page.translation_key], None)
            if page.translation_key in running
            else None,
        }
        for page in courses
    ]
    return {"cards": cards, "lines": lines, "chosen_line": chosen}


def course_for(request: HttpRequest, page: CoursePage) -> dict[str, Any]:
    """Return what the page of a course shows."""
    outline = outline_at(request, page.path) if page.live else None
    outline = outline or outline_of(request, page.translation_key)
    seen = outline.seen_by(request.user) if outline else None
    standing = standing_of(request, outline) if outline else None
    return {
        "outline": seen,
        "standing": standing,
        "stations": stations_of(seen, standing) if seen else [],
        "may_enrol": bool(outline and outline.modules) and standing is None,
        "sent_to_enrol": "enrol-to-read" in request.GET,
    }


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


def lesson_for(request: HttpRequest, page: LessonPage) -> dict[str, Any]:
    """Return what the page of a lesson shows: outline, neighbours, and what is missing to finish it."""
    outline = outline_at(request, page.path)
    if outline is None:  # a preview of a lesson whose course is not live yet
        return {"outline": None, "stations": [], "standing": None, "lesson_number": 0, "lesson_total": 0}
    seen = outline.seen_by(request.user)
    standing = standing_of(request, outline)
    items = seen.items()
    place = next((i for i, item in enumerate(items) if item.key == page.translation_key), None)
    done = bool(standing and page.translation_key in standing.done)
    return {
        "outline": seen,
        "standing": standing,
        "stations": stations_of(seen, standing, here=page.translation_key),
        "is_done": done,
        "needs": _needs(standing, done, page.optional),
        "lesson_number": place + 1 if place is not None else 0,
        "lesson_total": len(items),
        "previous": items[place - 1] if place else None,
        "following": items[place + 1] if place is not None and place + 1 < len(items) else None,
    }


def _needs(standing: Standing | None, done: bool, optional: bool) -> str:
    """Say in a sentence what finishes this lesson and what is missing."""
    if standing is None:
        return ""
    if done:
        return _("This lesson is done. Nothing is missing.")
    if optional:
        return _("This lesson is optional. Mark it as done if you have read it; the course does not need it.")
    return _("To finish this lesson mark it as done. Nothing else is missing.")


def stations_of(
    outline: Outline,
    standing: Standing | None,
    *,
    here: uuid.UUID | None = None,
    only: uuid.UUID | None = None,
) -> list[dict[str, Any]]:
    """Return the outline as the drawing of stations: modules with their lessons and each one's state."""
    done = standing.done if standing else set()
    following = standing.progress.next_key if standing and here is None else here
    return [
        {
            "module": module,
            "items": [
                {
                    "item": item,
                    "state": "done" if item.key in done else "here" if item.key == following else "",
                    "is_here": item.key == here,
                }
                for item in module.items
            ],
        }
        for module in outline.modules
        if only is None or module.key == only
    ]


def learning_of(person: Person) -> dict[str, Any]:
    """Return a person's courses: what is under way, and what is finished. Six queries, however many there are."""
    enrolments = list(open_enrolments(person).order_by("-last_seen_at", "-enrolled_at"))
    done = {one.pk: {state.item for state in one.done_states} for one in enrolments}
    progress = {one.pk: progress_in(one.edition, done[one.pk]) for one in enrolments}
    keys = {one.course_id for one in enrolments}
    keys |= {key for one in enrolments for key in (one.last_item, progress[one.pk].next_key) if key}
    words = words_of(keys)
    colours = _colours_of([one.course_id for one in enrolments])
    newest: dict[uuid.UUID, Edition] = {}
    for edition in Edition.objects.filter(course__in=[one.course_id for one in enrolments]).order_by(
        "number"
    ):
        newest[edition.course_id] = edition
    rows = []
    for one in enrolments:
        following = progress[one.pk].next_key
        resume = one.last_item if one.last_item in words and one.last_item not in done[one.pk] else following
        course = words.get(one.course_id)
        added = {item["key"] for item in newest[one.course_id].items} - {
            item["key"] for item in one.edition.items
        }
        titled = (
            replace(progress[one.pk], next_title=words[following][0])
            if following in words
            else progress[one.pk]
        )
        rows.append(
            {
                "title": course[0] if course else one.course.title,
                "address": course[1] if course else "",
                "resume": words[resume][1] if resume in words else "",
                "colour": colours.get(one.course_id, "capacity"),
                "sentence": titled.sentence,
                "completed": bool(one.completed),
                "news": say_news(len(added), completed=bool(one.completed)),
            }
        )
    return {
        "under_way": [row for row in rows if not row["completed"]],
        "finished": [row for row in rows if row["completed"]],
    }


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


def _colours_of(keys: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the colour of each course's first line. One query."""
    rows = CoursePage.objects.filter(translation_key__in=keys, lines__isnull=False).order_by(
        "-pk", "-lines__position"
    )
    return dict(rows.values_list("translation_key", "lines__colour"))


def newest_edition(course_key: uuid.UUID) -> Edition | None:
    """Return the newest edition of a course."""
    return Edition.objects.filter(course_id=course_key).order_by("-number").first()

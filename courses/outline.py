"""The outline of a course as people see it: modules and lessons in order, in the best language, kept under the generation."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page

from courses.items import EditionItem
from courses.models import CoursePage, Edition, ModulePage, item_models
from courses.models.below import COURSE_DEPTH, course_path
from courses.queries.items import items_of
from members import audiences
from members.audiences import Viewer, course_label
from pages import generation
from pages.actions import source_of
from pages.models import Audience

STEP = CoursePage.steplen


@dataclass(slots=True)
class Item:
    """An item in the outline. `language` is that of its title and address; `terms` is what the newest edition says of it."""

    key: uuid.UUID
    title: str
    address: str
    language: str
    minutes: int
    audience: str
    second_audience: str
    terms: EditionItem


@dataclass(slots=True)
class Module:
    """A module and its items."""

    key: uuid.UUID
    title: str
    address: str
    language: str
    summary: str
    items: list[Item] = field(default_factory=list)


@dataclass
class Outline:
    """A course: what all of its pages show of it. Kept for all readers, so nobody changes it."""

    key: uuid.UUID
    page_id: int
    title: str
    address: str
    language: str
    colour: str
    trainers: list[str]
    modules: list[Module]
    self_paced: bool = True
    edition_id: int | None = None
    edition_number: int = 0

    def items(self) -> list[Item]:
        """All items in order."""
        return self._items

    @cached_property
    def _items(self) -> list[Item]:
        return [item for module in self.modules for item in module.items]

    @cached_property
    def by_key(self) -> dict[uuid.UUID, Item]:
        """The items by key."""
        return {item.key: item for item in self._items}

    @cached_property
    def titles(self) -> dict[uuid.UUID, str]:
        """The titles of the items, in the language of the outline where they have it."""
        return {item.key: item.title for item in self._items}

    @cached_property
    def has_secrets(self) -> bool:
        """Whether some item's title is for fewer people than the course's own page."""
        own = {course_label(self.key), audiences.PUBLIC}
        return any(item.audience not in own or item.second_audience for item in self._items)

    def seen_by(self, person: Viewer) -> "Outline":
        """Leave out items whose titles the person may not see.

        One that is only closed to those who are not enrolled keeps its title: it is what they would enrol for.
        """
        if not self.has_secrets:
            return self
        own = course_label(self.key)

        def shown(item: Item) -> bool:
            label = item.second_audience or audiences.PUBLIC if item.audience == own else item.audience
            second = "" if item.audience == own else item.second_audience
            return audiences.holds(person, label, second)

        if all(shown(item) for item in self.items()):
            return self
        modules = [
            replace(module, items=[item for item in module.items if shown(item)]) for module in self.modules
        ]
        return replace(self, modules=[module for module in modules if module.items])


def outline_at(request: HttpRequest, path: str) -> Outline | None:
    """Return the outline of the course on whose tree path a page lies; no query when it is kept."""
    course = path[: STEP * COURSE_DEPTH]
    return generation.kept(request, f"outline:{course}", lambda: _draw_at(course))


def outline_of(request: HttpRequest, key: uuid.UUID) -> Outline | None:
    """Return the outline of a course by its key; None when no page of it is live."""
    return generation.kept(request, f"outline:{key}", lambda: draw(key))


Contents = tuple[EditionItem, ...]


def contents_of(request: HttpRequest, edition_id: int) -> Contents:
    """Return the items of an edition; no query when they are kept. Titles in it change only with the generation."""
    return generation.kept(
        request, f"edition:{edition_id}", lambda: Edition.objects.get(pk=edition_id).contents
    )


def contents_of_all(request: HttpRequest, edition_ids: Collection[int]) -> dict[int, Contents]:
    """Return the items of some editions; one query for all that are not kept."""
    missing: list[int] = []
    found: dict[int, Contents] = {}
    for number in set(edition_ids):
        kept = generation.kept_already(request, f"edition:{number}")
        if kept is None:
            missing.append(number)
        else:
            found[number] = kept
    for edition in Edition.objects.filter(pk__in=missing):
        found[edition.pk] = generation.kept(
            request, f"edition:{edition.pk}", lambda edition=edition: edition.contents
        )
    return found


def _draw_at(path: str) -> Outline | None:
    key = CoursePage.objects.filter(path=path).values_list("translation_key", flat=True).first()
    return draw(key) if key else None


def outline_around(page: Page) -> Outline | None:
    """Draw the outline around a draft, with the drafts beside it, for its author; None where it lies in no course yet."""
    if not page.path:
        return None
    course = CoursePage.objects.filter(path=course_path(source_of(page))).first()
    return draw(course.translation_key, drafts=True) if course else None


def draw(key: uuid.UUID, *, drafts: bool = False) -> Outline | None:
    """Read a course's outline: the source tree gives order and rules, the active language words where it has them.

    With `drafts` what is not live yet is drawn too, for authors.
    """
    language = get_language()
    versions = list(
        CoursePage.objects.filter(translation_key=key)
        .order_by("pk")
        .select_related("locale")
        .prefetch_related("lines")
        .defer("body")
    )
    if not versions or not (versions[0].live or drafts):
        return None
    source = versions[0]
    shown = next((page for page in versions if page.live and page.language == language), source)
    newest = None if drafts else Edition.objects.filter(course_id=key).order_by("-number").first()
    terms = {
        item.key: item
        for item in (items_of(source, drafts=True) if drafts else newest.contents if newest else ())
    }
    by_path = {
        row["path"]: Module(
            row["translation_key"], row["title"], row["url_path"], row["language"], row["summary"]
        )
        for row in _words(ModulePage, source, language, ("summary",), drafts=drafts)
    }
    for row, label in _labelled(source, language, drafts=drafts):
        module = by_path.get(row["path"][:-STEP])
        if module is not None and row["translation_key"] in terms:
            module.items.append(
                Item(
                    row["translation_key"],
                    row["title"],
                    row["url_path"],
                    row["language"],
                    row["minutes"],
                    label.audience,
                    label.second_audience,
                    terms[row["translation_key"]],
                )
            )
    return Outline(
        key=key,
        page_id=source.pk,
        title=shown.title,
        address=shown.address,
        language=shown.language,
        colour=source.line_colour,
        trainers=list(source.trainers.order_by("sort_order").values_list("person__name", flat=True)),
        modules=[module for module in by_path.values() if module.items],
        self_paced=source.self_paced,
        edition_id=newest.pk if newest else None,
        edition_number=newest.number if newest else 0,
    )


def _labelled(
    source: CoursePage, language: str | None, *, drafts: bool
) -> Sequence[tuple[dict[str, Any], Audience]]:
    """Return the rows of all items in order, each with its audience; a page without one is shown to nobody."""
    rows = [
        row for model in item_models() for row in _words(model, source, language, ("minutes",), drafts=drafts)
    ]
    rows.sort(key=lambda row: row["path"])
    labels = Audience.objects.in_bulk([row["translation_key"] for row in rows])
    return [(row, labels[row["translation_key"]]) for row in rows if row["translation_key"] in labels]


def _words(
    model: type[Any],
    source: CoursePage,
    language: str | None,
    extra: tuple[str, ...],
    *,
    drafts: bool = False,
) -> list[dict[str, Any]]:
    """Return the source tree's rows in order, with title, address and summary of the wanted language where it is live."""
    names = ("translation_key", "path", "title", "url_path", *extra)
    found = model.objects.descendant_of(source)
    rows = list((found if drafts else found.live()).order_by("path").values(*names))
    words: dict[uuid.UUID, dict[str, Any]] = {}
    if source.language != language:
        keys = [row["translation_key"] for row in rows]
        versions = model.objects.filter(translation_key__in=keys, locale__language_code=language, live=True)
        words = {
            row["translation_key"]: row
            for row in versions.values("translation_key", "title", "url_path", "summary")
        }
    for row in rows:
        version = words.get(row["translation_key"])
        row["language"] = language if version else source.language
        if version:
            row |= {
                name: version[name]
                for name in ("title", "url_path", "summary")
                if name in row or name != "summary"
            }
    return rows

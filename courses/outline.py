"""The outline of a course as people see it: modules and lessons in order, in the best language, kept under the generation."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from courses.models import CoursePage, LessonPage, ModulePage
from members import audiences
from members.audiences import Viewer, course_label
from pages import generation
from pages.models import Audience

STEP = CoursePage.steplen
COURSE_DEPTH = 4  # root, home, catalogue, course


@dataclass(slots=True)
class Item:
    """A lesson in the outline. `language` is that of its title and address."""

    key: uuid.UUID
    title: str
    address: str
    language: str
    minutes: int
    optional: bool
    audience: str
    second_audience: str


@dataclass(slots=True)
class Module:
    """A module and its lessons."""

    key: uuid.UUID
    title: str
    address: str
    language: str
    summary: str
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """A course: what all of its pages show of it."""

    key: uuid.UUID
    page_id: int
    title: str
    address: str
    language: str
    colour: str
    trainers: list[str]
    modules: list[Module]

    def items(self) -> list[Item]:
        """All lessons in order."""
        return [item for module in self.modules for item in module.items]

    def seen_by(self, person: Viewer) -> "Outline":
        """Leave out lessons whose titles the person may not see.

        A lesson that is only closed to those who are not enrolled keeps its title: it is what they would enrol for.
        """
        own = course_label(self.key)

        def shown(item: Item) -> bool:
            label = item.second_audience or audiences.PUBLIC if item.audience == own else item.audience
            second = "" if item.audience == own else item.second_audience
            return audiences.holds(person, label, second)

        if all(shown(item) for item in self.items()):
            return self
        modules = [
            Module(
                m.key, m.title, m.address, m.language, m.summary, [item for item in m.items if shown(item)]
            )
            for m in self.modules
        ]
        return Outline(
            self.key,
            self.page_id,
            self.title,
            self.address,
            self.language,
            self.colour,
            self.trainers,
            [module for module in modules if module.items],
        )


def outline_at(request: HttpRequest, path: str) -> Outline | None:
    """Return the outline of the course on whose tree path a page lies; no query when it is kept."""
    return generation.kept(
        request, f"outline:{path[: STEP * COURSE_DEPTH]}", lambda: _draw_at(path[: STEP * COURSE_DEPTH])
    )


def outline_of(request: HttpRequest, key: uuid.UUID) -> Outline | None:
    """Return the outline of a course by its key; None when no page of it is live."""
    return generation.kept(request, f"outline:{key}", lambda: draw(key))


def _draw_at(path: str) -> Outline | None:
    key = CoursePage.objects.filter(path=path).values_list("translation_key", flat=True).first()
    return draw(key) if key else None


def draw(key: uuid.UUID) -> Outline | None:
    """Read a course's outline: the source tree gives order and rules, the active language words where it has them."""
    language = get_language()
    versions = list(
        CoursePage.objects.filter(translation_key=key)
        .order_by("pk")
        .select_related("locale")
        .prefetch_related("lines")
    )
    if not versions or not versions[0].live:
        return None
    source = versions[0]
    shown = next((page for page in versions if page.live and page.language == language), source)
    modules = _words(ModulePage, source, language, ("summary",))
    lessons = _words(LessonPage, source, language, ("minutes", "optional"))
    labels = {
        row.translation_key: row
        for row in Audience.objects.filter(
            translation_key__in=[lesson["translation_key"] for lesson in lessons]
        )
    }
    by_path: dict[str, Module] = {}
    for row in modules:
        by_path[row["path"]] = Module(
            row["translation_key"], row["title"], row["url_path"], row["language"], row["summary"]
        )
    for row in lessons:
        module = by_path.get(row["path"][:-STEP])
        label = labels.get(row["translation_key"])
        if module is not None and label is not None:
            module.items.append(
                Item(
                    row["translation_key"],
                    row["title"],
                    row["url_path"],
                    row["language"],
                    row["minutes"],
                    row["optional"],
                    label.audience,
                    label.second_audience,
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
    )


def _words(
    model: type[ModulePage] | type[LessonPage],
    source: CoursePage,
    language: str | None,
    extra: tuple[str, ...],
) -> list[dict[str, Any]]:
    """Return the source tree's live rows in order, with title, address and summary of the wanted language where it is live."""
    names = ("translation_key", "path", "title", "url_path", *extra)
    rows = list(model.objects.descendant_of(source).live().order_by("path").values(*names))
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

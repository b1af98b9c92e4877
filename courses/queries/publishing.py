"""What an author should know before publishing: whom the edit touches, and what keeps people from following."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from courses.findings import findings_in
from courses.items import EditionItem
from courses.models import CoursePage, Enrolment, ItemPage, ModulePage
from courses.models.below import course_path
from courses.queries.items import items_of
from courses.queries.learning import newest_edition


@dataclass(slots=True)
class Touched:
    """What publishing would change for learners, and how many they are."""

    course_key: uuid.UUID
    under_way: int = 0
    finished: int = 0
    added: list[EditionItem] = field(default_factory=list)
    removed: list[EditionItem] = field(default_factory=list)
    changed: list[EditionItem] = field(default_factory=list)
    reordered: bool = False

    @property
    def changes_outline(self) -> bool:
        """Whether publishing makes a new edition."""
        return bool(self.added or self.removed or self.changed or self.reordered)

    @property
    def people(self) -> int:
        """Everybody who follows the course."""
        return self.under_way + self.finished


def source_course_of(page: Page) -> CoursePage | None:
    """Return the source-language course that a page is or lies below; None for translations, which change no outline."""
    course = CoursePage.objects.filter(path=course_path(page)).first()
    if course is None:
        return None
    first = CoursePage.objects.filter(translation_key=course.translation_key).order_by("pk").first()
    return course if first is not None and first.pk == course.pk else None


def touched_by(page: Any, *, goes: bool = False) -> Touched | None:
    """Return what publishing this page as it was saved would change, or taking it away (`goes`); None where nothing can."""
    course = source_course_of(page)
    if course is None:
        return None
    touched = Touched(course.translation_key)
    counted = Enrolment.objects.filter(course_id=course.translation_key, ended_at__isnull=True).aggregate(
        under_way=Count("pk", filter=Q(completed_at__isnull=True)),
        finished=Count("pk", filter=Q(completed_at__isnull=False)),
    )
    touched.under_way, touched.finished = counted["under_way"], counted["finished"]
    newest = newest_edition(course.translation_key)
    old = newest.contents if newest else ()
    new = _after(page, course, goes=goes)
    _compare(touched, old, new)
    return touched


def _compare(touched: Touched, old: Any, new: list[EditionItem]) -> None:
    before = {item.key: item for item in old}
    after = {item.key: item for item in new}
    touched.added = [item for item in new if item.key not in before]
    touched.removed = [item for item in old if item.key not in after]
    touched.changed = [
        item for item in new if item.key in before and before[item.key].terms() != item.terms()
    ]
    kept = [item.key for item in old if item.key in after]
    touched.reordered = kept != [item.key for item in new if item.key in before]


def _after(page: Any, course: CoursePage, *, goes: bool) -> list[EditionItem]:
    """Return the items of the live outline as it would be with this page's draft published, or without the page."""
    if not goes:
        draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
        return items_of(course, published=draft)
    if isinstance(page, CoursePage):
        return []
    return [item for item in items_of(course) if page.translation_key not in (item.key, item.module)]


def say_what_goes(page: Any) -> str:
    """Say how many learners taking a page away would touch; empty where it takes no lesson from anybody."""
    specific = page.specific
    if not isinstance(specific, CoursePage | ModulePage | ItemPage):
        return ""
    touched = touched_by(specific, goes=True)
    if touched is None or not touched.removed or not touched.people:
        return ""
    told = ngettext(
        "This takes %(n)s lesson out of a course that %(going)s people follow and %(done)s have finished. What they "
        "finished stays finished; those under way are asked whether they take up the new edition.",
        "This takes %(n)s lessons out of a course that %(going)s people follow and %(done)s have finished. What they "
        "finished stays finished; those under way are asked whether they take up the new edition.",
        len(touched.removed),
    )
    return told % {"n": len(touched.removed), "going": touched.under_way, "done": touched.finished}


def say_who_follows(pages: Iterable[Page]) -> list[str]:
    """Say of each course that some pages are or lie below how many follow it; translations change no outline. Three queries."""
    paths = {course_path(page) for page in pages}
    courses = list(CoursePage.objects.filter(path__in=paths).order_by("path"))
    keys = [course.translation_key for course in courses]
    first = dict(
        CoursePage.objects.filter(translation_key__in=keys)
        .order_by("-pk")
        .values_list("translation_key", "pk")
    )
    rows = (
        Enrolment.objects.filter(course__in=keys, ended_at__isnull=True).order_by().values_list("course_id")
    )
    counted = {
        key: (going, done)
        for key, going, done in rows.annotate(
            going=Count("pk", filter=Q(completed_at__isnull=True)),
            done=Count("pk", filter=Q(completed_at__isnull=False)),
        )
    }
    return [
        _(
            "“%(title)s”: %(going)s under way, %(done)s finished. Where the outline changes, each of them is asked and nobody "
            "is moved; what is finished stays finished."
        )
        % {"title": course.title, "going": counted[key][0], "done": counted[key][1]}
        for course, key in zip(courses, keys, strict=True)
        if key in counted and first[key] == course.pk
    ]


def before_publishing(page: Any) -> dict[str, Any]:
    """Return what stands above the edit form of a course's pages."""
    draft = page.get_latest_revision_as_object() if page.latest_revision_id else page
    return {"touched": touched_by(page), "findings": findings_in(draft), "page": page}

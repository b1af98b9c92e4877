"""Which pages of courses lack a language, or say something in it that the source no longer says."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Revision

from courses.models import CoursePage, ModulePage, PathPage, item_models
from courses.rules import taught_by
from members.audiences import is_staff
from members.models import Person

MISSING, DRAFT, STALE = "missing", "draft", "stale"

#: What of a page is words: when one of them differs from what was translated, the translation is stale.
WORDS = ("title", "summary", "body", "steps")


@dataclass(slots=True)
class Gap:
    """A page that wants translating into a language, or translating anew."""

    page: Page
    language: str
    status: str
    translation: Page | None = None
    changed: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Say which words have changed, where that is known."""
        words = {"title": _("title"), "summary": _("summary"), "body": _("text"), "steps": _("steps")}
        return ", ".join(words[name] for name in self.changed if name in words)


@dataclass(slots=True)
class CourseGaps:
    """A course with what its pages lack."""

    course: Page
    pages: int = 0
    gaps: list[Gap] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """Pages without a version."""
        return sum(gap.status == MISSING for gap in self.gaps)

    @property
    def stale(self) -> int:
        """Versions that say what the source no longer says."""
        return sum(gap.status == STALE for gap in self.gaps)


def courses_to_translate(person: Person) -> QuerySet[Page]:
    """Return the live source pages of the courses and paths that a person looks after: their own, for staff all."""
    first = Page.objects.filter(live=True).type(CoursePage, PathPage).order_by("path")
    first = first.filter(locale=Locale.get_default())
    if is_staff(person):
        return first
    return first.filter(translation_key__in=taught_by(person))


def gaps_in(courses: Iterable[Page]) -> list[CourseGaps]:
    """Return what each course lacks in each other language. Five queries, however many pages there are."""
    roots = list(courses)
    condition = Q(pk__in=[])
    for root in roots:
        condition |= Q(path__startswith=root.path)
    kinds = (CoursePage, ModulePage, PathPage, *item_models())
    sources = list(
        Page.objects.filter(condition, live=True).type(*kinds).select_related("locale").order_by("path")
    )
    versions: dict[uuid.UUID, dict[str, Page]] = defaultdict(dict)
    others = Page.objects.filter(translation_key__in=[page.translation_key for page in sources])
    for page in others.exclude(pk__in=[page.pk for page in sources]).select_related("locale"):
        versions[page.translation_key][page.locale.language_code] = page
    languages = [locale.language_code for locale in Locale.objects.exclude(pk=Locale.get_default().pk)]
    late = [
        (page, version)
        for page in sources
        for version in versions[page.translation_key].values()
        if _is_late(page, version)
    ]
    changed = _changed_words(late)
    found = []
    for root in roots:
        own = [page for page in sources if page.path.startswith(root.path)]
        gaps = CourseGaps(root, pages=len(own))
        for page in own:
            for language in languages:
                version = versions[page.translation_key].get(language)
                gap = _gap(page, language, version, changed)
                if gap:
                    gaps.gaps.append(gap)
        found.append(gaps)
    return found


def _is_late(page: Page, version: Page) -> bool:
    return bool(
        version.live
        and page.last_published_at
        and version.last_published_at
        and page.last_published_at > version.last_published_at
    )


def _gap(
    page: Page, language: str, version: Page | None, changed: dict[tuple[int, int], tuple[str, ...]]
) -> Gap | None:
    if version is None:
        return Gap(page, language, MISSING)
    if not version.live:
        return Gap(page, language, DRAFT, version)
    words = changed.get((page.pk, version.pk))
    return Gap(page, language, STALE, version, words) if words else None


def _changed_words(late: list[tuple[Page, Page]]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Return which words of a source differ from those that were there when its version was published last.

    A source that was published again for another reason, such as its minutes, makes nothing stale. Two queries.
    """
    numbers = {str(page.pk) for page, _version in late}
    history: dict[str, list[tuple[Any, int]]] = defaultdict(list)
    rows = Revision.page_revisions.filter(object_id__in=numbers).order_by("created_at", "pk")
    for number, at, pk in rows.values_list("object_id", "created_at", "pk"):
        history[number].append((at, pk))
    wanted: dict[tuple[int, int], tuple[int | None, int | None]] = {}
    for page, version in late:
        before = [pk for at, pk in history[str(page.pk)] if at <= version.last_published_at]
        wanted[(page.pk, version.pk)] = (before[-1] if before else None, page.live_revision_id)
    needed = {pk for pair in wanted.values() for pk in pair if pk}
    contents = {
        revision.pk: _words_of(revision.content) for revision in Revision.objects.filter(pk__in=needed)
    }
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for pair, (before_pk, now_pk) in wanted.items():
        if before_pk is None or now_pk is None:
            found[pair] = ("all",)
            continue
        old, new = contents[before_pk], contents[now_pk]
        found[pair] = tuple(name for name in WORDS if old.get(name) != new.get(name))
    return found


def _words_of(content: dict[str, Any]) -> dict[str, Any]:
    """Return the words of a revision; a body without the ids and in one form, whichever way it was stored."""
    found = {}
    for name in WORDS:
        value = content.get(name)
        if name in ("body", "steps") and isinstance(value, str):
            value = json.loads(value or "[]")
        found[name] = value
    return found

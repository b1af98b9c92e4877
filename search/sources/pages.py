"""Pages: courses, modules, lessons, meetings, sessions, resources and plain pages, each in its language."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from django.utils.translation import get_language
from wagtail.models import Page

from courses.models import CoursePage, LessonPage, ModulePage
from members.audiences import Viewer, labels_of
from pages.blocks import anchor_of
from pages.models import Audience, StandardPage
from pages.models.base import visible
from pages.prepared import Holder, Prepared
from programme.models import FiledPage, MeetingPage, SessionPage
from resources.models import ResourcePage
from search.engines.contract import Found
from search.passage import SECTION, Passage
from search.sources.bodies import sections_of
from search.sources.contract import Seen
from search.sources.resources import file_passages

#: What is found, and as what. Home pages and indexes lead to these and are not found themselves.
KIND_OF: dict[type[Page], str] = {
    CoursePage: "course",
    ModulePage: "module",
    LessonPage: "lesson",
    ResourcePage: "resource",
    MeetingPage: "meeting",
    SessionPage: "session",
    StandardPage: "page",
}
FILED_ABOVE: tuple[type[FiledPage], ...] = (
    CoursePage,
    MeetingPage,
)  # what lies below them is filed as they are


class Pages:
    """See `contract.Source`."""

    prefix = "page"

    def passages(self, numbers: Sequence[int]) -> Iterator[Passage]:
        """Give the passages of live pages with an audience; a page without one is visible to nobody."""
        pages: list[Any] = []
        for model in KIND_OF:
            found = model._default_manager.filter(pk__in=numbers, live=True).select_related("locale")
            if issubclass(model, FiledPage):
                found = found.prefetch_related("lines", "themes", "tagged_items__tag")
            pages.extend(found)
        if not pages:
            return
        audiences = Audience.objects.in_bulk({page.translation_key for page in pages})
        above = _filing_above(pages)
        files = file_passages([page for page in pages if isinstance(page, ResourcePage)])
        for page in pages:
            audience = audiences.get(page.translation_key)
            if audience is None:
                continue
            opening = _opening(page, audience, above)
            yield from _sections(page, opening)
            for passage in files.get(page.pk, ()):
                yield passage(opening)

    def all_numbers(self) -> Iterator[int]:
        """Give the live pages of every kind that is found."""
        for model in KIND_OF:
            yield from model._default_manager.filter(live=True).order_by("pk").values_list("pk", flat=True)

    def seen(self, person: Viewer, found: Collection[Found]) -> dict[str, Seen]:
        """Ask for all language versions of the parents at once: they say who may see what, and how it is
        called here.
        """
        parents = {uuid.UUID(passage.parent) for passage in found}
        reader_language = get_language()
        by_number: dict[int, Seen] = {}
        chosen: dict[uuid.UUID, Seen] = {}
        for pk, key, title, url, language in _versions.rows(parents, labels_of(person)):
            key = key if isinstance(key, uuid.UUID) else uuid.UUID(key)
            by_number[pk] = version = Seen(title, url, language)
            if key not in chosen or language == reader_language:
                chosen[key] = version
        return {
            passage.key: chosen[uuid.UUID(passage.parent)]
            for passage in found
            if int(passage.object.partition(":")[2]) in by_number
        }

    def unseen(self, person: Viewer, objects: Sequence[str]) -> set[str]:
        """Return the pages that are not visible to the person."""
        numbers = [int(name.partition(":")[2]) for name in objects]
        shown = set(visible(Page.objects.filter(pk__in=numbers), person).values_list("pk", flat=True))
        return {name for name, pk in zip(objects, numbers, strict=True) if pk not in shown}


def _visible_versions(keys: Sequence[uuid.UUID], labels: Sequence[str]) -> Any:
    pages = visible(Page.objects.filter(translation_key__in=keys), cast(Viewer, Holder(labels)))
    return pages.order_by("pk").values_list(
        "pk", "translation_key", "title", "url_path", "locale__language_code"
    )


_versions = Prepared(_visible_versions)


def _filing_above(pages: Iterable[Any]) -> dict[str, Any]:
    """Return courses and meetings above these pages by their path."""
    paths = {
        page.path[: depth * Page.steplen]
        for page in pages
        if not isinstance(page, FiledPage)
        for depth in range(3, page.depth)
    }
    if not paths:
        return {}
    return {
        page.path: page
        for model in FILED_ABOVE
        for page in model._default_manager.filter(path__in=paths).prefetch_related(
            "lines", "themes", "tagged_items__tag"
        )
    }


def _opening(page: Any, audience: Audience, above: dict[str, Any]) -> Passage:
    """Make the first passage of a page, which carries all that its others share."""
    filed: Any = page if isinstance(page, FiledPage) else None
    for depth in range(3, page.depth):
        filed = filed or above.get(page.path[: depth * Page.steplen])
    return Passage(
        key=f"page:{page.pk}",
        object=f"page:{page.pk}",
        parent=str(page.translation_key),
        kind=KIND_OF[type(page)],
        title=page.title,
        url=page.address,
        language=page.language,
        audience=audience.audience,
        second_audience=audience.second_audience,
        summary=page.summary,
        lines=_slugs(filed.lines.all()) if filed else (),
        themes=_slugs(filed.themes.all()) if filed else (),
        tags=tuple(sorted(item.tag.name for item in filed.tagged_items.all())) if filed is page else (),
        date=_date(page),
    )


def _slugs(filings: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted({filing.slug for filing in filings}))


def _date(page: Any) -> datetime.date | None:
    moment = getattr(page, "starts_at", None) or page.last_published_at or page.first_published_at
    return moment.date() if moment else None


def _sections(page: Any, opening: Passage) -> Iterator[Passage]:
    """Give the opening with what stands beside the body, then a passage for each section with words."""
    beside = [getattr(page, name, "") for name in ("authors", "place", "people", "room")]
    first, *sections = sections_of(page.body)
    yield replace(opening, body=" ".join(filter(None, [first.text, *beside])))
    for order, section in enumerate(sections, start=1):
        if section.heading or section.text:
            yield replace(
                opening,
                key=f"{opening.key}/{SECTION}/{order}",
                url=f"{opening.url}#{anchor_of(section.heading)}",
                heading=section.heading,
                summary="",
                body=section.text,
                tags=(),
                place_kind=SECTION,
                place_number=order,
                order=order,
            )

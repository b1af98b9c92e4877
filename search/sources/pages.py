"""Pages: courses, modules, lessons, meetings, sessions, resources and plain pages, each in its language."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from django.db.models.functions import Substr
from django.utils.translation import get_language
from wagtail.models import Page

from courses.models import AssignmentPage, CoursePage, ItemPage, LessonPage, ModulePage, QuizPage
from members import audiences
from members.audiences import Viewer, labels_of
from members.prepared import Holder, Prepared
from pages.blocks import anchor_of
from pages.models import Audience, StandardPage
from pages.models.base import visible
from programme.models import FiledPage, MeetingPage, SessionPage
from resources.models import ResourcePage
from search.engines.contract import Found
from search.passage import SECTION, Passage
from search.sources.bodies import sections_of
from search.sources.contract import Seen
from search.sources.resources import file_passages, uses_closed, uses_gone

#: What is found, and as what. Home pages and indexes lead to these and are not found themselves.
KIND_OF: dict[type[Page], str] = {
    CoursePage: "course",
    ModulePage: "module",
    LessonPage: "lesson",
    QuizPage: "lesson",  # its introduction; never its questions
    AssignmentPage: "lesson",  # the task; what people hand in is nowhere in search
    ResourcePage: "resource",
    MeetingPage: "meeting",
    SessionPage: "session",
    StandardPage: "page",
}

FILED_ABOVE: tuple[type[FiledPage], ...] = (
    CoursePage,
    MeetingPage,
)  # what lies below them is filed as they are
FILED_DEPTH = 4  # of these pages: below the root, a home page and an index
GUARDED = (ItemPage,)  # whose text may have another audience than their title


class Pages:
    """See `contract.Source`. A round is about a programme line or a theme, whose slug stands on all that is filed under it."""

    prefix = "page"
    wide: tuple[str, ...] = ("line", "theme")

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
        settled = Audience.objects.in_bulk({page.translation_key for page in pages})
        above = _filing_above(pages)
        files = file_passages([page for page in pages if isinstance(page, ResourcePage)])
        for page in pages:
            audience = settled.get(page.translation_key)
            if audience is None:
                continue
            opening = _opening(page, audience, above)
            yield from _sections(page, opening, audience)
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
        keys = {name: uuid.UUID(name) for name in {passage.parent for passage in found}}
        reader_language = get_language()
        numbers: set[int] = set()
        chosen: dict[uuid.UUID, Seen] = {}
        for pk, key, title, url, language in _versions.rows(list(keys.values()), labels_of(person)):
            numbers.add(pk)
            if key not in chosen or language == reader_language:
                chosen[key] = Seen(title, url, language)
        places = _places([version.url for version in chosen.values()])
        closed = _closed_bodies(
            person, {keys[passage.parent] for passage in found if passage.key != passage.object}
        )
        gone = uses_gone([passage.key for passage in found])
        return {
            passage.key: version._replace(place=places.get(version.url, ""))
            for passage in found
            if (pk := int(passage.object.partition(":")[2])) in numbers
            and (version := chosen[keys[passage.parent]])
            and (passage.key == passage.object or keys[passage.parent] not in closed)
            and passage.key not in gone
        }

    def unseen(self, person: Viewer, objects: Sequence[str]) -> set[str]:
        """Return the pages that are not visible to the person, and of the others those parts that are not."""
        numbers = [int(name.partition(":")[2]) for name in objects]
        found = visible(Page.objects.filter(pk__in=numbers), person)
        shown = dict(found.values_list("pk", "translation_key"))
        closed = {name for name, pk in zip(objects, numbers, strict=True) if pk not in shown}
        bodies = _closed_bodies(person, set(shown.values()))
        return closed | {_body_of(pk) for pk, key in shown.items() if key in bodies} | uses_closed(set(shown))

    def reached(self, what: str, after: int, limit: int) -> Sequence[int]:
        """Return the next pages that are filed under a line or theme, or lie below one that is."""
        name, _, number = what.partition(":")
        found: set[int] = set()
        for model in KIND_OF:
            if not issubclass(model, FiledPage):
                continue
            filed = model._default_manager.filter(**{f"{name}s": int(number)})
            found.update(filed.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:limit])
            if model in FILED_ABOVE:
                below = Page.objects.annotate(top=Substr("path", 1, FILED_DEPTH * Page.steplen)).filter(
                    top__in=filed.values("path"), depth__gt=FILED_DEPTH, pk__gt=after
                )
                found.update(below.order_by("pk").values_list("pk", flat=True)[:limit])
        return sorted(found)[:limit]

    def closed(self, person: Viewer, what: Sequence[str]) -> set[str]:
        """Lines and themes close nothing."""
        return set()

    def title_of(self, person: Viewer, within: str) -> str:
        """Return the title of a page, in the reader's language where it has that."""
        if ":" in within:
            return ""
        titles = {
            language: title
            for *_, title, _url, language in _versions.rows([uuid.UUID(within)], labels_of(person))
        }
        return titles.get(get_language() or "") or next(iter(titles.values()), "")


def within_of(keys: Collection[uuid.UUID]) -> dict[Any, tuple[str, ...]]:
    """Return what the talk under pages with these keys lies within: the page, and the course or meeting that it is part of."""
    if not keys:
        return {}
    pages = Page.objects.filter(translation_key__in=keys).values_list("translation_key", "path")
    tops = {path[: FILED_DEPTH * Page.steplen] for _key, path in pages}
    above: dict[str, uuid.UUID] = {}
    for model in FILED_ABOVE:
        above |= dict(model._default_manager.filter(path__in=tops).values_list("path", "translation_key"))
    return {
        key: tuple(
            dict.fromkeys(str(one) for one in (key, above.get(path[: FILED_DEPTH * Page.steplen])) if one)
        )
        for key, path in pages
    }


def _visible_versions(keys: Sequence[uuid.UUID], labels: Sequence[str]) -> Any:
    pages = visible(Page.objects.filter(translation_key__in=keys), cast(Viewer, Holder(labels)))
    return pages.order_by("pk").values_list(
        "pk", "translation_key", "title", "url_path", "locale__language_code"
    )


_versions = Prepared(_visible_versions)
_titles = Prepared(lambda paths: Page.objects.filter(url_path__in=paths).values_list("url_path", "title"))


def _places(addresses: Sequence[str]) -> dict[str, str]:
    """Say where pages lie: the titles of what is above them, below the index. Whoever sees a page sees what is above it,
    because an audience is inherited. One query, and none where nothing lies so deep.
    """
    above = {address: _above(address) for address in addresses}
    titles = dict(_titles.rows({path for paths in above.values() for path in paths}))
    return {
        address: " › ".join(titles[path] for path in paths if path in titles)
        for address, paths in above.items()
    }


def _above(address: str) -> list[str]:
    parts = address.strip("/").split("/")
    return [f"/{'/'.join(parts[:length])}/" for length in range(3, len(parts))]


def _body_of(pk: int) -> str:
    return f"page:{pk}/body"


def _closed_bodies(person: Viewer, keys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of the pages that the person sees have a text that they may not read at this moment. One query, and one
    more where something is held back.
    """
    closed: set[uuid.UUID] = set()
    for model in GUARDED:
        held = model.held_back(keys)
        settled = Audience.objects.in_bulk(held) if held else {}
        closed |= {
            key
            for key in held
            if key not in settled or not audiences.holds(person, *model.audience_of_held_back(settled[key]))
        }
    return closed


def _filing_above(pages: Iterable[Any]) -> dict[str, Any]:
    """Return courses and meetings above these pages by their path."""
    paths = {
        page.path[: FILED_DEPTH * Page.steplen]
        for page in pages
        if not isinstance(page, FiledPage) and page.depth > FILED_DEPTH
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
    filed: Any = page if isinstance(page, FiledPage) else above.get(page.path[: FILED_DEPTH * Page.steplen])
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
        form=page.resource_kind if isinstance(page, ResourcePage) else "",
        level=filed.level if filed else "",
        lines=_slugs(filed.lines.all()) if filed else (),
        themes=_slugs(filed.themes.all()) if filed else (),
        tags=tuple(sorted(item.tag.name for item in filed.tagged_items.all())) if filed is page else (),
        within=(str(filed.translation_key),) if filed else (),
        date=_date(page),
        picture=_picture(page),
        is_first=True,
    )


def _picture(page: Any) -> int:
    """Return the number of its cover, or of the first picture in its text; of those that may be shown beside its title."""
    if cover := getattr(page, "cover_id", None):
        return int(cover)
    return (
        next((block["value"]["image"] for block in page.body.raw_data if block["type"] == "picture"), None)
        or 0
    )


def _slugs(filings: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted({filing.slug for filing in filings}))


def _date(page: Any) -> datetime.date | None:
    moment = getattr(page, "starts_at", None) or page.last_published_at or page.first_published_at
    return moment.date() if moment else None


def _sections(page: Any, opening: Passage, audience: Audience) -> Iterator[Passage]:
    """Give the opening with what stands beside the body, then a passage for each section with words.

    Where the text may have an audience of its own, the opening holds none of it.
    """
    beside = [getattr(page, name, "") for name in ("authors", "place", "people", "room")]
    first, *sections = sections_of(page.body)
    label, second = page.audience_of_body(audience)
    body = replace(
        opening,
        audience=label,
        second_audience=second,
        summary="",
        tags=(),
        is_first=False,
        place_kind=SECTION,
    )
    if isinstance(page, GUARDED):
        body = replace(body, part=_body_of(page.pk))
        yield replace(opening, body=" ".join(filter(None, beside)))
        if first.text:
            yield replace(body, key=f"{opening.key}/{SECTION}/0", body=first.text)
    else:
        yield replace(opening, body=" ".join(filter(None, [first.text, *beside])))
    for order, section in enumerate(sections, start=1):
        if section.heading or section.text:
            yield replace(
                body,
                key=f"{opening.key}/{SECTION}/{order}",
                url=f"{opening.url}#{anchor_of(section.heading)}",
                heading=section.heading,
                body=section.text,
                place_number=order,
                order=order,
            )

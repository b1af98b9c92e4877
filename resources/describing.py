"""A resource told to other programs: one description from which citations, JSON-LD, OAI-PMH records and feeds are
made.

Who may see a resource is asked before its key comes here. A description names nothing but the resource itself, so
that it can be given to whoever may see that.
"""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from files.models import StoredFile
from pages.models import NetworkSettings
from programme.models import ProgrammeLine, Theme
from resources.licences import Licence, licence_of
from resources.models import Credit, Kind, ResourceFile, ResourcePage, Version


@dataclass(frozen=True, slots=True)
class Filing:
    """A programme line or theme, with its name in each language."""

    slug: str
    titles: dict[str, str]

    def title(self, language: str) -> str:
        """Its name in a language, or in whichever there is."""
        return self.titles.get(language) or next(iter(self.titles.values()))


@dataclass(slots=True)
class Described:
    """What can be said of a resource to anybody who may see it. `language` is that of the words."""

    key: uuid.UUID
    language: str
    title: str
    summary: str
    address: str
    titles: dict[str, str]
    summaries: dict[str, str]
    addresses: dict[str, str]
    kind: str
    kind_word: str
    year: int | None
    published_on: datetime.date | None
    changed_at: datetime.datetime | None
    licence: Licence
    publisher: str
    doi: str
    source_url: str
    minutes: int | None
    level: str
    level_word: str
    access_note: str
    funding_note: str
    version: int
    credits: list[Credit] = field(default_factory=list)
    lines: list[Filing] = field(default_factory=list)
    themes: list[Filing] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    files: list[tuple[StoredFile, str]] = field(default_factory=list)

    @property
    def languages(self) -> list[str]:
        """The languages that it can be read in: those of its files, and of its pages where it has none."""
        return sorted({language for _file, language in self.files} or set(self.titles))

    @property
    def makers(self) -> list[Credit]:
        """Whom a citation names: authors, else editors, else nobody, and the publisher stands for them."""
        for role in (Credit.Role.AUTHOR, Credit.Role.EDITOR):
            named = [credit for credit in self.credits if credit.role == role]
            if named:
                return named
        return []


def absolute(path: str) -> str:
    """Return an address that works from anywhere."""
    return settings.BASE_URL + path


def described(keys: Iterable[uuid.UUID], language: str = "") -> dict[uuid.UUID, Described]:
    """Describe resources in a language, or in their source's where they lack it. A fixed number of queries, however many."""
    language = language or get_language() or settings.LANGUAGE_CODE
    versions: defaultdict[uuid.UUID, list[ResourcePage]] = defaultdict(list)
    pages = (
        ResourcePage.objects.filter(translation_key__in=list(keys), live=True)
        .select_related("locale")
        .prefetch_related("lines", "themes", "tagged_items__tag", "credits")
        .defer("body")
        .order_by("pk")
    )
    for page in pages:
        versions[page.translation_key].append(page)
    sources = {key: found[0] for key, found in versions.items()}
    files = _files_of([page.pk for page in sources.values()])
    numbers = dict(
        Version.objects.filter(resource_key__in=sources)
        .order_by("resource_key", "number")
        .values_list("resource_key", "number")
    )
    filings = {
        model: _filings(model, name, sources.values())
        for model, name in ((ProgrammeLine, "lines"), (Theme, "themes"))
    }
    network = NetworkSettings.load().name
    return {
        key: _described(found, language, files.get(found[0].pk, []), numbers.get(key, 1), filings, network)
        for key, found in versions.items()
    }


def _files_of(pages: list[int]) -> dict[int, list[tuple[StoredFile, str]]]:
    files: defaultdict[int, list[tuple[StoredFile, str]]] = defaultdict(list)
    rows = ResourceFile.objects.filter(resource_id__in=pages).select_related("file")
    for offered in rows.order_by("resource_id", "sort_order", "pk"):
        files[offered.resource_id].append((offered.file, offered.language))
    return files


def _filings(model: Any, name: str, pages: Iterable[ResourcePage]) -> dict[uuid.UUID, Filing]:
    keys = {row.translation_key for page in pages for row in getattr(page, name).all()}
    known: dict[uuid.UUID, Filing] = {}
    for row in model.objects.filter(translation_key__in=keys).select_related("locale").order_by("pk"):
        filing = known.setdefault(row.translation_key, Filing(row.slug, {}))
        filing.titles[row.locale.language_code] = row.title
    return known


def _described(
    found: list[ResourcePage],
    language: str,
    files: list[tuple[StoredFile, str]],
    version: int,
    filings: dict[Any, dict[uuid.UUID, Filing]],
    network: str,
) -> Described:
    source = found[0]
    page = next((one for one in found if one.language == language), source)
    changed = [one.last_published_at for one in found if one.last_published_at]
    return Described(
        key=source.translation_key,
        language=page.language,
        title=page.title,
        summary=page.summary,
        address=absolute(page.address),
        titles={one.language: one.title for one in found},
        summaries={one.language: one.summary for one in found if one.summary},
        addresses={one.language: absolute(one.address) for one in found},
        kind=source.resource_kind,
        kind_word=str(Kind(source.resource_kind).label),
        year=source.year,
        published_on=source.first_published_at.date() if source.first_published_at else None,
        changed_at=max(changed) if changed else None,
        licence=licence_of(source.licence),
        publisher=source.publisher or network,
        doi=source.doi,
        source_url=source.source_url,
        minutes=source.minutes,
        level=source.level,
        level_word=str(source.get_level_display()),
        access_note=page.access_note,
        funding_note=page.funding_note,
        version=version,
        credits=sorted(source.credits.all(), key=lambda credit: (credit.sort_order or 0, credit.pk or 0)),
        lines=[filings[ProgrammeLine][row.translation_key] for row in source.lines.all()],
        themes=[filings[Theme][row.translation_key] for row in source.themes.all()],
        tags=sorted(item.tag.name for item in source.tagged_items.all()),
        files=files,
    )

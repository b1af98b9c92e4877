"""What the page of a resource shows: its files by part, versions, uses, how to cite it, and what the person has to do with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Sum
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.models import Page

from files.formats import Family
from files.models import ExtractedPage, Extraction, Preview
from members.audiences import Viewer
from members.consents import answer_of
from pages import generation
from pages.models.base import visible
from resources.citing import DOWNLOADS as DOWNLOADS_AS
from resources.citing import STYLES
from resources.consents import DOWNLOADS
from resources.describing import described
from resources.linked_data import as_script, linked_data
from resources.models import (
    Collection,
    Copy,
    Credit,
    Download,
    Kind,
    ResourceFile,
    ResourcePage,
    ResourcePart,
    Saved,
    Use,
    Version,
    VersionFile,
)
from resources.rules import may_moderate, may_propose
from resources.sources import source_page

USES_SHOWN = 12
CUES = 3000  # of a transcript


@dataclass(slots=True)
class Group:
    """The files of one part of a toolkit; of the whole, where `part` is None."""

    part: ResourcePart | None
    number: int
    files: list[ResourceFile] = field(default_factory=list)


@dataclass(slots=True)
class Player:
    """A recording as the page plays it: the file, its captions, and all that is said in it."""

    offered: ResourceFile
    captions: list[ResourceFile]
    transcript: list[ExtractedPage]
    is_film: bool


def files_of(page: ResourcePage) -> list[ResourceFile]:
    """Return the files that every language version of a resource offers: those of the version made first."""
    source = ResourcePage.objects.filter(translation_key=page.translation_key).order_by("pk").values("pk")[:1]
    return list(
        ResourceFile.objects.filter(resource_id__in=source)
        .select_related("file", "file__extraction")
        .prefetch_related("file__extraction__previews")
        .order_by("sort_order", "pk")
    )


def resource_for(request: HttpRequest, page: ResourcePage) -> dict[str, Any]:
    """Return all that the page shows, in a fixed number of queries."""
    person, key = request.user, page.translation_key
    source = source_page(key) or page
    files = files_of(page)
    versions = list(
        Version.objects.filter(resource_key=key).prefetch_related(
            Prefetch("files", VersionFile.objects.select_related("file"))
        )
    )
    uses = list(Use.objects.visible_to(person).filter(resource_key=key)[: USES_SHOWN + 1])
    counted = Download.objects.filter(resource_key=key).aggregate(count=Sum("count"))["count"]
    parts = list(page.parts.all()) or list(source.parts.all())
    told = generation.kept(request, f"told:{key}", lambda: _told(page)) if page.live else _told(page)
    return {
        "files": files,
        "whole_size": sum(offered.file.file_size or 0 for offered in files),
        "file_languages": sorted({(one.language, one.get_language_display()) for one in files}),
        "picture": _first_picture(files),
        "citation_files": [(ending, told.word) for ending, told in DOWNLOADS_AS.items()],
        "groups": _groups(parts, files),
        "parts": parts,
        "player": _player(files) if page.resource_kind == Kind.RECORDING else None,
        "chapters": list(page.chapters.order_by("seconds")) or list(source.chapters.order_by("seconds")),
        "credits": _credits(source, person),
        "downloads": counted or 0,
        "states": Extraction.State,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "uses": uses[:USES_SHOWN],
        "more_uses": len(uses) > USES_SHOWN,
        "related": _related(source, person),
        "in_collections": list(
            Collection.objects.visible_to(person).filter(items__resource_key=key, hidden_at=None)[:5]
        ),
        "may_moderate": may_moderate(person),
        **told,
        **_own(person, page, versions),
    }


def _own(person: Viewer, page: ResourcePage, versions: Sequence[Version]) -> dict[str, Any]:
    """What the person has to do with it: a copy, a place on their shelf, what they may do."""
    if not person.is_authenticated:
        return {"copy": None, "is_saved": False, "ask_consent": False, "may_collect": False}
    copy = Copy.objects.filter(person=person, resource_key=page.translation_key).first()
    behind = copy is not None and bool(versions) and copy.version < versions[0].number
    return {
        "copy": copy,
        "is_behind": behind,
        "question": copy is not None and copy.answered_at is None and copy.ask_at <= timezone.now(),
        "changes": [version for version in versions if copy is not None and version.number > copy.version],
        "is_saved": Saved.objects.filter(person=person, resource_key=page.translation_key).exists(),
        "ask_consent": copy is None and answer_of(person, DOWNLOADS) is None,
        "consent": DOWNLOADS,
        "may_collect": may_propose(person),
        "own_collections": list(Collection.objects.filter(person=person)) if may_propose(person) else [],
    }


def _told(page: ResourcePage) -> dict[str, Any]:
    """How it is cited, and what machines read: made once for each publish of anything."""
    work = described([page.translation_key], get_language() or "").get(page.translation_key)
    if work is None:
        return {"citations": [], "linked_data": "", "work": None}
    return {
        "citations": [(word, write(work)) for _name, word, write in STYLES],
        "linked_data": as_script(linked_data(work)),
        "work": work,
    }


def _first_picture(files: list[ResourceFile]) -> Preview | None:
    """What stands for the resource where its address is shared: the first page that was drawn."""
    drawn = (preview for one in files for preview in one.file.extraction.previews.all())
    return next(drawn, None)


def _groups(parts: list[ResourcePart], files: list[ResourceFile]) -> list[Group]:
    """Sort files under their parts, in order; what belongs to the whole comes first."""
    whole = Group(None, 0)
    groups = [Group(part, number) for number, part in enumerate(parts, start=1)]
    for offered in files:
        place = offered.part or 0
        (groups[place - 1] if 0 < place <= len(groups) else whole).files.append(offered)
    return [*([whole] if whole.files else []), *groups]


def _player(files: list[ResourceFile]) -> Player | None:
    played = next((one for one in files if one.file.family in (Family.FILM, Family.SOUND)), None)
    if played is None:
        return None
    captions = [one for one in files if one.file.family is Family.CAPTIONS]
    captions.sort(key=lambda one: one.language != get_language())
    cues = ExtractedPage.objects.filter(extraction__file_id=captions[0].file_id)[:CUES] if captions else []
    return Player(played, captions, list(cues), played.file.family is Family.FILM)


def _credits(source: ResourcePage, person: Viewer) -> list[Credit]:
    """Who made it; with their places in the lists of people and organisations, which members may open."""
    found = source.credits.order_by("sort_order", "pk")
    return list(found.select_related("person", "organisation") if may_propose(person) else found)


def _related(source: ResourcePage, person: Viewer) -> list[Page]:
    """Return the pages that belong with it, as far as the person may see them, in the language that they read."""
    keys = Page.objects.filter(pk__in=source.related.order_by().values("page")).values("translation_key")
    order = {
        key: place for place, key in enumerate(source.related.values_list("page__translation_key", flat=True))
    }
    best: dict[Any, Page] = {}
    for page in (
        visible(Page.objects.filter(translation_key__in=keys), person).select_related("locale").order_by("pk")
    ):
        if page.translation_key not in best or page.locale.language_code == get_language():
            best[page.translation_key] = page
    return sorted(best.values(), key=lambda page: order.get(page.translation_key, 0))

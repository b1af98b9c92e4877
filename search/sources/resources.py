"""What resources have beside their page: the words of their kind, the text in their files, and what people did with
them. Files and uses belong to the source-language version of a resource.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from files.formats import Family
from files.models import ExtractedPage, Extraction
from resources.models import ResourceFile, ResourcePage, Use
from search.passage import FILE_PAGE, SECTION, Passage

AFTER_SECTIONS = 1000  # files come after the sections of the page itself
AFTER_FILES = 100_000  # and uses after those
SPOKEN = 60  # words of captions that make one passage; a cue alone is too short to hold what one asks for

Make = Callable[[Passage], Passage]


def file_passages(pages: Sequence[ResourcePage]) -> dict[int, list[Make]]:
    """Return, by page, what turns the page's opening passage into those of its kind's words, its files and its uses.

    Only the source has files and uses: of the versions that share a translation key, the one made first.
    """
    made: defaultdict[int, list[Make]] = defaultdict(list)
    for page in pages:
        made[page.pk].extend(_own_words(page))
    sources = _sources(pages)
    for resource_id, make in (*_of_files(sources), *_of_uses(sources)):
        made[resource_id].append(make)
    return made


def _sources(pages: Sequence[ResourcePage]) -> dict[int, ResourcePage]:
    earlier = Page.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
    first = ResourcePage.objects.filter(~Exists(earlier), pk__in=[page.pk for page in pages])
    numbers = set(first.values_list("pk", flat=True))
    return {page.pk: page for page in pages if page.pk in numbers}


# -- the words of a kind -----------------------------------------------------------------------------
def _own_words(page: ResourcePage) -> Iterator[Make]:
    with override(page.language):
        told = [
            *page.own_words(),
            *((f"part-{n}", part.title, part.note) for n, part in enumerate(page.parts.all())),
        ]
        for order, (name, label, text) in enumerate(told, start=500):
            yield partial(
                _section, name=f"own/{name}", heading=str(label).capitalize(), text=text, order=order
            )


def _section(opening: Passage, *, name: str, heading: str, text: str, order: int) -> Passage:
    return replace(
        opening,
        key=f"{opening.key}/{name}",
        heading=heading,
        summary="",
        body=" ".join(text.split()),
        tags=(),
        place_kind=SECTION,
        place_number=order,
        order=order,
    )


# -- files ---------------------------------------------------------------------------------------------
def _of_files(sources: dict[int, ResourcePage]) -> Iterator[tuple[int, Make]]:
    offered = list(ResourceFile.objects.filter(resource__in=list(sources)).select_related("file"))
    read: defaultdict[int, list[ExtractedPage]] = defaultdict(list)
    extracted = ExtractedPage.objects.filter(
        extraction__file__in=[row.file_id for row in offered], extraction__state=Extraction.State.READ
    )
    for page in extracted.exclude(text="").select_related("extraction").order_by("extraction", "number"):
        read[page.extraction.file_id].append(page)
    for row in offered:
        pages = read[row.file_id]
        if row.file.family is Family.CAPTIONS:
            for order, cues in enumerate(_spoken(pages), start=1):
                yield row.resource_id, partial(_cues, row=row, cues=cues, order=order)
        else:
            for page in pages:
                yield row.resource_id, partial(_file_page, row=row, extracted=page)


def _spoken(cues: Iterable[ExtractedPage]) -> Iterator[list[ExtractedPage]]:
    """Put cues together until they are as long as a short paragraph."""
    together: list[ExtractedPage] = []
    words = 0
    for cue in cues:
        together.append(cue)
        words += len(cue.text.split())
        if words >= SPOKEN:
            yield together
            together, words = [], 0
    if together:
        yield together


def _cues(opening: Passage, *, row: ResourceFile, cues: list[ExtractedPage], order: int) -> Passage:
    """What is said from a moment on; it opens the page of the recording there."""
    return replace(
        opening,
        key=f"{opening.key}/file/{row.pk}/{cues[0].number}",
        url=f"{opening.url}#t={int(cues[0].seconds or 0)}",
        language=row.language,
        heading=cues[0].heading,
        summary="",
        body=" ".join(" ".join(cue.text.split()) for cue in cues),
        tags=(),
        place_kind=SECTION,
        place_number=order,
        order=AFTER_SECTIONS + order,
    )


def _file_page(opening: Passage, *, row: ResourceFile, extracted: ExtractedPage) -> Passage:
    """A page of a file. A PDF opens at it; slides, sheets and sections are read in the page that shows the file."""
    is_pdf = row.file.kind == "PDF"
    with override(opening.language):
        look = reverse("resources:read", args=[opening.parent, row.file.uuid])
    return replace(
        opening,
        key=f"{opening.key}/file/{row.pk}/{extracted.number}",
        url=f"{row.file.address}#page={extracted.number}" if is_pdf else f"{look}#piece-{extracted.number}",
        language=row.language,
        heading=extracted.heading,
        summary="",
        body=" ".join(extracted.text.split()),
        tags=(),
        is_first=False,
        place_kind=FILE_PAGE if is_pdf else SECTION,
        place_number=extracted.number,
        order=AFTER_SECTIONS + extracted.number,
    )


# -- uses ----------------------------------------------------------------------------------------------
def _of_uses(sources: dict[int, ResourcePage]) -> Iterator[tuple[int, Make]]:
    by_key = {page.translation_key: pk for pk, page in sources.items()}
    uses = Use.objects.shown().filter(resource_key__in=list(by_key)).order_by("pk")
    for order, use in enumerate(uses, start=AFTER_FILES):
        yield by_key[use.resource_key], partial(_use, use=use, order=order)


def _use(opening: Passage, *, use: Use, order: int) -> Passage:
    with override(use.written_in):
        heading = f"{use.get_kind_display()}, {use.where}" if use.where else str(use.get_kind_display())
        facts = " ".join(use.facts)
    return replace(
        opening,
        key=f"{opening.key}/use/{use.pk}",
        url=f"{opening.url}#use-{use.pk}",
        language=use.written_in,
        heading=heading,
        summary="",
        body=f"{' '.join(use.text.split())} {facts}".strip(),
        tags=(),
        date=use.told_at.date(),
        place_kind=SECTION,
        place_number=order,
        order=order,
    )


def uses_gone(keys: Collection[str]) -> set[str]:
    """Return those of these passages that are uses which are not shown any more; at most one query, none where there
    is no use.
    """
    told = {key: int(key.rpartition("/")[2]) for key in keys if "/use/" in key}
    if not told:
        return set()
    shown = set(Use.objects.shown().filter(pk__in=told.values()).values_list("pk", flat=True))
    return {key for key, pk in told.items() if pk not in shown}


def uses_closed(pages: Collection[int]) -> set[str]:
    """Return the keys of what may be indexed of these pages as a use and is shown no more: hidden, or not public any more."""
    told = Use.objects.exclude(pk__in=Use.objects.shown().values("pk"))
    keys = Page.objects.filter(pk__in=pages).values_list("translation_key", "pk")
    by_key = dict(keys)
    rows = told.filter(resource_key__in=by_key).values_list("resource_key", "pk") if by_key else ()
    return {f"page:{by_key[key]}/use/{pk}" for key, pk in rows}

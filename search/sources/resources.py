"""The text in the files of resources, page by page. Files belong to the source-language version of a
resource.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from django.db.models import Exists, OuterRef
from wagtail.models import Page

from files.models import ExtractedPage, Extraction
from resources.models import ResourceFile, ResourcePage
from search.passage import FILE_PAGE, SECTION, Passage

AFTER_SECTIONS = 1000  # files come after the sections of the page itself


def file_passages(pages: Sequence[ResourcePage]) -> dict[int, list[Callable[[Passage], Passage]]]:
    """Return, by page, what turns the page's opening passage into one for each page of its files.

    Only the source has files: of the versions that share a translation key, the one made first.
    """
    earlier = Page.objects.filter(
        translation_key=OuterRef("resource__translation_key"), pk__lt=OuterRef("resource_id")
    )
    offered = list(
        ResourceFile.objects.filter(
            ~Exists(earlier), resource__in=[page.pk for page in pages]
        ).select_related("file")
    )
    read: dict[int, list[ExtractedPage]] = {}
    for extracted in ExtractedPage.objects.filter(
        extraction__file__in=[row.file_id for row in offered], extraction__state=Extraction.State.READ
    ).select_related("extraction"):
        read.setdefault(extracted.extraction.file_id, []).append(extracted)
    made: dict[int, list[Callable[[Passage], Passage]]] = {}
    for row in offered:
        made.setdefault(row.resource_id, []).extend(
            partial(_file_page, row=row, extracted=extracted) for extracted in read.get(row.file_id, ())
        )
    return made


def _file_page(opening: Passage, *, row: ResourceFile, extracted: ExtractedPage) -> Passage:
    # Only a PDF opens at a page; other files are cut at their headings, and open at the top.
    is_pdf = row.file.file_extension.lower() == "pdf"
    return replace(
        opening,
        key=f"{opening.key}/file/{row.pk}/{extracted.number}",
        url=f"{row.file.address}#page={extracted.number}" if is_pdf else row.file.address,
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

"""`GET /api/v1/search`: the same results as the page, as JSON."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from search import results
from search.found import Hit, Results
from search.query import FILTERS, LARGEST_PAGE_SIZE, PAGE_SIZE
from search.views import query_of

router = Router(tags=["search"])


class FacetChoice(Schema):
    """A value of a facet, how many results it would give, and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


class PassageOut(Schema):
    """Where the words are. `highlight` is HTML, escaped, with `<mark>`; `url` lands on the place."""

    url: str
    language: str
    heading: str
    place: str
    number: int
    highlight: str


class HitOut(Schema):
    """A course, module, lesson, resource, topic, meeting, session or page."""

    kind: str
    title: str
    title_highlight: str
    url: str
    language: str
    date: str
    lines: list[str]
    themes: list[str]
    passages: list[PassageOut]


class SearchOut(Schema):
    """One page of results. `limited`: the engine did not answer, only titles were searched."""

    q: str
    corrected: str
    some_words: bool
    limited: bool
    total: int
    page: int
    pages: int
    facets: dict[str, list[FacetChoice]]
    hits: list[HitOut]


def _parameter(name: str, said: str, *, many: bool = False) -> dict[str, Any]:
    one = {"type": "string"}
    schema = {"type": "array", "items": one} if many else one
    return {"name": name, "in": "query", "required": False, "description": said, "schema": schema}


#: Written down, not worked out: `query_of` reads an address that holds anything at all, as it does for the page, and
#: having a schema read it first would cost a third of the whole answer.
PARAMETERS = [
    _parameter("q", 'Words, "phrases in quotation marks", -words to leave out'),
    *(
        _parameter(
            name, "May be repeated: values of one filter widen it, filters narrow each other", many=True
        )
        for name in FILTERS
    ),
    _parameter("page", "From 1"),
    _parameter("size", f"Results on a page, {PAGE_SIZE} unless said, {LARGEST_PAGE_SIZE} at most"),
]


@router.get(
    "/search",
    response=SearchOut,
    summary="Search everything that you may see",
    openapi_extra={"parameters": PARAMETERS},
)
def search(request: HttpRequest) -> Any:
    """Search in both languages; quote "a phrase", put a minus before what is to be left out."""
    query = query_of(request.GET, size=request.GET.get("size", PAGE_SIZE))
    # Answered as it is: checking our own output against the schema again would cost as much as finding it.
    return JsonResponse(as_json(results.find(request.user, query)))


def as_json(found: Results) -> dict[str, Any]:
    """Return results in the shape of `SearchOut`."""
    return {
        "q": found.query.text,
        "corrected": found.corrected,
        "some_words": found.some_words,
        "limited": found.limited,
        "total": found.total,
        "page": found.query.page,
        "pages": found.pages,
        "facets": {
            facet: [
                {
                    "value": choice.value,
                    "label": str(choice.word),
                    "count": choice.count,
                    "chosen": choice.chosen,
                }
                for choice in choices
            ]
            for facet, choices in found.facets.items()
        },
        "hits": [_hit(hit) for hit in found.hits],
    }


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "title": hit.title,
        "title_highlight": hit.marked_title,
        "url": hit.url,
        "language": hit.language,
        "date": hit.date,
        "lines": hit.lines,
        "themes": hit.themes,
        "passages": [
            {
                "url": passage.url,
                "language": passage.language,
                "heading": passage.heading,
                "place": passage.place_kind,
                "number": passage.place_number,
                "highlight": passage.excerpt,
            }
            for passage in hit.passages
        ],
    }

"""`GET /api/v1/search` and `/api/v1/search/suggest`: the same results as the page, as JSON."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import translation
from django.utils.translation import get_language
from ninja import Router, Schema

from search import results, suggesting
from search.addresses import query_of
from search.analysis import LANGUAGES
from search.found import Hit, Results
from search.parsing import LARGEST_PAGE_SIZE, LONGEST
from search.query import FILTERS, PAGE_SIZE

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
    """A course, module, lesson, resource, topic, meeting, session, person or page. `place` is what it is a part of."""

    kind: str
    form: str
    title: str
    title_highlight: str
    url: str
    language: str
    place: str
    date: str
    lines: list[str]
    themes: list[str]
    picture: str
    passages: list[PassageOut]


class SearchOut(Schema):
    """One page of results. `corrected` is what was asked instead of words that nothing holds, `meant` what was perhaps meant;
    `limited`: the engine did not answer, only titles were searched; `within` is the title of what was searched inside of.
    """

    q: str
    corrected: str
    meant: str
    within: str
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
    _parameter("q", 'Words, "phrases in quotation marks", -words to leave out, beginnings of words*'),
    *(
        _parameter(
            name, "May be repeated: values of one filter widen it, filters narrow each other", many=True
        )
        for name in FILTERS
    ),
    _parameter("from", "The first day, as 2026, 2026-03 or 2026-03-01"),
    _parameter("to", "The last day"),
    _parameter(
        "in", "Search only inside of this: the UUID of a course, resource or meeting, or forum:<number>"
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


class SuggestionOut(Schema):
    """A thing whose title begins as what was typed."""

    kind: str
    label: str
    title: str
    url: str
    language: str
    place: str


class SuggestOut(Schema):
    """At most eight, the best first."""

    q: str
    suggestions: list[SuggestionOut]


@router.get(
    "/search/suggest",
    response=SuggestOut,
    summary="Suggest titles while somebody types",
    openapi_extra={
        "parameters": [
            _parameter("q", "What is typed so far, two letters at least"),
            _parameter("language", "In which language titles and kinds are given: en or fr"),
        ]
    },
)
def suggest(request: HttpRequest) -> Any:
    """Suggest courses, resources, people, discussions and whatever else has a title that the person may see."""
    text = request.GET.get("q", "")
    language = request.GET.get("language", "")
    with translation.override(language if language in LANGUAGES else get_language()):
        found = [
            {
                "kind": one.kind,
                "label": str(one.kind_word),
                "title": one.title,
                "url": one.url,
                "language": one.language,
                "place": one.place,
            }
            for one in suggesting.suggest(request.user, text)
        ]
    answer = JsonResponse({"q": text[:LONGEST], "suggestions": found})
    answer["Cache-Control"] = "private, no-store"  # what somebody may see is for nobody else
    return answer


def as_json(found: Results) -> dict[str, Any]:
    """Return results in the shape of `SearchOut`."""
    return {
        "q": found.query.text,
        "corrected": found.corrected,
        "meant": found.meant,
        "within": found.within,
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
        "form": hit.form,
        "title": hit.title,
        "title_highlight": hit.marked_title,
        "url": hit.url,
        "language": hit.language,
        "place": hit.place,
        "date": hit.date,
        "lines": hit.lines,
        "themes": hit.themes,
        "picture": hit.picture.url if hit.picture else "",
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

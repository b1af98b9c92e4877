"""A question answered for a person: the engine finds, the database says what may be shown, this puts both
together.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import CharField, Value
from django.utils.translation import get_language

from files.models import Picture
from members.audiences import Viewer, labels_of
from members.prepared import Prepared
from pages.generation import kept_under
from programme.models import ProgrammeLine, Theme
from search import fusion, sources, titles, wording
from search.engines import current
from search.engines.breaker import EnginePaused
from search.engines.contract import FACETS, Answer, Counts, EngineHit, Found
from search.found import FORM_WORDS, KIND_WORDS, LANGUAGE_WORDS, LEVEL_WORDS, Choice, Hit, Results
from search.highlight import Marker
from search.models import Version
from search.passage import KINDS
from search.query import Query
from search.sources import Seen

log = logging.getLogger(__name__)

MOST_CHECKED = (
    20_000  # objects waiting to be indexed that are checked one by one; beyond it all of them are left out
)
Filings = Mapping[str, Mapping[str, tuple[str, str]]]  # facet, slug: title and colour
NO_FILINGS: Filings = {"line": {}, "theme": {}}
PICTURE = "fill-288x192"  # twice the size that it is shown in, for dense screens


def find(person: Viewer, query: Query) -> Results:
    """Answer a question for a person. Whatever happens to the engine, there is an answer."""
    if query.is_empty:
        return Results(query)
    inside = sources.title_of(person, query.within) if query.within else ""
    if not inside:
        query = replace(query, within="")  # not there, or closed: nobody learns which
        if query.is_empty:
            return Results(query)
    now = state()
    query = wording.applied(query, now.wording)
    try:
        answer = fusion.search(current(), query, labels_of(person), closed(person, now.waiting))
    except EnginePaused:
        found = titles.find(person, query)  # why was said when it failed
    except Exception:
        log.exception("the search engine did not answer; titles are looked up in the database")
        found = titles.find(person, query)
    else:
        found = _results(person, query, answer, now.generation)
    found.within = inside
    return found


class State(NamedTuple):
    """What changed but is not indexed yet, the number of what editors told the search, and that of what all pages share."""

    waiting: set[str]
    wording: int
    generation: int


def state() -> State:
    """Read it as it is now. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object, 0 FROM search_change UNION SELECT what, 0 FROM search_round "
            "UNION SELECT '', number FROM search_version WHERE id = %s "
            "UNION SELECT '+', number FROM pages_generation WHERE id = 1",
            [Version.WORDING],
        )
        rows = dict(cursor.fetchall())
    wording, generation = rows.pop("", 0), rows.pop("+", 0)
    return State(set(rows), wording, generation)


def closed(person: Viewer, waiting: set[str]) -> frozenset[str]:
    """Return the handles of what waits to be indexed and the person may not see now, so that nothing counts it. One query a
    source, and none as a rule.
    """
    if not waiting or len(waiting) > MOST_CHECKED:
        return frozenset(waiting)
    return sources.unseen(person, waiting)


def _results(person: Viewer, query: Query, answer: Answer, generation: int) -> Results:
    seen = sources.seen(person, [passage for hit in answer.hits for passage in hit.passages])
    filed = any(answer.facets[facet] for facet in ("line", "theme")) or query.lines or query.themes
    words = kept_under(generation, "filings", _filing_words) if filed else NO_FILINGS
    marker = Marker(answer.asked.terms)
    pictures = _pictures({hit.picture for hit in answer.hits if hit.picture})
    hits = []
    for found in answer.hits:
        passages = tuple(passage for passage in found.passages if passage.key in seen)
        if not passages:
            log.warning("the index held %s, which the database does not show", found.parent)
            continue
        hit = _hit(found, passages, seen, marker)
        hit.colour = next(
            (words["line"][slug][1] for slug in found.lines if slug in words["line"]), hit.colour
        )
        hit.picture = pictures.get(found.picture)
        hits.append(hit)
    return Results(
        query=query,
        hits=hits,
        total=answer.total - (len(answer.hits) - len(hits)),
        facets=_choices(answer.facets, query, words),
        corrected=answer.corrected,
        meant=answer.meant,
        some_words=answer.some_words,
    )


def _hit(found: EngineHit, passages: tuple[Found, ...], seen: dict[str, Seen], marker: Marker) -> Hit:
    title, url, language, place = seen[passages[0].key]
    return Hit(
        kind=found.kind,
        parent=found.parent,
        form=found.form,
        title=title,
        marked_title=marker.whole(title, language),
        url=url,
        language=language,
        place=place,
        date=found.date,
        lines=found.lines,
        themes=found.themes,
        passages=tuple(_landing(passage, seen[passage.key]) for passage in passages),
    )


def _landing(passage: Found, seen: Seen) -> Found:
    """A discussion is read under the address of the reader's language; the post in it stays the same."""
    if passage.place_kind != "post":
        return passage
    return replace(passage, url=f"{seen.url}?{passage.url.partition('?')[2]}")


def _pictures(numbers: set[int]) -> dict[int, Any]:
    """Return a rendition of each picture; pictures are public by declaration."""
    if not numbers:
        return {}
    found = Picture.objects.filter(pk__in=numbers).prefetch_renditions(PICTURE)
    return {picture.pk: picture.get_rendition(PICTURE) for picture in found}


def _all_filings() -> Any:
    lines = ProgrammeLine.objects.order_by().values_list(
        "slug", "title", "locale__language_code", "colour", Value("line", CharField())
    )
    themes = Theme.objects.order_by().values_list(
        "slug", "title", "locale__language_code", Value(""), Value("theme")
    )
    return lines.union(themes, all=True)


_filings = Prepared(_all_filings)


def _filing_words() -> Filings:
    """Return title and colour of lines and themes by slug, in the reader's language where they have it. One
    query.
    """
    words: dict[str, dict[str, tuple[str, str]]] = {"line": {}, "theme": {}}
    language = get_language()
    for slug, title, code, colour, facet in _filings.rows():
        if code == language or slug not in words[facet]:
            words[facet][slug] = title, colour
    return words


#: Facets whose choices have an order of their own; those of the others are in the order of how many they give.
_PLACES = {
    facet: {value: place for place, value in enumerate(values)}
    for facet, values in {"kind": KINDS, "form": FORM_WORDS, "level": LEVEL_WORDS}.items()
}
_WORDS = {"kind": KIND_WORDS, "form": FORM_WORDS, "level": LEVEL_WORDS, "language": LANGUAGE_WORDS}


def _choices(counts: Counts, query: Query, filings: Filings) -> dict[str, list[Choice]]:
    words = _words_of_choices(filings)
    facets = {}
    for facet in FACETS:
        chosen = query.chosen[facet]
        values = {**dict.fromkeys(chosen, 0), **counts.get(facet, {})}
        called = words[facet]
        made = [
            Choice(value, called.get(value, value), count, chosen=value in chosen)
            for value, count in values.items()
        ]
        if places := _PLACES.get(facet):
            made.sort(key=lambda choice: (places.get(choice.value, len(places)), choice.value))
        else:
            made.sort(key=lambda choice: (-choice.count, choice.value))
        facets[facet] = made
    return facets


def _words_of_choices(filings: Filings) -> dict[str, dict[str, str]]:
    """Return what the values of each facet are called."""
    return {
        **{
            facet: {slug: title for slug, (title, _colour) in found.items()}
            for facet, found in filings.items()
        },
        **_words_in(get_language()),
    }


@lru_cache(maxsize=len(LANGUAGE_WORDS))
def _words_in(language: str | None) -> dict[str, dict[str, str]]:
    """Return the words of the facets that are the same on every site, in the language that is active, which is this one."""
    return {facet: {value: str(word) for value, word in words.items()} for facet, words in _WORDS.items()}


def chosen_words(query: Query) -> list[str]:
    """Return what was chosen, in words."""
    words = _words_of_choices(_filing_words() if query.lines or query.themes else NO_FILINGS)
    return [
        words[facet].get(value, value) for facet, values in query.chosen.items() for value in sorted(values)
    ]

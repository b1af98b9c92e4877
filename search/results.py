"""A question answered for a person: the engine finds, the database says what may be shown, this puts both
together.
"""

import logging
from dataclasses import replace
from typing import Any

from django.db import connection
from django.db.models import CharField, Value
from django.utils.translation import get_language

from members.audiences import Viewer, labels_of
from pages.prepared import Prepared
from programme.models import ProgrammeLine, Theme
from search import sources, titles
from search.engines import current
from search.engines.breaker import EnginePaused
from search.engines.contract import FACETS, Answer, Counts, Found
from search.found import KIND_WORDS, LANGUAGE_WORDS, Choice, Hit, Results
from search.highlight import Marker
from search.passage import KINDS
from search.query import Query
from search.sources import Seen

log = logging.getLogger(__name__)

MOST_CHECKED = (
    20_000  # objects waiting to be indexed that are checked one by one; beyond it all of them are left out
)


def find(person: Viewer, query: Query) -> Results:
    """Answer a question for a person. Whatever happens to the engine, there is an answer."""
    if query.is_empty:
        return Results(query)
    try:
        answer = current().search(query, labels_of(person), _waiting_and_closed(person))
    except EnginePaused:
        return titles.find(person, query)  # why was said when it failed
    except Exception:
        log.exception("the search engine did not answer; titles are looked up in the database")
        return titles.find(person, query)
    return _results(person, query, answer)


def _waiting_and_closed(person: Viewer) -> frozenset[str]:
    """Return what changed but is not indexed yet and the person may not see now, so that nothing counts it.
    One query, as a rule.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT object FROM search_change")
        waiting = {name for (name,) in cursor.fetchall()}
    if not waiting or len(waiting) > MOST_CHECKED:
        return frozenset(waiting)
    return sources.unseen(person, waiting)


def _results(person: Viewer, query: Query, answer: Answer) -> Results:
    seen = sources.seen(person, [passage for hit in answer.hits for passage in hit.passages])
    filed = any(answer.facets[facet] for facet in ("line", "theme")) or query.lines or query.themes
    words = _filing_words() if filed else {"line": {}, "theme": {}}
    marker = Marker(answer.asked.terms)
    hits = []
    for found in answer.hits:
        passages = tuple(passage for passage in found.passages if passage.key in seen)
        if not passages:
            log.warning("the index held %s, which the database does not show", found.parent)
            continue
        title, url, language = seen[passages[0].key]
        hits.append(
            Hit(
                kind=found.kind,
                title=title,
                marked_title=marker.whole(title, language),
                url=url,
                language=language,
                date=found.date,
                lines=found.lines,
                themes=found.themes,
                colour=next(
                    (words["line"][slug][1] for slug in found.lines if slug in words["line"]), "capacity"
                ),
                passages=tuple(_landing(passage, seen[passage.key]) for passage in passages),
            )
        )
    return Results(
        query=query,
        hits=hits,
        total=answer.total - (len(answer.hits) - len(hits)),
        facets=_choices(answer.facets, query, words),
        corrected=answer.corrected,
        some_words=answer.some_words,
    )


def _landing(passage: Found, seen: Seen) -> Found:
    """A discussion is read under the address of the reader's language; the post in it stays the same."""
    if passage.place_kind != "post":
        return passage
    return replace(passage, url=f"{seen.url}?{passage.url.partition('?')[2]}")


def _all_filings() -> Any:
    lines = ProgrammeLine.objects.order_by().values_list(
        "slug", "title", "locale__language_code", "colour", Value("line", CharField())
    )
    themes = Theme.objects.order_by().values_list(
        "slug", "title", "locale__language_code", Value(""), Value("theme")
    )
    return lines.union(themes, all=True)


_filings = Prepared(_all_filings)


def _filing_words() -> dict[str, dict[str, tuple[str, str]]]:
    """Return title and colour of lines and themes by slug, in the reader's language where they have it. One
    query.
    """
    words: dict[str, dict[str, tuple[str, str]]] = {"line": {}, "theme": {}}
    language = get_language()
    for slug, title, code, colour, facet in _filings.rows():
        if code == language or slug not in words[facet]:
            words[facet][slug] = title, colour
    return words


def _choices(
    counts: Counts, query: Query, words: dict[str, dict[str, tuple[str, str]]]
) -> dict[str, list[Choice]]:
    chosen = {"kind": query.kinds, "line": query.lines, "theme": query.themes, "language": query.languages}
    facets = {}
    for facet in FACETS:
        values = {**dict.fromkeys(chosen[facet], 0), **counts.get(facet, {})}
        made = [
            Choice(value, _word(facet, value, words), count, chosen=value in chosen[facet])
            for value, count in values.items()
        ]
        order = KINDS.index if facet == "kind" else None
        made.sort(key=lambda choice: order(choice.value) if order else (-choice.count, choice.value))
        facets[facet] = made
    return facets


def _word(facet: str, value: str, words: dict[str, dict[str, tuple[str, str]]]) -> Any:
    if facet == "kind":
        return KIND_WORDS[value]
    if facet == "language":
        return LANGUAGE_WORDS[value]
    return words[facet].get(value, (value, ""))[0]

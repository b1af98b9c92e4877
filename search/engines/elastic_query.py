"""From a question of ours to what Elasticsearch is asked."""

import datetime
from collections.abc import Collection, Iterable
from typing import Any

from search import analysis
from search.engines.contract import FACETS, FRESH_DAYS, FRESHNESS, USE
from search.engines.hits import MOST_TEXTS
from search.passage import MOST_USED
from search.query import Query, Term

FIELD_OF = {
    "kind": "kind", "form": "form", "line": "lines", "theme": "themes", "level": "level", "language": "language",
}  # fmt: skip
EXACT = 40_000  # up to so many things totals are exact; it is the most that Elasticsearch offers
MOST_VALUES = 1000  # values of one facet
MOST_EXCLUDED = 60_000  # things taken out by their words; Elasticsearch takes 65,536 values in a list

# Points above all that words bring, and each far above the next: what leads, what has this very title, what has all
# words. Powers of two, so that they can be told apart from the rest of a score, which Elasticsearch keeps in 32 bits.
PLACED = 2.0**20
NAMED = 2.0**19
ALL_WORDS = 2.0**13

# As `contract.WEIGHTS`, in the same order, but smaller: `combined_fields` lets a weighted field count as if it were
# written that many times, which makes the text longer too; FTS5 weighs the words alone. At 8 for titles a long title
# sank what it stood on.
WEIGHTS = {"title": 2.5, "heading": 2.0, "summary": 1.5, "body": 1.0}

Clause = dict[str, Any]


# -- words ------------------------------------------------------------------------------------------------


def term_clause(term: Term) -> Clause:
    """Ask for a term in either language. Within one, a word counts once over all fields, by their weights."""
    if term.is_prefix:
        # As `fts_reading` ranks them: a title that begins so counts as titles do.
        begins = [("name", 8.0), ("words", 1.0)]
        return _best(
            [_constant({"prefix": {field: {"value": term.words[0]}}}, points) for field, points in begins]
        )
    any_of = []
    for words in term.spellings:
        for language in analysis.LANGUAGES:
            if term.is_loose:
                any_of.append({"bool": {"must": [_words((word,), language) for word in words]}})
            else:
                any_of.append(_words(words, language))
    any_of += [_words(words, language) for language, words in term.synonyms]
    return _best(any_of)


def _best(any_of: list[Clause]) -> Clause:
    return {"dis_max": {"queries": any_of}}


def _constant(clause: Clause, points: float) -> Clause:
    return {"constant_score": {"filter": clause, "boost": points}}


def _words(words: tuple[str, ...], language: str) -> Clause:
    fields = [f"{name}.{language}^{weight:g}" for name, weight in WEIGHTS.items()]
    if len(words) == 1:
        return {"combined_fields": {"query": words[0], "fields": fields, "operator": "and"}}
    return {"multi_match": {"query": " ".join(words), "type": "phrase", "fields": fields}}


def all_of(query: Query) -> Clause:
    """Ask for all words. Beginnings of words do not rank where there are whole ones."""
    whole = [term_clause(term) for term in query.required if not term.is_prefix]
    begun = [term_clause(term) for term in query.required if term.is_prefix]
    return {"bool": {"must": whole, "filter": begun} if whole else {"must": begun}}


def some_of(query: Query) -> Clause:
    """Ask for any of the words, and for quoted phrases and beginnings all the same."""
    parts = dict.fromkeys(part for term in query.required if not term.is_prefix for part in term.parts)
    return {
        "bool": {
            "must": [{"bool": {"should": [term_clause(part) for part in parts], "minimum_should_match": 1}}],
            "filter": [term_clause(term) for term in query.required if term.is_strict],
        }
    }


def any_of(terms: Iterable[Term]) -> Clause:
    """Ask for any of these, without ranking."""
    return {"bool": {"should": [term_clause(term) for term in terms], "minimum_should_match": 1}}


def ranked(clause: Clause, query: Query, *, some_words: bool) -> Clause:
    """Rank what has the words, with what is found beside it; see `contract.FRESHNESS` and the points above."""
    beside = [_constant({"terms": {"parent": list(query.placed)}}, 0.0)] if query.placed else []
    beside += [_constant({"terms": {"key": list(query.near)}}, 0.0)] if query.near else []
    leading = query.leading or query.placed
    points = [
        _constant({"term": {"parent": parent}}, PLACED * (len(leading) - number))
        for number, parent in enumerate(leading)
    ]
    if query.naming:
        points.append(_constant({"term": {"naming": query.naming}}, NAMED))
    if some_words:
        points.append(_constant(all_of(query), ALL_WORDS))
    found: Clause = {
        "function_score": {
            "query": clause,
            "functions": [
                {"weight": 1.0},
                {
                    "filter": {"exists": {"field": "date"}},
                    "linear": {"date": {"origin": _today(), "scale": f"{FRESH_DAYS // 2}d", "decay": 0.5}},
                    "weight": FRESHNESS,
                },
                {
                    "field_value_factor": {"field": "use", "factor": 1.0 / MOST_USED, "missing": 0.0},
                    "weight": USE,
                },
            ],
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }
    if beside:
        found = {"bool": {"should": [found, *beside], "minimum_should_match": 1}}
    return {"bool": {"must": [found], "should": points}} if points else found


# -- what may be seen, and what was chosen ----------------------------------------------------------------


def _today() -> str:
    return datetime.date.today().isoformat()


def visible(clause: Clause, query: Query, labels: Collection[str], without: Collection[str]) -> Clause:
    """Keep what who holds these labels may see, less what has these handles, within what the question is about. This is
    never left out.
    """
    held = sorted(labels)
    kept: list[Clause] = [
        {"term": {"gone": False}},
        {"terms": {"audience": held}},
        {"terms": {"second": ["", *held]}},
    ]
    hidden: list[Clause] = [{"range": {"until": {"lt": _today()}}}]
    if without:
        hidden.append({"terms": {"handles": sorted(without)}})
    if query.within:
        kept.append({"term": {"handles": query.within}})
    if query.since or query.to:
        between = {"gte": query.since, "lte": query.to}
        kept.append({"range": {"date": {name: day.isoformat() for name, day in between.items() if day}}})
    return {"bool": {"must": [clause], "filter": kept, "must_not": hidden}}


def filters(query: Query) -> dict[str, Clause]:
    """Return what was chosen, by facet."""
    return {
        facet: {"terms": {FIELD_OF[facet]: sorted(values)}}
        for facet, values in query.chosen.items()
        if values
    }


# -- whole questions --------------------------------------------------------------------------------------


def search_body(clause: Clause, words: Clause, query: Query, excluded: Collection[str]) -> dict[str, Any]:
    """Ask for a page of parents with their best passages, all totals and facets. Choices are a post filter."""
    beside = query.placed or query.near  # these are no reason to think that enough was found
    found = {"filter": words, "aggs": {"parents": _parents()}} if beside else _parents()
    return {
        "query": clause,
        "post_filter": _passing(query, (*excluded, *query.passed)),
        "aggs": {"found": found, **_counts(query, excluded)},
        "collapse": _groups([{"_score": "desc"}, {"position": "asc"}, {"key": "asc"}]),
        "sort": [{"_score": "desc"}, {"parent": "asc"}],
        "track_scores": True,
        **_page(query),
    }


def rank_body(clause: Clause, words: Clause, query: Query, excluded: Collection[str]) -> dict[str, Any]:
    """Ask for the order alone."""
    body = search_body(clause, words, query, excluded)
    return {**body, "aggs": {"found": body["aggs"]["found"]}, "collapse": {"field": "parent"}}


def newest_bodies(clause: Clause, query: Query) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ask for a page of the newest, and apart from it for totals and facets, which Elasticsearch keeps until something
    changes.
    """
    counts = {"query": clause, "aggs": _counts(query, ()), "size": 0, "track_total_hits": False}
    page = {
        "query": {"bool": {"filter": [clause, _passing(query, query.passed)]}},
        "collapse": _groups([{"first": "desc"}, {"position": "asc"}, {"key": "asc"}]),
        "sort": [{"date": {"order": "desc", "missing": "_last"}}, {"parent": "asc"}],
        **_page(query),
    }
    return counts, page


def titles_body(words: list[str], begins: str, limit: int, clause_of: Any) -> dict[str, Any]:
    """Ask for titles that hold these words, the last one perhaps not typed to its end, in the order of
    `fts_titles.suggested`.
    """
    *whole, last = words
    wanted = [{"term": {"first": True}}, {"prefix": {"name": {"value": last}}}]
    wanted += [{"match": {"name": {"query": word}}} for word in whole]
    clause = {
        "function_score": {
            "query": {
                "bool": {
                    "filter": wanted,
                    "should": [_constant({"prefix": {"naming": {"value": begins}}}, 1.0)],
                }
            },
            "functions": [
                {"field_value_factor": {"field": "use", "factor": 0.5 / MOST_USED, "missing": 0.0}}
            ],
            "boost_mode": "sum",
        }
    }
    return {
        "query": clause_of(clause),
        "collapse": {"field": "parent"},
        "sort": [{"_score": "desc"}, {"naming": "asc"}],
        "size": limit,
        "track_total_hits": False,
        "_source": ["shown"],
    }


def nearest_body(vector: Any, query: Query, limit: int, clause_of: Any) -> dict[str, Any]:
    """Ask for what is nearest in meaning among what may be seen and passes the filters."""
    among = clause_of({"bool": {"filter": list(filters(query).values())}})
    wanted = 3 * limit  # passages of one parent are often near each other
    return {
        "knn": {
            "field": "vector",
            "query_vector": [float(number) for number in vector],
            "k": wanted,
            "num_candidates": max(2 * wanted, 200),
            "filter": among,
        },
        "size": wanted,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": ["key", "parent"],
    }


def _passing(query: Query, excluded: Collection[str], but: str = "") -> Clause:
    kept = [clause for facet, clause in filters(query).items() if facet != but]
    return {
        "bool": {"filter": kept, "must_not": [{"terms": {"parent": sorted(excluded)}}] if excluded else []}
    }


def _counts(query: Query, excluded: Collection[str]) -> dict[str, Any]:
    """Count what passes all filters, and each chosen facet with every filter but its own."""
    chosen = filters(query)
    counts: dict[str, Any] = {
        "passing": {
            "filter": _passing(query, excluded),
            "aggs": {
                "parents": _parents(),
                **{facet: _values(facet) for facet in FACETS if facet not in chosen},
            },
        }
    }
    for facet in chosen:
        counts[facet] = {"filter": _passing(query, excluded, but=facet), "aggs": {facet: _values(facet)}}
    return counts


def _values(facet: str) -> Clause:
    return {"terms": {"field": FIELD_OF[facet], "size": MOST_VALUES}, "aggs": {"parents": _parents()}}


def _parents() -> Clause:
    return {"cardinality": {"field": "parent", "precision_threshold": EXACT}}


def _groups(sort: list[Clause]) -> Clause:
    return {
        "field": "parent",
        "inner_hits": {
            "name": "passages",
            "size": MOST_TEXTS,
            "sort": sort,
            "track_scores": True,
            "_source": ["shown", "lines", "themes"],
        },
    }


def _page(query: Query) -> dict[str, Any]:
    return {"track_total_hits": False, "from": query.first, "size": query.size, "_source": False}

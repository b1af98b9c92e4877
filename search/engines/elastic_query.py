"""From a question of ours to what Elasticsearch is asked."""

from collections.abc import Collection, Iterable
from typing import Any

from search import analysis
from search.engines.contract import FACETS
from search.engines.hits import MOST_TEXTS
from search.query import Query, Term

FIELD_OF = {"kind": "kind", "line": "lines", "theme": "themes", "language": "language"}
EXACT = 40_000  # up to so many things totals are exact; it is the most that Elasticsearch offers
MOST_VALUES = 1000  # values of one facet
MOST_EXCLUDED = 60_000  # things taken out by their words; Elasticsearch takes 65,536 values in a list
ALL_WORDS = 10_000.0  # points for having all words: more than any number of rare words brings

# As `contract.WEIGHTS`, in the same order, but smaller: `combined_fields` lets a weighted field count as if it were
# written that many times, which makes the text longer too; FTS5 weighs the words alone. At 8 for titles a long title
# sank what it stood on.
WEIGHTS = {"title": 2.5, "heading": 2.0, "summary": 1.5, "body": 1.0}

Clause = dict[str, Any]


def term_clause(term: Term) -> Clause:
    """Ask for a term in either language. Within one, a word counts once over all fields, by their weights."""
    any_of = [_words(words, language) for words in term.spellings for language in analysis.LANGUAGES]
    return {"dis_max": {"queries": any_of}}


def _words(words: tuple[str, ...], language: str) -> Clause:
    fields = [f"{name}.{language}^{weight:g}" for name, weight in WEIGHTS.items()]
    if len(words) == 1:
        return {"combined_fields": {"query": words[0], "fields": fields, "operator": "and"}}
    return {"multi_match": {"query": " ".join(words), "type": "phrase", "fields": fields}}


def all_of(query: Query) -> Clause:
    """Ask for all words."""
    return {"bool": {"must": [term_clause(term) for term in query.required]}}


def some_of(query: Query) -> Clause:
    """Ask for any of the words, and for quoted phrases all the same; what has all of them comes first."""
    parts = dict.fromkeys(part for term in query.required for part in term.parts)
    return {
        "bool": {
            "must": [
                {"bool": {"should": [term_clause(part) for part in parts], "minimum_should_match": 1}},
            ],
            "filter": [term_clause(term) for term in query.required if term.quoted],
            "should": [{"constant_score": {"filter": all_of(query), "boost": ALL_WORDS}}],
        }
    }


def any_of(terms: Iterable[Term]) -> Clause:
    """Ask for any of these, without ranking."""
    return {"bool": {"should": [term_clause(term) for term in terms], "minimum_should_match": 1}}


def visible(clause: Clause, labels: Collection[str], without: Collection[str]) -> Clause:
    """Keep what who holds these labels may see, less these objects and keys. This is never left out."""
    held = sorted(labels)
    hidden = [{"terms": {name: sorted(without)}} for name in ("object", "key")] if without else []
    return {
        "bool": {
            "must": [clause],
            "filter": [
                {"term": {"gone": False}},
                {"terms": {"audience": held}},
                {"terms": {"second": ["", *held]}},
            ],
            "must_not": hidden,
        }
    }


def search_body(clause: Clause, query: Query, excluded: Collection[str]) -> dict[str, Any]:
    """Ask for a page of parents with their best passages, all totals and facets. Choices are a post filter."""
    chosen = {"kind": query.kinds, "line": query.lines, "theme": query.themes, "language": query.languages}
    filters = {
        facet: {"terms": {FIELD_OF[facet]: sorted(values)}} for facet, values in chosen.items() if values
    }
    gone = [{"terms": {"parent": sorted(excluded)}}] if excluded else []

    def passing(but: str = "") -> Clause:
        kept = [clause for facet, clause in filters.items() if facet != but]
        return {"bool": {"filter": kept, "must_not": gone}}

    aggregations: dict[str, Any] = {
        "found": _parents(),
        "total": {"filter": passing(), "aggs": {"parents": _parents()}},
    }
    for facet in FACETS:
        values = {"terms": {"field": FIELD_OF[facet], "size": MOST_VALUES}, "aggs": {"parents": _parents()}}
        aggregations[facet] = {"filter": passing(but=facet), "aggs": {"values": values}}
    order = [{"_score": "desc"}, {"parent": "asc"}]
    return {
        "query": clause,
        "post_filter": passing(),
        "aggs": aggregations,
        "collapse": {
            "field": "parent",
            "inner_hits": {
                "name": "passages",
                "size": MOST_TEXTS,
                "sort": [{"_score": "desc"}, {"position": "asc"}, {"key": "asc"}],
                "track_scores": True,
                "_source": ["shown", "lines", "themes"],
            },
        },
        "sort": order,
        "track_scores": True,
        "track_total_hits": False,
        "from": (query.page - 1) * query.size,
        "size": query.size,
        "_source": False,
    }


def _parents() -> Clause:
    return {"cardinality": {"field": "parent", "precision_threshold": EXACT}}

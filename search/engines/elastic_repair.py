"""What repair of typing errors asks of Elasticsearch: see `repair.Vocabulary`."""

from collections.abc import Callable
from typing import Any

from search.engines import elastic_query as ask
from search.engines.elastic_index import text_of
from search.query import Query, Term

LIKE = 30  # words that Elasticsearch proposes
Search = Callable[[dict[str, Any]], dict[str, Any]]


class ElasticVocabulary:
    """The words of the index under one person's audience; questions are put together where they can be."""

    def __init__(self, search: Search, query: Query, labels: frozenset[str], without: frozenset[str]) -> None:
        self._search, self._labels, self._without = search, labels, without
        words = {term.words[0]: ask.term_clause(term) for term in query.required if term.is_repairable}
        self._present = self._counts(words)

    def _counts(self, clauses: dict[str, ask.Clause]) -> dict[str, int]:
        if not clauses:
            return {}
        answer = self._search(
            {
                "size": 0,
                "track_total_hits": False,
                "query": ask.visible({"match_all": {}}, self._labels, self._without),
                "aggs": {"words": {"filters": {"filters": clauses}}},
            }
        )
        buckets = answer["aggregations"]["words"]["buckets"]
        return {word: bucket["doc_count"] for word, bucket in buckets.items()}

    def occurs(self, term: Term) -> bool:
        """Whether anything that may be seen holds the term; asked for all at once."""
        return self._present.get(term.words[0], 0) > 0

    def words_like(self, typed: str, bound: int) -> list[str]:
        """Return words that begin as this one, and those that an error in the first letter may have hidden."""
        common = {"field": "words", "suggest_mode": "always", "size": LIKE, "shard_size": LIKE}
        answer = self._search(
            {
                "size": 0,
                "track_total_hits": False,
                "suggest": {
                    "text": typed,
                    "near": {"term": {**common, "max_edits": bound, "prefix_length": 1}},
                    "first": {"term": {**common, "max_edits": 1, "prefix_length": 0}},
                },
            }
        )
        return list(
            dict.fromkeys(
                option["text"]
                for name in ("near", "first")
                for entry in answer["suggest"][name]
                for option in entry["options"]
                if option["text"].isalpha()
            )
        )

    def frequencies(self, words: list[str]) -> dict[str, int]:
        """Return how many visible passages hold each word."""
        return self._counts({word: ask.term_clause(Term((word,))) for word in words})

    def texts_with(self, term: Term, limit: int) -> list[str]:
        """Return some visible texts that hold the term."""
        clause = ask.visible(ask.term_clause(term), self._labels, self._without)
        answer = self._search(
            {"query": clause, "size": limit, "track_total_hits": False, "_source": ["shown"]}
        )
        shown = [text_of(hit["_source"]) for hit in answer["hits"]["hits"]]
        return [f"{text.title} {text.heading} {text.summary} {text.body}" for text in shown]

"""What repair of typing errors asks of Elasticsearch: see `repair.Vocabulary`. Each question goes out once, for all words."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from search.engines import elastic_query as ask
from search.engines.elastic_index import text_of
from search.engines.repair import other_beginnings
from search.query import Term

LIKE = 30  # words that Elasticsearch proposes
Answers = Callable[[Sequence[dict[str, Any]]], list[dict[str, Any]]]


class ElasticVocabulary:
    """The words of the index as one person sees it. `answers` asks several questions at once; `visible` keeps to what the
    person may see.
    """

    def __init__(self, answers: Answers, visible: Callable[[ask.Clause], ask.Clause]) -> None:
        self._answers, self._visible = answers, visible

    def occurs(self, terms: Collection[Term]) -> set[Term]:
        """Count them all at once."""
        named = {str(number): term for number, term in enumerate(terms)}
        counts = self._counts(
            {"match_all": {}}, {name: ask.term_clause(term) for name, term in named.items()}
        )
        return {term for name, term in named.items() if counts[name]}

    def words_like(self, typed: Mapping[str, int]) -> dict[str, list[str]]:
        """Ask for words that begin as each does, and for those that an error in the first letter may have hidden."""
        common = {"field": "words", "suggest_mode": "always", "size": LIKE, "shard_size": LIKE}
        suggest: dict[str, Any] = {}
        for word, bound in typed.items():
            suggest[f"near {word}"] = {
                "text": word, "term": {**common, "max_edits": bound, "prefix_length": 1, "min_word_length": len(word)},
            }  # fmt: skip
            suggest[f"first {word}"] = {
                "text": word, "term": {**common, "max_edits": 1, "prefix_length": 0, "min_word_length": len(word)},
            }  # fmt: skip
        (answer,) = self._answers([{"size": 0, "track_total_hits": False, "suggest": suggest}])
        like = {}
        for word in typed:
            options = {
                name: [
                    option["text"]
                    for entry in answer["suggest"][f"{name} {word}"]
                    for option in entry["options"]
                ]
                for name in ("near", "first")
            }
            others = set(other_beginnings(word))
            found = [*options["near"], *(other for other in options["first"] if other in others)]
            like[word] = [text for text in dict.fromkeys(found) if text.isalpha()]
        return like

    def frequencies(self, words: Collection[str], beside: Collection[Term]) -> dict[str, tuple[int, int]]:
        """Count each alone, and beside the others."""
        clauses = {word: ask.term_clause(Term((word,))) for word in words}
        alone = self._counts({"match_all": {}}, clauses)
        together = self._counts(ask.any_of(beside), clauses) if beside else {}
        return {word: (together.get(word, 0), alone[word]) for word in words}

    def _counts(self, among: ask.Clause, clauses: Mapping[str, ask.Clause]) -> dict[str, int]:
        if not clauses:
            return {}
        body = {
            "size": 0,
            "track_total_hits": False,
            "query": self._visible(among),
            "aggs": {"words": {"filters": {"filters": clauses}}},
        }
        (answer,) = self._answers([body])
        buckets = answer["aggregations"]["words"]["buckets"]
        return {word: bucket["doc_count"] for word, bucket in buckets.items()}

    def texts_with(self, words: Collection[str], limit: int) -> dict[str, list[str]]:
        """Ask for some texts with each."""
        words = list(words)
        bodies = [
            {
                "query": self._visible(ask.term_clause(Term((word,)))), "size": limit, "track_total_hits": False,
                "_source": ["shown"],
            }
            for word in words
        ]  # fmt: skip
        texts = {}
        for word, answer in zip(words, self._answers(bodies) if bodies else (), strict=True):
            shown = [text_of(hit["_source"]) for hit in answer["hits"]["hits"]]
            texts[word] = [f"{text.title} {text.heading} {text.summary} {text.body}" for text in shown]
        return texts

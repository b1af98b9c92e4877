"""The engine of the large installation: an Elasticsearch cluster of version 8 or 9, without anything added to it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

from elasticsearch import Elasticsearch

from search import analysis
from search.engines import elastic_query as ask
from search.engines import elastic_writing, hits, repair
from search.engines.breaker import Breaker
from search.engines.contract import ENOUGH, FACETS, Answer, EngineHit, Near, NeedsRebuild, Titled
from search.engines.elastic_asking import Asking, told
from search.engines.elastic_index import text_of
from search.engines.elastic_indices import Indices
from search.engines.elastic_json import SERIALIZERS
from search.engines.elastic_repair import ElasticVocabulary
from search.highlight import Marker
from search.passage import Passage
from search.query import Query

SEARCH_TIMEOUT = (
    1.0  # seconds for a whole question; longer than this nobody waits, titles are looked up instead
)
WRITE_TIMEOUT = 30.0
RULES_HOLD = 30.0  # seconds for which a look at the index's rules is good
FILLING = 3  # fills under way at once, so that the engine need not wait while the next documents are made
SCAN = 1000  # documents read at a time to compare

Keep = Callable[[ask.Clause], ask.Clause]


class ElasticsearchEngine:
    """See `contract.Engine`. `refresh` makes what is sent searchable at once, for tests; a site waits a second."""

    name = "elasticsearch"

    def __init__(
        self,
        hosts: Sequence[str],
        *,
        prefix: str,
        api_key: str = "",
        ca: str = "",
        shards: int = 1,
        replicas: int = 1,
        refresh: bool = False,
        timeout: float = SEARCH_TIMEOUT,
    ) -> None:
        options: dict[str, Any] = {"api_key": api_key} if api_key else {}
        if ca:
            options["ca_certs"] = ca
        self._client = Elasticsearch(
            list(hosts),
            request_timeout=timeout,
            max_retries=len(hosts) - 1,
            retry_on_timeout=False,
            serializers=SERIALIZERS,
            **options,
        )
        self._writing = self._client.options(request_timeout=max(WRITE_TIMEOUT, timeout))
        self._timeout, self._refresh = timeout, refresh
        self._breaker = Breaker()
        self._rules_seen = -RULES_HOLD  # when the index was last seen to be made by our rules
        self.prefix = prefix
        self.indices = Indices(self._writing, prefix, shards, replicas)

    # -- writing --------------------------------------------------------------------------------------

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into every index under the write alias. It is asked for after the rows were seen, each time: a
        rebuild that begins later than that reads later too.
        """
        with told():
            settled = set(objects)
            for index in self.indices.in_use().write:
                settled &= elastic_writing.replace(self._writing, index, version, objects, self._refresh)
            return settled

    def begin_rebuild(self, *, from_former: bool = False) -> "ElasticsearchRebuild":
        """See `contract.Engine`."""
        with told():
            name = self.indices.take_former() if from_former else self.indices.begin()
            return ElasticsearchRebuild(self, name, is_former=from_former)

    # -- reading --------------------------------------------------------------------------------------

    def search(self, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset()) -> Answer:
        """All words first, then, where little is found, typing errors repaired, then some of the words."""
        if not query.terms and query.excluded:
            return Answer(query)
        with self._breaker.guarded(), told():
            asking = self._asking()
            keep = partial(ask.visible, query=query, labels=labels, without=without)
            return self._answer(asking, query, keep) if query.terms else self._newest(asking, query, keep)

    def _asking(self) -> Asking:
        asking = Asking(self._client, self.indices.read, self._timeout)
        # Refuse an index that was made by other rules; looked up once in a while, not for each question.
        if time.monotonic() - self._rules_seen > RULES_HOLD:
            Indices(asking.client(), self.prefix, 1, 0).in_use()
            self._rules_seen = time.monotonic()
        return asking

    def rank(
        self, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset(), *, limit: int
    ) -> list[str]:
        """See `contract.Engine`."""
        query = replace(query, skip=0, size=limit)
        with self._breaker.guarded(), told():
            keep = partial(ask.visible, query=query, labels=labels, without=without)
            answer, *_ = self._matching(self._asking(), query, keep, ask.rank_body)
            return [group["fields"]["parent"][0] for group in answer["hits"]["hits"]]

    def _answer(self, asking: Asking, query: Query, keep: Keep) -> Answer:
        answer, repaired, meant, some_words = self._matching(asking, query, keep, ask.search_body)
        marker = Marker(repaired.terms)
        found = tuple(_hit(group, repaired, marker) for group in answer["hits"]["hits"])
        corrected = repaired.text if repaired is not query else ""
        return Answer(repaired, found, *_counted(answer, query), corrected, meant, some_words)

    def _matching(
        self, asking: Asking, query: Query, keep: Keep, body: Callable[..., dict[str, Any]]
    ) -> tuple[dict[str, Any], Query, str, bool]:
        """Return the answer, the question that it answers, what else may have been meant, and whether some words suffice."""
        meant, some_words = "", False
        excluded = self._excluded(asking, query, keep)

        def run(words: ask.Clause, some_words: bool = False) -> dict[str, Any]:
            clause = keep(ask.ranked(words, query, some_words=some_words))
            return asking.search(body(clause, words, query, excluded))

        answer = run(ask.all_of(query))
        if _found(answer) < ENOUGH:
            mended = repair.repaired(query, ElasticVocabulary(asking.search_all, keep))
            meant = mended.meant
            if mended.exchanged:
                query = query.with_words(mended.exchanged)
                answer = run(ask.all_of(query))
        if (complete := _found(answer)) < ENOUGH and len(query.required) > 1:
            more = run(ask.some_of(query), some_words=True)
            if some_words := _found(more) > complete:
                answer = more
        return answer, query, meant, some_words

    @staticmethod
    def _newest(asking: Asking, query: Query, keep: Keep) -> Answer:
        """Everything; the counts are kept by Elasticsearch until something changes."""
        counts, page = asking.search_all(ask.newest_bodies(keep({"match_all": {}}), query), keep=True)
        marker = Marker(())
        found = tuple(_hit(group, query, marker) for group in page["hits"]["hits"])
        return Answer(query, found, *_counted(counts, query))

    @staticmethod
    def _excluded(asking: Asking, query: Query, keep: Keep) -> list[str]:
        """Return the parents of which anything visible holds an excluded word: the whole thing is out."""
        if not query.excluded:
            return []
        parents = {"terms": {"field": "parent", "size": ask.MOST_EXCLUDED}}
        answer = asking.search(
            {
                "size": 0, "track_total_hits": False, "query": keep(ask.any_of(query.excluded)),
                "aggs": {"parents": parents},
            }
        )  # fmt: skip
        return [bucket["key"] for bucket in answer["aggregations"]["parents"]["buckets"]]

    def suggest(
        self, text: str, labels: frozenset[str], without: frozenset[str] = frozenset(), *, limit: int
    ) -> list[Titled]:
        """See `contract.Engine`."""
        words = analysis.words(text)
        if not words:
            return []
        with self._breaker.guarded(), told():
            keep = partial(ask.visible, query=Query(), labels=labels, without=without)
            found = self._asking().search(ask.titles_body(words, analysis.naming(text), limit, keep))
            titled = []
            for hit in found["hits"]["hits"]:
                shown = text_of(hit["_source"])
                (parent,) = hit["fields"]["parent"]
                titled.append(
                    Titled(
                        shown.key, shown.object, parent, shown.kind, shown.title, shown.language, shown.url
                    )
                )
            return titled

    def nearest(
        self, vector: Sequence[float], query: Query, labels: frozenset[str], without: frozenset[str] = frozenset(),
        *, limit: int,
    ) -> list[Near]:  # fmt: skip
        """See `contract.Engine`."""
        with self._breaker.guarded(), told():
            keep = partial(ask.visible, query=query, labels=labels, without=without)
            found = self._asking().search(ask.nearest_body(vector, query, limit, keep))
            best: dict[str, Near] = {}
            for hit in found["hits"]["hits"]:
                (key,), (parent,) = hit["fields"]["key"], hit["fields"]["parent"]
                best.setdefault(parent, Near(key, parent, nearness=2 * hit["_score"] - 1))
            return list(best.values())[:limit]

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each object that has passages, with the digest of each by key, from one point in time."""
        with told():
            self.indices.in_use()
        return self.held_in(self.indices.read)

    def held_in(self, index: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what one index holds."""
        with told():
            self._writing.indices.refresh(index=index)
            point = self._writing.open_point_in_time(index=index, keep_alive="5m")["id"]
            try:
                yield from self._held(point)
            finally:
                self._writing.close_point_in_time(id=point)

    def _held(self, point: str) -> Iterator[tuple[str, dict[str, str]]]:
        name, digests = "", dict[str, str]()
        after: dict[str, Any] = {}
        while True:
            page = self._writing.search(
                pit={"id": point, "keep_alive": "5m"}, query={"term": {"gone": False}}, size=SCAN,
                sort=[{"object": "asc"}, {"key": "asc"}], source={"includes": ["object", "key", "digest"]},
                track_total_hits=False, **after,
            )["hits"]["hits"]  # fmt: skip
            for hit in page:
                source = hit["_source"]
                if source["object"] != name and digests:
                    yield name, digests
                    digests = {}
                name = source["object"]
                digests[source["key"]] = source["digest"]
            if len(page) < SCAN:
                break
            after = {"search_after": page[-1]["sort"]}
        if digests:
            yield name, digests

    def status(self) -> dict[str, object]:
        """Say which indices there are and how much is in them."""
        with told():
            known = self.indices.known()
            said: dict[str, object] = {
                "engine": self.name, "prefix": self.prefix, "current": ", ".join(known.read),
                "writing": ", ".join(known.write), "former": ", ".join(known.former),
            }  # fmt: skip
            try:
                self.indices.in_use()
            except NeedsRebuild as error:
                return {**said, "needs_rebuild": str(error)}
            said["passages"] = self._writing.count(index=self.indices.read, query={"term": {"gone": False}})[
                "count"
            ]
            return said

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def delete_everything(self) -> None:
        """Delete every index of this prefix, and no other."""
        with told():
            self.indices.delete_everything()


class ElasticsearchRebuild:
    """An index that is being filled. See `contract.Rebuild`."""

    def __init__(self, engine: ElasticsearchEngine, name: str, *, is_former: bool) -> None:
        self._engine, self._name, self._is_former = engine, name, is_former
        self._writers = ThreadPoolExecutor(FILLING, thread_name_prefix="filling")

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into that index alone."""
        with told():
            return elastic_writing.replace(
                self._engine._writing, self._name, version, objects, refresh=False, is_new=not self._is_former
            )

    def start(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> Future[set[str]]:
        """Write while the caller reads what comes next."""
        return self._writers.submit(self.send, version, objects)

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what that index holds."""
        return self._engine.held_in(self._name)

    def finish(self) -> None:
        """Put it into use."""
        self._writers.shutdown()
        with told():
            self._engine.indices.exchange(self._name)

    def give_up(self) -> None:
        """Delete the index, unless it is the former one."""
        self._writers.shutdown(cancel_futures=True)
        with told():
            if self._is_former:
                self._engine.indices.stop_writing(self._name)
            else:
                self._engine.indices.delete(self._name)


def _found(answer: dict[str, Any]) -> int:
    found = answer["aggregations"]["found"]
    return int(found["parents"]["value"] if "parents" in found else found["value"])


def _counted(answer: dict[str, Any], query: Query) -> tuple[int, dict[str, dict[str, int]]]:
    counts = answer["aggregations"]
    passing = counts["passing"]
    facets = {
        facet: {
            bucket["key"]: bucket["parents"]["value"]
            for bucket in (counts[facet] if query.chosen[facet] else passing)[facet]["buckets"]
        }
        for facet in FACETS
    }
    return passing["parents"]["value"], facets


def _hit(group: dict[str, Any], query: Query, marker: Marker) -> EngineHit:
    found = group["inner_hits"]["passages"]["hits"]["hits"]
    found.sort(
        key=lambda hit: (
            (hit["_score"] or 0.0) % ask.NAMED
            < ask.ALL_WORDS,  # where all words count alike, none has so many points
            hit["_source"]["shown"]["language"] != query.reader_language,
        )
    )
    first = found[0]["_source"]
    texts = [text_of(hit["_source"]) for hit in found]
    parent = group["fields"]["parent"][0]
    return hits.hit(parent, tuple(first["lines"]), tuple(first["themes"]), texts, marker)

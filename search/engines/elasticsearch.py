"""The engine of the large installation: an Elasticsearch cluster of version 8 or 9, without anything added to it.

Three aliases name the indices: `<prefix>-read` is searched, every index under `<prefix>-write` is written to, and
`<prefix>-former` is the one before, kept for going back.
"""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from search import analysis
from search.engines import elastic_query as ask
from search.engines import elastic_writing, hits, repair
from search.engines.breaker import Breaker
from search.engines.contract import ENOUGH, FACETS, Answer, EngineError, EngineHit, NeedsRebuild
from search.engines.elastic_index import SCHEMA_VERSION, mapping, text_of
from search.engines.elastic_repair import ElasticVocabulary
from search.highlight import Marker
from search.passage import Passage
from search.query import Query

SEARCH_TIMEOUT = 1.0  # seconds; longer than this nobody waits, titles are looked up instead
WRITE_TIMEOUT = 30.0
RULES_HOLD = 30.0  # seconds for which a look at the index's rules is good
SCAN = 1000  # documents read at a time to compare


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
            **options,
        )
        self._writing = self._client.options(request_timeout=WRITE_TIMEOUT)
        self._shards, self._replicas, self._refresh = shards, replicas, refresh
        self._breaker = Breaker()
        self._rules_seen = -RULES_HOLD  # when the index was last seen to be made by our rules
        self.prefix = prefix
        self.read, self.write, self.former = (f"{prefix}-{use}" for use in ("read", "write", "former"))

    # -- writing --------------------------------------------------------------------------------------

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into every index under the write alias. It is asked for after the rows were seen, each time: a
        rebuild that begins later than that reads later too.
        """
        with _told():
            settled = set(objects)
            for index in self._indices(self.write) or [self._begin()]:
                settled &= elastic_writing.replace(self._writing, index, version, objects, self._refresh)
            return settled

    def _indices(self, alias: str) -> list[str]:
        try:
            return sorted(self._writing.indices.get_alias(name=alias))
        except NotFoundError:
            return []

    def _begin(self) -> str:
        """Make the first index, unless another process does so at this moment."""
        first = f"{self.prefix}-first"
        try:
            self._create(first, aliases={self.read: {}, self.write: {}}, replicas=self._replicas)
        except ApiError as error:
            if error.error != "resource_already_exists_exception":
                raise
        return first

    def _create(self, index: str, *, aliases: dict[str, Any], replicas: int, **settings: Any) -> None:
        made = mapping()
        analyzers = made._collect_analysis()  # what the fields need, as the index settings name it
        self._writing.indices.create(
            index=index,
            aliases=aliases,
            mappings=made.to_dict(),
            settings={
                "number_of_shards": self._shards, "number_of_replicas": replicas, "analysis": analyzers, **settings,
            },
        )  # fmt: skip

    def begin_rebuild(self) -> "ElasticsearchRebuild":
        """Make an index without copies, which is searched by nobody and so need not be refreshed."""
        with _told():
            in_use = self._indices(self.read)
            left_over = [index for index in self._indices(self.write) if index not in in_use]
            name = f"{self.prefix}-{time.strftime('%Y%m%d%H%M%S')}-{os.urandom(3).hex()}"
            self._create(name, aliases={self.write: {}}, replicas=0, refresh_interval="-1")
            for index in left_over:
                self._delete(index)  # of a rebuild that was killed
            return ElasticsearchRebuild(self, name)

    def _delete(self, index: str) -> None:
        self._writing.indices.delete(index=index, ignore_unavailable=True)

    # -- reading --------------------------------------------------------------------------------------

    def search(self, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset()) -> Answer:
        """All words first, then, where little is found, typing errors repaired, then some of the words."""
        if query.is_empty:
            return Answer(query)
        with self._breaker.guarded(), _told():
            self._check_rules()
            return self._answer(query, labels, without)

    def _search(self, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.search(index=self.read, body=body)
        if answer["_shards"]["failed"] or answer["timed_out"]:
            raise EngineError("part of the index did not answer")
        return dict(answer.body)

    def _answer(self, query: Query, labels: frozenset[str], without: frozenset[str]) -> Answer:
        asked, corrected, some_words = query, "", False
        excluded = self._excluded(query, labels, without)

        def run(clause: ask.Clause) -> dict[str, Any]:
            return self._search(ask.search_body(ask.visible(clause, labels, without), query, excluded))

        answer = run(ask.all_of(query))
        if _found(answer) < ENOUGH:
            vocabulary = ElasticVocabulary(self._search, query, labels, without)
            if exchanged := repair.repaired(query, vocabulary):
                query = query.with_words(exchanged)
                corrected = query.text
                answer = run(ask.all_of(query))
        if (complete := _found(answer)) < ENOUGH and len(query.required) > 1:
            more = run(ask.some_of(query))
            if some_words := _found(more) > complete:
                answer = more
        counts = answer["aggregations"]
        marker = Marker(query.terms)
        return Answer(
            asked=query,
            hits=tuple(_hit(group, query, marker) for group in answer["hits"]["hits"]),
            total=counts["total"]["parents"]["value"],
            facets={
                facet: {
                    bucket["key"]: bucket["parents"]["value"] for bucket in counts[facet]["values"]["buckets"]
                }
                for facet in FACETS
            },
            corrected=corrected if asked is not query else "",
            some_words=some_words,
        )

    def _excluded(self, query: Query, labels: frozenset[str], without: frozenset[str]) -> list[str]:
        """Return the parents of which something that may be seen holds an excluded term."""
        if not query.excluded:
            return []
        clause = ask.visible(ask.any_of(query.excluded), labels, without)
        parents = {"terms": {"field": "parent", "size": ask.MOST_EXCLUDED}}
        answer = self._search(
            {"size": 0, "track_total_hits": False, "query": clause, "aggs": {"parents": parents}}
        )
        return [bucket["key"] for bucket in answer["aggregations"]["parents"]["buckets"]]

    def _check_rules(self) -> None:
        """Refuse an index that was made by other rules; looked up once in a while, not for each question."""
        if time.monotonic() - self._rules_seen < RULES_HOLD:
            return
        try:
            found = self._client.indices.get_mapping(index=self.read, filter_path="*.mappings._meta")
        except NotFoundError as error:
            raise NeedsRebuild("there is no index yet") from error
        for name, told in found.body.items():
            if told.get("mappings", {}).get("_meta") != {
                "schema": SCHEMA_VERSION,
                "analysis": analysis.VERSION,
            }:
                raise NeedsRebuild(f"{name} was made by other rules")
        self._rules_seen = time.monotonic()

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each object that has passages, with the digest of each by key, from one point in time."""
        with _told():
            if not self._indices(self.read):
                raise NeedsRebuild("there is no index yet")
            self._writing.indices.refresh(index=self.read)
            point = self._writing.open_point_in_time(index=self.read, keep_alive="5m")["id"]
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
        with _told():
            said: dict[str, object] = {"engine": self.name, "prefix": self.prefix}
            for use, alias in (("current", self.read), ("writing", self.write), ("former", self.former)):
                said[use] = ", ".join(self._indices(alias))
            if not said["current"]:
                return {**said, "needs_rebuild": "there is no index yet"}
            said["passages"] = self._writing.count(index=self.read, query={"term": {"gone": False}})["count"]
            return said

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def delete_everything(self) -> None:
        """Delete every index of this prefix, and no other."""
        with _told():
            for index in self._writing.indices.get(index=f"{self.prefix}-*"):
                self._delete(index)


class ElasticsearchRebuild:
    """An index that is being filled. See `contract.Rebuild`."""

    def __init__(self, engine: ElasticsearchEngine, name: str) -> None:
        self._engine, self._name = engine, name

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into the new index alone."""
        with _told():
            return elastic_writing.replace(self._engine._writing, self._name, version, objects, refresh=False)

    def finish(self) -> None:
        """Give the new index its copies, then move all aliases in one step; of the old ones, the last is kept."""
        engine, name = self._engine, self._name
        client = engine._writing
        with _told():
            client.indices.put_settings(
                index=name, settings={"number_of_replicas": engine._replicas, "refresh_interval": None}
            )
            client.indices.refresh(index=name)
            old, former = engine._indices(engine.read), engine._indices(engine.former)
            if name not in engine._indices(engine.write):
                raise NeedsRebuild("another rebuild began while this one ran")
            moves: list[dict[str, Any]] = [{"add": {"index": name, "alias": engine.read}}]
            for index in old:
                moves += [
                    {"remove": {"index": index, "alias": engine.read}},
                    {"remove": {"index": index, "alias": engine.write}},
                    {"add": {"index": index, "alias": engine.former}},
                ]
            moves += [{"remove_index": {"index": index}} for index in former if index not in old]
            client.indices.update_aliases(actions=moves)

    def give_up(self) -> None:
        """Delete the new index; its aliases go with it."""
        with _told():
            self._engine._delete(self._name)


def _found(answer: dict[str, Any]) -> int:
    return int(answer["aggregations"]["found"]["value"])


def _hit(group: dict[str, Any], query: Query, marker: Marker) -> EngineHit:
    found = group["inner_hits"]["passages"]["hits"]["hits"]
    found.sort(
        key=lambda hit: (
            hit["_score"] < ask.ALL_WORDS,  # where only all words count, nothing has so many points
            hit["_source"]["shown"]["language"] != query.reader_language,
        )
    )
    first = found[0]["_source"]
    texts = [text_of(hit["_source"]) for hit in found]
    parent = group["fields"]["parent"][0]
    return hits.hit(parent, tuple(first["lines"]), tuple(first["themes"]), texts, marker)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the client raises into the contract's errors."""
    try:
        yield
    except NotFoundError as error:
        raise NeedsRebuild(str(error)) from error
    except (ApiError, TransportError) as error:
        raise EngineError(str(error)) from error

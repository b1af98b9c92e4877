"""Asking Elasticsearch, all of one person's question within the time that it may take."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch, NotFoundError

from search.engines.contract import EngineError, NeedsRebuild

LEAST = 0.02  # seconds; with less left the next request is not even sent


class Asking:
    """One question of a person's, which may take several requests, and until when it must be answered."""

    def __init__(self, client: Elasticsearch, index: str, seconds: float) -> None:
        self._client, self._index = client, index
        self._until = time.monotonic() + seconds

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left < LEAST:
            raise EngineError("the search engine took too long")
        return left

    def client(self) -> Elasticsearch:
        """Return a client that waits no longer than there is time left."""
        return self._client.options(request_timeout=self._left())

    def search(self, body: dict[str, Any]) -> dict[str, Any]:
        """Ask once."""
        left = self._left()
        answer = self._client.options(request_timeout=left).search(
            index=self._index, body={**body, "timeout": f"{int(left * 1000)}ms"}
        )
        return _whole(dict(answer.body))

    def search_all(self, bodies: Sequence[dict[str, Any]], *, keep: bool = False) -> list[dict[str, Any]]:
        """Ask several things in one request; `keep` says that Elasticsearch may answer from what it kept."""
        if len(bodies) == 1 and not keep:
            return [self.search(bodies[0])]
        left = self._left()
        searches: list[dict[str, Any]] = []
        for body in bodies:
            kept = keep and body.get("size") == 0
            searches += [{"request_cache": True} if kept else {}, body]
        answer = self._client.options(request_timeout=left).msearch(index=self._index, searches=searches)
        return [_whole(one) for one in answer["responses"]]


def _whole(answer: dict[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        kind = answer["error"].get("type", "")
        raise (NeedsRebuild if kind == "index_not_found_exception" else EngineError)(str(answer["error"]))
    if answer["_shards"]["failed"] or answer["timed_out"]:
        raise EngineError("part of the index did not answer")
    return answer


@contextmanager
def told() -> Iterator[None]:
    """Turn what the client raises into the contract's errors."""
    try:
        yield
    except NotFoundError as error:
        raise NeedsRebuild(str(error)) from error
    except (ApiError, TransportError) as error:
        raise EngineError(str(error)) from error

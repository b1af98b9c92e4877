"""The engines, and which one this installation uses."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings

from search.engines.contract import Engine, EngineError
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine

__all__ = ["current", "throwaway"]

_engines: dict[tuple[str, ...], Engine] = {}


def current() -> Engine:
    """Return the engine of this installation; one object a process, so that connections and statements are kept."""
    hosts = settings.ELASTICSEARCH_URL
    place = (hosts, settings.ELASTICSEARCH_PREFIX) if hosts else (str(settings.SEARCH_DIR),)
    engine = _engines.get(place)
    if engine is None:
        made = _elasticsearch(settings.ELASTICSEARCH_PREFIX) if hosts else EmbeddedEngine(place[0])
        engine = _engines[place] = made
    return engine


def _elasticsearch(prefix: str, **options: Any) -> ElasticsearchEngine:
    return ElasticsearchEngine(
        [host.strip() for host in settings.ELASTICSEARCH_URL.split(",")],
        prefix=prefix,
        api_key=settings.ELASTICSEARCH_API_KEY,
        ca=settings.ELASTICSEARCH_CA,
        shards=settings.ELASTICSEARCH_SHARDS,
        replicas=settings.ELASTICSEARCH_REPLICAS,
        **options,
    )


@contextmanager
def throwaway(name: str) -> Iterator[Engine]:
    """Give an empty engine of this name that shares nothing with the site's, and leave nothing of it."""
    if name == "elasticsearch":
        if not settings.ELASTICSEARCH_URL:
            raise EngineError("ELASTICSEARCH_URL is not set")
        elastic = _elasticsearch(f"throwaway-{secrets.token_hex(6)}", timeout=30.0)
        try:
            yield elastic
        finally:
            elastic.delete_everything()
            elastic.close()
        return
    with tempfile.TemporaryDirectory(prefix="search-") as folder:
        engine = EmbeddedEngine(folder)
        try:
            yield engine
        finally:
            engine.close()

"""One suite, every engine: a test that takes `engine` runs once on each."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines.contract import Engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine

ADDRESS = Path(__file__).resolve().parents[3] / "services" / "elasticsearch.url"
ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]

_numbers = itertools.count(1)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """An empty engine of its own."""
    made: Engine = request.getfixturevalue(f"{request.param}_engine")
    return made


@pytest.fixture
def embedded_engine(tmp_path: Path) -> Iterator[Engine]:
    """A folder of its own."""
    made = EmbeddedEngine(str(tmp_path / "index"))
    yield made
    made.close()


@pytest.fixture
def elasticsearch_engine(worker_id: str) -> Iterator[ElasticsearchEngine]:
    """A prefix of its own on the real node; nothing but that prefix is ever deleted."""
    hosts = os.environ.get("ELASTICSEARCH_URL") or (ADDRESS.read_text().strip() if ADDRESS.exists() else "")
    if not hosts:
        pytest.skip("no Elasticsearch node: make services, or set ELASTICSEARCH_URL")
    made = ElasticsearchEngine(
        hosts.split(","),
        prefix=f"test-{worker_id}-{os.getpid()}-{next(_numbers)}",
        replicas=0,
        refresh=True,
        timeout=30.0,  # a busy machine is no failure here
    )
    yield made
    made.delete_everything()
    made.close()

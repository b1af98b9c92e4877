"""One suite, every engine: a test that takes `engine` runs once on each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search.engines.contract import Engine
from search.engines.embedded import EmbeddedEngine

ENGINES = ["embedded"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty engine of its own."""
    if request.param == "elasticsearch":
        yield request.getfixturevalue("elasticsearch_engine")
        return
    made = EmbeddedEngine(str(tmp_path / "index"))
    yield made
    made.close()

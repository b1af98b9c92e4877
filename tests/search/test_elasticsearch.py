"""What only the Elasticsearch engine does: races, aliases, an engine that is down, and the site's sync on it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser

from search import engines, results, sync
from search.engines import elastic_writing
from search.engines.breaker import FAILURES, EnginePaused
from search.engines.contract import EngineError
from search.engines.elasticsearch import ElasticsearchEngine
from search.parsing import parse
from tests.factories import pages as made
from tests.search.conftest import held, titles, topic
from tests.search.contract.asking import ANYONE, ask, fill, passage

pytestmark = pytest.mark.elasticsearch
Elastic = ElasticsearchEngine


@pytest.fixture
def site(elasticsearch_engine: Elastic, monkeypatch: pytest.MonkeyPatch, db: None) -> Callable[[], int]:
    """The site on Elasticsearch: gives its drain."""
    for module in (engines, sync, results):
        monkeypatch.setattr(module, "current", lambda: elasticsearch_engine)
    monkeypatch.setattr("tests.search.conftest.current", lambda: elasticsearch_engine)
    return sync.drain


def test_writer_that_is_late_leaves_no_ghost(
    elasticsearch_engine: Elastic, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = elasticsearch_engine
    old = passage("residency", object="page:1", key="page:1/old")
    new = passage("touring", object="page:1", key="page:1/new")
    engine.send(1, {"page:1": []})
    real = elastic_writing._enter

    def held_up(*args: Any) -> Any:
        entered = real(*args)
        monkeypatch.undo()
        assert engine.send(3, {"page:1": [new]}) == {"page:1"}  # a later writer passes by
        return entered

    monkeypatch.setattr(elastic_writing, "_enter", held_up)

    assert engine.send(2, {"page:1": [old]}) == {"page:1"}

    assert dict(engine.held()) == {"page:1": {"page:1/new": new.digest}}
    assert ask(engine, "residency").total == 0


def test_head_that_another_writes_meanwhile_is_read_again(
    elasticsearch_engine: Elastic, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = elasticsearch_engine
    one, two = (passage("residency", object="page:1", key=f"page:1/{n}") for n in (1, 2))
    real = elastic_writing._heads

    def overtaken(*args: Any) -> Any:
        heads = real(*args)
        monkeypatch.undo()
        engine.send(1, {"page:1": [one]})
        return heads

    monkeypatch.setattr(elastic_writing, "_heads", overtaken)

    assert engine.send(2, {"page:1": [two]}) == {"page:1"}

    assert dict(engine.held()) == {"page:1": {"page:1/2": two.digest}}


def test_former_index_is_kept_and_the_one_before_it_goes(elasticsearch_engine: Elastic) -> None:
    engine = elasticsearch_engine
    fill(engine, passage("residency"))
    used = [engine.status()["current"]]
    for _ in range(2):
        engine.begin_rebuild().finish()
        used.append(engine.status()["current"])

    status = engine.status()

    assert (status["current"], status["former"], status["writing"]) == (used[2], used[1], used[2])
    assert set(engine._client.indices.get(index=f"{engine.prefix}-*")) == set(used[1:])


def test_engine_that_is_down_is_left_alone_after_a_few_failures() -> None:
    engine = ElasticsearchEngine(["http://127.0.0.1:9"], prefix="nobody")
    for _ in range(FAILURES):
        with pytest.raises(EngineError, match="Connection error"):
            engine.search(parse("residency"), ANYONE)

    with pytest.raises(EnginePaused):
        engine.search(parse("residency"), ANYONE)
    engine.close()


def test_site_answers_with_titles_when_it_is_down(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    made.standard_page(title="About residencies")
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    for _ in range(FAILURES + 1):
        found = results.find(AnonymousUser(), parse("residencies"))
        assert (found.limited, found.total) == (True, 1)
    with pytest.raises(EngineError):
        sync.drain()
    engines.current().close()


def test_site_is_indexed_searched_checked_and_rebuilt(site: Callable[[], int]) -> None:
    page = made.standard_page(title="About residencies", body=made.text("Fuel.", heading="Costs"))
    topic("A residency.", title="Talk")
    site()
    assert titles("residency") == {"About residencies", "Talk"}
    assert list(sync.differences()) == []

    sync.rebuild()
    page.unpublish()
    site()

    assert titles("residency") == {"Talk"}
    assert f"page:{page.pk}" not in held()
    assert list(sync.differences()) == []

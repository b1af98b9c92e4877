"""Three nodes with one copy of each shard: one is killed under load, no search fails and nothing is lost."""

import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from elasticsearch import Elasticsearch

from search.engines.elasticsearch import ElasticsearchEngine
from search.parsing import parse
from search.passage import Passage
from tests.faults.nodes import Node

pytestmark = [pytest.mark.faults, pytest.mark.elasticsearch]
PORTS = {"cluster-a": 59241, "cluster-b": 59242, "cluster-c": 59243}
OBJECTS = 3000
ANYONE = frozenset({"public"})
GREEN_WITHIN = "120s"
OFF_BY = 3  # parents are counted by their hashes, two of which may be alike


@pytest.fixture
def nodes() -> Iterator[list[Node]]:
    """Three processes that are one cluster."""
    made = [Node(name, port, cluster=PORTS) for name, port in PORTS.items()]
    for starting in [node.start(wait=False) for node in made]:
        assert starting.wait() == 0
    yield made
    for node in made:
        node.stop()


def passage(number: int, version: int) -> Passage:
    return Passage(
        key=f"page:{number}", object=f"page:{number}", parent=f"parent-{number}", kind="page",
        title=f"Page {number}", body=f"festival touring budget version{version}", url="/", language="en", audience="public",
    )  # fmt: skip


def test_a_node_that_dies_is_not_noticed(nodes: list[Node]) -> None:
    told = Elasticsearch([node.url for node in nodes], request_timeout=60)
    assert told.cluster.health(wait_for_nodes="3", timeout="60s")["number_of_nodes"] == 3
    engine = ElasticsearchEngine(
        [node.url for node in nodes], prefix="cluster", shards=3, replicas=1, timeout=5.0
    )
    rebuild = engine.begin_rebuild()
    for start in range(0, OBJECTS, 200):
        batch = {f"page:{n}": [passage(n, 1)] for n in range(start, start + 200)}
        assert len(rebuild.send(1, batch)) == 200
    rebuild.finish()
    health = told.cluster.health(index="cluster-*", wait_for_status="green", timeout=GREEN_WITHIN)
    assert (health["status"], health["timed_out"]) == ("green", False)

    ended = threading.Event()
    asked, failed, took = 0, list[Exception](), list[float]()
    settled: set[str] = set()

    def search() -> None:
        nonlocal asked
        while not ended.is_set():
            began = time.monotonic()
            try:
                found = engine.search(replace(parse("festival touring"), size=10), ANYONE)
                assert len(found.hits) == 10
                assert abs(found.total - OBJECTS) <= OFF_BY, f"{found.total} of {OBJECTS} were found"
            except Exception as error:
                failed.append(error)
            took.append(time.monotonic() - began)
            asked += 1

    def write() -> None:
        """As a drain does: what the engine did not settle is sent again."""
        left = [f"page:{n}" for n in range(OBJECTS)]
        while left:
            batch, left = left[:50], left[50:]
            objects = {name: [passage(int(name.split(":")[1]), 2)] for name in batch}
            try:
                done = engine.send(2, objects)
            except Exception:
                time.sleep(0.2)
                done = set()
            settled.update(done)
            left += [name for name in batch if name not in done]

    searching = [threading.Thread(target=search) for _ in range(3)]
    writing = threading.Thread(target=write)
    for thread in (*searching, writing):
        thread.start()
    while not settled:
        time.sleep(0.01)
    before = asked
    nodes[2].send(signal.SIGKILL)
    writing.join(timeout=300)
    while asked < before + 200:
        time.sleep(0.05)
    ended.set()
    for thread in searching:
        thread.join()

    assert not nodes[2].is_alive()
    assert failed == []
    assert len(settled) == OBJECTS, "every write was settled, on the nodes that are left"
    told.indices.refresh(index="cluster-*")
    assert abs(engine.search(parse("version2"), ANYONE).total - OBJECTS) <= OFF_BY
    held = told.count(index="cluster-*", query={"term": {"gone": False}})["count"]
    assert held == OBJECTS
    assert engine.search(parse('"version1"'), ANYONE).total == 0
    took.sort()
    print(
        f"\n{asked} searches, none failed; the slowest took {took[-1]:.2f} s, half of them {took[len(took) // 2] * 1000:.0f} ms"
    )
    nodes[2].come_back()
    assert (
        told.cluster.health(index="cluster-*", wait_for_status="green", timeout=GREEN_WITHIN)["status"]
        == "green"
    )
    engine.delete_everything()
    engine.close()

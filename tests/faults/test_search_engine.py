"""Ten thousand changes while the engine is killed, hung, slow, read-only and loses its index, and workers are killed.

Afterwards the index is the database: none missing, no ghost. All along pages answer. `make faults` runs it; `FAULT_CHANGES`
changes how many changes.
"""

import datetime
import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connections
from django.db.models import Max, QuerySet
from django.test import Client
from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, TransportError

from forums import actions
from forums.models import Topic
from members.models import Person
from search import engines, sync
from search.models import Change
from tests import databases
from tests.factories import forums as talks
from tests.factories import members as cast
from tests.factories import pages
from tests.faults.nodes import Node

pytestmark = [pytest.mark.faults, pytest.mark.elasticsearch, pytest.mark.django_db(transaction=True)]
CHANGES = int(os.environ.get("FAULT_CHANGES", "10000"))
PATIENCE = 300  # seconds

#: A worker that does nothing but drain, again and again, as Celery's would.
WORKER = """
import time, django
django.setup()
from search import sync
while True:
    try:
        sync.drain()
    except Exception:
        pass
    time.sleep(0.05)
"""


@pytest.fixture
def node() -> Iterator[Node]:
    """A node of its own, so that nobody else's tests notice."""
    one = Node("faults", 59230)
    one.start()
    yield one
    one.stop()


@pytest.fixture
def start_worker(node: Node, settings: LazySettings) -> Iterator[Callable[[], subprocess.Popen]]:
    """Give a function that starts a draining worker on the test's database and node."""
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_REPLICAS = node.url, 0
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.embedded", "DATABASE_URL": databases.address(),
        "ELASTICSEARCH_URL": node.url, "ELASTICSEARCH_REPLICAS": "0", "ELASTICSEARCH_PREFIX": settings.ELASTICSEARCH_PREFIX,
        "SECRET_KEY": "faults",
    }  # fmt: skip
    started: list[subprocess.Popen] = []

    def start() -> subprocess.Popen:
        worker = subprocess.Popen([sys.executable, "-c", WORKER], env=environment, stderr=subprocess.DEVNULL)
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill()
        worker.wait()
    engines.current().close()


class Changes(threading.Thread):
    """Writes, moves and takes back, as people do, until there are enough."""

    def __init__(self, topics: list[Topic], people: list[Person]) -> None:
        super().__init__()
        self.topics, self.people = topics, people
        self.done, self.wrong = 0, list[Exception]()
        self.hurry = threading.Event()

    def run(self) -> None:
        chance = random.Random(1)
        times = itertools.count()
        began = timezone.now() - datetime.timedelta(days=300)
        try:
            while self.done < CHANGES:
                # Each person writes once in a minute of the past, so that the limit of posts is no part of this.
                number = next(times)
                at = began + datetime.timedelta(minutes=number // len(self.people))
                by = self.people[number % len(self.people)]
                post = actions.reply(
                    topic=chance.choice(self.topics), text=f"Word {number} of the talk.", by=by, at=at
                )
                self.done += 1
                if number % 7 == 0:
                    actions.withdraw_post(post=post, by=by)
                    self.done += 1
                if number % 50 == 0:
                    topic = chance.choice(self.topics)
                    topic.refresh_from_db()
                    actions.rename_topic(topic=topic, title=f"Renamed {number}", by=self.people[0])
                    self.done += 1
        except Exception as error:
            self.wrong.append(error)
        finally:
            connections.close_all()


def test_nothing_is_lost_and_every_page_answers(
    node: Node, start_worker: Callable[[], subprocess.Popen]
) -> None:
    secretariat = cast.with_role("secretariat")
    people = [secretariat, *cast.PersonFactory.create_batch(20)]
    topics = [talks.topic(by=secretariat, title=f"Talk {n}") for n in range(15)]
    topics += [talks.topic(by=people[1 + n], title=f"More talk {n}") for n in range(15)]
    pages.course(modules=1, lessons=3)
    sync.rebuild()
    workers = [start_worker(), start_worker()]
    changes = Changes(topics, people)
    changes.start()

    chance = random.Random(2)
    client, told = Client(), Elasticsearch(node.url, request_timeout=20)
    answers: dict[str, list[float]] = {}

    def ask(during: str) -> None:
        for address in ("/en/search/?q=talk", "/en/", topics[0].address):
            began = time.monotonic()
            assert client.get(address, follow=True).status_code == 200, (during, address)
            answers.setdefault(during, []).append(time.monotonic() - began)

    def a_worker_is_killed() -> None:
        index = chance.randrange(2)
        workers[index].kill()
        workers[index] = start_worker()

    faults: list[Callable[[Any], None]] = [killed, hung, slow, read_only, without_its_index]
    turns = 0
    while changes.is_alive():
        for fault in faults:
            ask("peace")
            a_worker_is_killed()
            fault((node, told, ask))
        turns += 1
        # What was noted so far is indexed while others write on, so that the next faults meet an index with something in it.
        are_indexed(
            Change.objects.filter(pk__lte=Change.objects.aggregate(last=Max("pk", default=0))["last"])
        )
    changes.join()
    assert changes.wrong == []
    are_indexed(Change.objects.all())
    for worker in workers:
        worker.kill()
        worker.wait()
    told.indices.refresh(index="*")
    assert list(sync.differences()) == []
    print(
        f"\n{changes.done} changes, all faults {turns} times; seconds that a page took at most: "
        + ", ".join(f"{name} {max(took):.2f}" for name, took in answers.items())
    )
    assert changes.done >= CHANGES


def are_indexed(changes: QuerySet[Change]) -> None:
    """Wait for these to be cleared. A worker that is killed while it makes the index anew holds others up until its lease ends."""
    deadline = time.monotonic() + PATIENCE
    while left := changes.count():
        assert time.monotonic() < deadline, f"{left} changes are still not indexed"
        time.sleep(0.2)


# -- what happens to the engine -----------------------------------------------------------------------
Stage = tuple[Node, Elasticsearch, Callable[[str], None]]


def killed(stage: Stage) -> None:
    """The process dies, and comes back with its data."""
    node, _told, ask = stage
    node.send(signal.SIGKILL)
    ask("killed")
    node.come_back()


def hung(stage: Stage) -> None:
    """The process stands still: connections are accepted and never answered."""
    node, _told, ask = stage
    node.send(signal.SIGSTOP)
    try:
        for _ in range(4):
            ask("hung")
    finally:
        node.send(signal.SIGCONT)


def slow(stage: Stage) -> None:
    """The process gets a tenth of its time."""
    node, _told, ask = stage
    ended = threading.Event()

    def brake() -> None:
        while not ended.is_set():
            node.send(signal.SIGSTOP)
            time.sleep(0.27)
            node.send(signal.SIGCONT)
            time.sleep(0.03)

    braking = threading.Thread(target=brake)
    braking.start()
    try:
        for _ in range(4):
            ask("slow")
    finally:
        ended.set()
        braking.join()


def read_only(stage: Stage) -> None:
    """The index refuses writes, as when the disk is full."""
    _node, told, ask = stage
    index = f"{settings_prefix()}-*"
    told.indices.put_settings(
        index=index, settings={"index.blocks.write": True}, ignore_unavailable=True, allow_no_indices=True
    )
    try:
        for _ in range(4):
            ask("read-only")
    finally:
        told.indices.put_settings(
            index=index, settings={"index.blocks.write": None}, ignore_unavailable=True, allow_no_indices=True
        )


def without_its_index(stage: Stage) -> None:
    """Somebody deletes the index."""
    _node, told, ask = stage
    try:
        for name in told.indices.get(index=f"{settings_prefix()}-*"):
            told.indices.delete(index=name)
    except (ApiError, TransportError):
        return  # a worker is making it anew at this moment
    ask("without its index")


def settings_prefix() -> str:
    """The beginning of our indices' names."""
    engine = engines.current()
    assert isinstance(engine.prefix, str)  # type: ignore[attr-defined]
    return engine.prefix  # type: ignore[attr-defined,no-any-return]

"""A search index of its own for each test, engines to ask, and things to find."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone

from files.models import StoredFile
from forums.models import Forum, Post, Topic
from forums.signals import post_written, topic_changed
from search import results, sync
from search.engines import current
from search.engines.contract import Engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.parsing import parse

ADDRESS = Path(__file__).resolve().parents[2] / "services" / "elasticsearch.url"
ENGINES = ["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _own_index(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Nothing is shared between tests, nor with the machine's own site."""
    settings.SEARCH_DIR = tmp_path / "search"
    yield
    current().close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """An engine of its own with an empty index: a test that takes it runs once on each."""
    made: Engine = request.getfixturevalue(f"{request.param}_engine")
    return made


@pytest.fixture
def embedded_engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    """A folder of its own."""
    made = EmbeddedEngine(str(tmp_path / "index"))
    made.begin_rebuild().finish()
    yield made
    made.close()


def node() -> str:
    """The address of the real node; where a machine has none the test is left out, loudly, and never where all is to run."""
    hosts = os.environ.get("ELASTICSEARCH_URL") or (ADDRESS.read_text().strip() if ADDRESS.exists() else "")
    if not hosts:
        missing = "no Elasticsearch node: make services, or set ELASTICSEARCH_URL"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return hosts


@pytest.fixture
def elasticsearch_engine(worker_id: str) -> Iterator[ElasticsearchEngine]:
    """A prefix of its own on the real node; nothing but that prefix is ever deleted."""
    made = ElasticsearchEngine(
        node().split(","),
        prefix=f"test-{worker_id}-{os.getpid()}-{next(_numbers)}",
        replicas=0,
        refresh=True,
        timeout=30.0,  # a busy machine is no failure here
    )
    made.begin_rebuild().finish()
    yield made
    made.delete_everything()
    made.close()


@pytest.fixture
def site_engine(engine: Engine, monkeypatch: pytest.MonkeyPatch, db: None) -> Engine:
    """The whole site on this engine, its tasks included."""
    monkeypatch.setattr("search.engines.current", lambda: engine)
    for module in ("search.sync", "search.results", "search.suggesting", "tests.search.conftest"):
        monkeypatch.setattr(f"{module}.current", lambda: engine)
    return engine


@pytest.fixture
def indexed(db: None) -> Callable[[], int]:
    """Bring the index up to date: `indexed()`."""
    return sync.drain


def topic(*texts: str, forum: dict[str, Any] | None = None, **fields: Any) -> Topic:
    """Make a topic with these posts in a forum of its own, public unless said otherwise."""
    number = Forum.objects.count() + 1
    place = Forum.objects.create(
        **{"slug": f"forum-{number}", "title_en": f"Forum {number}", "audience": "public", **(forum or {})}
    )
    made = Topic.objects.create(
        **{
            "forum": place,
            "title": f"Topic {number}",
            "starter_name": "Ada",
            "started_at": timezone.now(),
            **fields,
        }
    )
    topic_changed.send(Topic, topic_id=made.pk)
    for text in texts:
        post(made, text)
    return made


def post(in_topic: Topic, text: str, **fields: Any) -> Post:
    """Write a post at the end of a topic, as the forum's own action announces it."""
    in_topic.last_number += 1
    in_topic.save()
    made = Post.objects.create(
        **{
            "topic": in_topic, "number": in_topic.last_number, "author_name": "Ada", "text": text,
            "html": f"<p>{text}</p>",
            "renderer": 1, "language": in_topic.language, "written_at": timezone.now(), **fields,
        }
    )  # fmt: skip
    post_written.send(Post, post_id=made.pk, topic_id=in_topic.pk)
    return made


def stored_file(
    name: str = "report.pdf", content: bytes = b"%PDF-1.4 nothing in it", **fields: Any
) -> StoredFile:
    """Store a file as an upload does."""
    return StoredFile.objects.create(title=name, file=ContentFile(content, name=name), **fields)


def titles(text: str, person: Any = None, **filters: Any) -> set[str]:
    """Titles of what somebody finds; everything is on one page."""
    found = results.find(person or AnonymousUser(), parse(text, size=50, **filters))
    assert not found.limited
    assert found.total == len(found.hits)
    return {hit.title for hit in found.hits}


def held() -> dict[str, set[str]]:
    """What the index holds: keys by object."""
    return {name: set(digests) for name, digests in current().held()}

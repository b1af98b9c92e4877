"""A search index of its own for each test, and things to find."""

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
from search.query import parse


@pytest.fixture(autouse=True)
def _own_index(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    """Nothing is shared between tests, nor with the machine's own site."""
    settings.SEARCH_DIR = tmp_path / "search"
    yield
    current().close()


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

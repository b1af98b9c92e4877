"""Nothing lost: from a save to the index."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from kombu.exceptions import OperationalError

from forums.models import Topic
from search import noting, sources, sync
from search.engines import current
from search.engines.contract import EngineError
from search.models import Change, Version
from search.tasks import drain as drain_task
from tests.factories import pages as made
from tests.search.conftest import titles

Drain = Callable[[], int]


# -- noting -------------------------------------------------------------------------------------------


def test_rolled_back_change_leaves_nothing(db: None) -> None:
    Change.objects.all().delete()

    with transaction.atomic():
        made.standard_page(title="Never was")
        assert Change.objects.exists()
        transaction.set_rollback(True)

    assert not Change.objects.exists()


def test_worker_is_woken_after_commit_only(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    woken = []
    monkeypatch.setattr(drain_task, "apply_async", lambda *given, **options: woken.append(options))

    with django_capture_on_commit_callbacks(execute=True):
        sync.note(["page:1"])
        assert not woken

    assert woken == [{"retry": False}]


@pytest.mark.parametrize("error", [OperationalError("down"), ConnectionRefusedError("down")])
def test_broker_that_is_down_never_fails_a_save_and_is_left_alone_for_a_while(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, error: Exception
) -> None:
    tried = []

    def refuse(*given: Any, **options: Any) -> None:
        tried.append(options)
        raise error

    monkeypatch.setattr(drain_task, "apply_async", refuse)
    monkeypatch.setattr(noting, "_quiet_until", 0.0)

    for title in ("One", "Two"):
        with django_capture_on_commit_callbacks(execute=True):
            made.standard_page(title=title)

    assert len(tried) == 1
    assert Change.objects.exists()
    monkeypatch.setattr(noting, "_quiet_until", 0.0)


def test_versions_rise_one_by_one(db: None) -> None:
    Version.objects.all().delete()

    assert [sync.next_version() for _ in range(3)] == [1, 2, 3]


# -- draining -------------------------------------------------------------------------------------------


def test_drain_brings_what_was_saved_and_clears_its_notes(indexed: Drain) -> None:
    made.standard_page(title="About residencies")

    indexed()

    assert titles("residencies") == {"About residencies"}
    assert not Change.objects.exists()


@pytest.fixture
def no_notes(db: None) -> None:
    """Laying out the site noted its pages."""
    Change.objects.all().delete()


def test_only_what_the_engine_settled_is_cleared(no_notes: None) -> None:
    sync.note(["page:1000001", "page:1000002"])

    class HalfDeaf:
        def send(self, version: int, objects: Any) -> set[str]:
            return set(objects) - {"page:1000002"}

    assert sync.drain(HalfDeaf()) == 1  # type: ignore[arg-type]

    assert list(Change.objects.values_list("object", flat=True)) == ["page:1000002"]


def test_engine_that_is_down_leaves_every_note(no_notes: None) -> None:
    sync.note(["page:1000001"])

    class Down:
        def send(self, version: int, objects: Any) -> set[str]:
            raise EngineError("down")

    with pytest.raises(EngineError):
        sync.drain(Down())  # type: ignore[arg-type]

    assert Change.objects.count() == 1


def test_drain_killed_between_writing_and_clearing_does_no_harm(
    no_notes: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sync.note(["topic:1000001"])
    engine = current()
    real = engine.send

    def die_after(version: int, objects: Any) -> set[str]:
        real(version, objects)
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "send", die_after)
    with pytest.raises(KeyboardInterrupt):
        sync.drain()
    assert Change.objects.count() == 1
    monkeypatch.undo()

    assert sync.drain() == 1

    assert list(sync.differences()) == [] or not Topic.objects.exists()


def test_object_that_cannot_be_read_holds_nothing_else_up(
    no_notes: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sync.note(["page:1000001", "page:1000002", "page:1000003"])
    real = sources.passages_of

    def trip(objects: Any) -> Any:
        if "page:1000002" in objects:
            raise ValueError("a broken body")
        return real(objects)

    monkeypatch.setattr(sources, "passages_of", trip)

    assert sync.drain() == 2

    assert list(Change.objects.values_list("object", flat=True)) == ["page:1000002"]
    assert "page:1000002" in caplog.text


def test_note_written_during_a_drain_stays(no_notes: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sync.note(["page:1000001"])
    real = sources.passages_of

    def meanwhile(objects: Any) -> Any:
        answer = real(objects)
        if not sent:
            sync.note(["page:1000001"])
        return answer

    monkeypatch.setattr(sources, "passages_of", meanwhile)
    engine = current()
    sent: list[int] = []
    monkeypatch.setattr(engine, "send", lambda version, objects: sent.append(version) or set(objects))

    sync.drain()

    assert len(sent) == 2
    assert sent == sorted(sent)


def test_slow_drain_that_read_earlier_loses_against_a_later_one(indexed: Drain) -> None:
    page = made.standard_page(title="Old residencies")
    name = f"page:{page.pk}"
    version = sync.next_version()
    earlier = sources.passages_of([name])  # a drain reads, and is held up
    page.title = "New workshops"
    page.save_revision().publish()
    indexed()

    assert current().send(version, earlier) == {name}

    assert titles("residencies") == set()
    assert titles("workshops") == {"New workshops"}


def test_two_drains_at_once_do_no_harm(indexed: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    made.standard_page(title="About residencies")
    real = sources.passages_of
    once = []

    def second_drain_meanwhile(objects: Any) -> Any:
        answer = real(objects)
        if not once:
            once.append(1)
            indexed()
        return answer

    monkeypatch.setattr(sources, "passages_of", second_drain_meanwhile)
    indexed()

    assert titles("residencies") == {"About residencies"}
    assert not Change.objects.exists()
    assert list(sync.differences()) == []

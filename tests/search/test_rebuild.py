"""Comparing the index with the database, and making it anew."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import apsw
import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from pages.models import Audience
from search import results, sources, sync
from search.engines import current
from search.engines.contract import EngineError
from search.parsing import parse
from tests.factories import pages as made
from tests.search.conftest import titles

Drain = Callable[[], int]


def test_check_finds_what_is_missing_different_and_ghost_and_repair_mends_it(indexed: Drain) -> None:
    missing = made.standard_page(title="Missing")
    different = made.standard_page(title="Different")
    indexed()
    engine = current()
    passage = sources.passages_of([f"page:{different.pk}"])[f"page:{different.pk}"][0]
    engine.send(sync.next_version(), {f"page:{missing.pk}": []})
    Audience.objects.filter(translation_key=different.translation_key).update(audience="staff")
    engine.send(
        sync.next_version(), {"page:999999": [replace(passage, key="page:999999", object="page:999999")]}
    )

    found = set(sync.differences())

    assert found == {
        (f"page:{missing.pk}", "missing"), (f"page:{different.pk}", "different"), ("page:999999", "ghost")
    }  # fmt: skip
    sync.note(one.object for one in found)
    indexed()
    assert list(sync.differences()) == []


def test_rebuild_makes_the_same_index_with_changes_in_between(indexed: Drain) -> None:
    first = made.standard_page(title="First residency")
    second = made.standard_page(title="Second residency")
    indexed()
    changed = []

    def meanwhile(done: int, of: int) -> None:
        if not changed:
            changed.append(done)
            first.title = "First workshop"
            first.save_revision().publish()
            second.unpublish()
            made.standard_page(title="Third residency")
            indexed()

    sync.rebuild(progress=meanwhile)

    assert titles("residency") == {"Third residency"}
    assert titles("workshop") == {"First workshop"}
    assert list(sync.differences()) == []


def test_rebuild_that_fails_leaves_the_index(indexed: Drain, monkeypatch: pytest.MonkeyPatch) -> None:
    made.standard_page(title="About residencies")
    indexed()
    before = current().status()["current"]
    monkeypatch.setattr(sources, "passages_of", lambda objects: 1 / 0)

    with pytest.raises(EngineError):
        sync.rebuild()

    assert current().status()["current"] == before
    assert titles("residencies") == {"About residencies"}


def test_index_of_other_rules_is_refused_and_made_anew(indexed: Drain, settings: Any) -> None:
    made.standard_page(title="About residencies")
    indexed()
    name = str(current().status()["current"])
    current().close()
    raw = apsw.Connection(str(settings.SEARCH_DIR / name))
    raw.execute("UPDATE meta SET value = 0 WHERE name = 'analysis'")
    raw.close()
    assert results.find(AnonymousUser(), parse("residencies")).limited

    sync.rebuild()

    assert titles("residencies") == {"About residencies"}


def test_date_and_names_stay_what_they_are(indexed: Drain) -> None:
    meeting = made.meeting(title="Plenary", days_ago=30)
    indexed()

    hit = results.find(AnonymousUser(), parse("plenary")).hits[0]

    assert hit.date == (timezone.now() - datetime.timedelta(days=30)).date().isoformat()
    assert hit.url == meeting.address
    assert uuid.UUID(str(meeting.translation_key))

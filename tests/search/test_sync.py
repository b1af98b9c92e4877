"""Nothing lost, nothing left over: from a save to the index."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import apsw
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from files.models import ExtractedPage, Extraction
from files.signals import file_read
from forums.models import Forum, Post, Topic
from forums.signals import post_changed, topic_changed
from pages.models import Audience
from programme.models import ProgrammeLine
from search import results, sources, sync
from search.engines import current
from search.engines.contract import EngineError
from search.models import Change, Version
from search.query import parse
from search.tasks import drain as drain_task
from tests.factories import pages as made
from tests.search.conftest import post, stored_file, topic

Drain = Callable[[], int]


def titles(text: str, person: Any = None, **filters: Any) -> set[str]:
    """Titles of what somebody finds; everything is on one page."""
    found = results.find(person or AnonymousUser(), parse(text, size=50, **filters))
    assert not found.limited
    assert found.total == len(found.hits)
    return {hit.title for hit in found.hits}


def held() -> dict[str, set[str]]:
    """What the index holds: keys by object."""
    return {name: set(digests) for name, digests in current().held()}


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
    monkeypatch.setattr(drain_task, "apply_async", lambda **options: woken.append(options))

    with django_capture_on_commit_callbacks(execute=True):
        sync.note(["page:1"])
        assert not woken

    assert woken == [{"retry": False}]


@pytest.mark.parametrize("error", [OperationalError("down"), ConnectionRefusedError("down")])
def test_broker_that_is_down_never_fails_a_save_and_is_left_alone_for_a_while(
    db: None, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any, error: Exception
) -> None:
    tried = []

    def refuse(**options: Any) -> None:
        tried.append(options)
        raise error

    monkeypatch.setattr(drain_task, "apply_async", refuse)
    monkeypatch.setattr(sync, "_quiet_until", 0.0)

    for title in ("One", "Two"):
        with django_capture_on_commit_callbacks(execute=True):
            made.standard_page(title=title)

    assert len(tried) == 1
    assert Change.objects.exists()
    monkeypatch.setattr(sync, "_quiet_until", 0.0)


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


# -- what is heard ----------------------------------------------------------------------------------------


def test_unpublished_page_is_gone_and_so_are_its_translations(indexed: Drain) -> None:
    page = made.standard_page(title="Residencies", body=made.text("Festival."))
    made.in_french(page, title="Résidences")
    indexed()
    assert titles("festival") == {"Residencies"}

    page.unpublish()
    indexed()

    assert titles("festival") == titles("résidences") == set()
    assert list(sync.differences()) == []


def test_deleted_course_takes_its_lessons_along(indexed: Drain) -> None:
    course = made.course(title="Touring", lessons=3)
    indexed()
    assert len(titles("lesson says")) == 3

    course.delete()
    indexed()

    assert titles("lesson says touring") == set()
    assert list(sync.differences()) == []


def test_closing_lessons_to_others_reaches_the_index(indexed: Drain) -> None:
    course = made.course(title="Touring", lessons=1)
    indexed()
    assert len(titles("says")) == 1

    course.lessons_for_enrolled = True
    course.save_revision().publish()
    indexed()

    assert titles("says") == set()
    assert {
        label for label in Audience.objects.values_list("audience", flat=True) if label.startswith("course:")
    }
    assert list(sync.differences()) == []


def test_lessons_are_filed_as_their_course_and_follow_it(indexed: Drain, line: ProgrammeLine) -> None:
    course = made.course(title="Touring", lessons=1)
    indexed()
    assert titles("says", lines=[line.slug]) == set()

    course.lines.add(line)
    course.save_revision().publish()
    indexed()

    assert len(titles("says", lines=[line.slug])) == 1


def test_slug_of_a_line_is_followed(indexed: Drain, line: ProgrammeLine) -> None:
    made.course(title="Touring", lessons=1, lines=(line,))
    indexed()

    line.slug = "renamed"
    line.save()
    indexed()

    assert len(titles("touring says", lines=["renamed"])) == 2
    assert list(sync.differences()) == []


def test_moved_page_is_found_at_its_new_address(indexed: Drain) -> None:
    course = made.course(title="Touring", modules=2, lessons=1)
    lesson = course.get_descendants().filter(depth=course.depth + 2).first()
    other = course.get_children().last()
    indexed()

    lesson.move(other, pos="last-child")
    indexed()

    assert list(sync.differences()) == []


def test_posts_are_found_changed_and_hidden(indexed: Drain) -> None:
    talk = topic("A residency.", "A visa.", title="Talk")
    indexed()
    assert titles("residency") == titles("visa") == {"Talk"}

    second = talk.posts.get(number=2)
    second.hidden_at = timezone.now()
    second.save()
    post_changed.send(Post, post_id=second.pk, topic_id=talk.pk)
    post(talk, "A rider.")
    indexed()

    assert titles("visa") == set()
    assert titles("rider") == {"Talk"}
    assert list(sync.differences()) == []


def test_forums_new_audience_reaches_all_its_topics(indexed: Drain, member: Any) -> None:
    talk = topic("A residency.", title="Talk")
    indexed()
    assert titles("residency") == {"Talk"}

    forum = Forum.objects.get(pk=talk.forum_id)
    forum.audience = "member"
    forum.save()
    indexed()

    assert titles("residency") == set()
    assert titles("residency", member) == {"Talk"}
    assert list(sync.differences()) == []


def test_topic_that_asks_for_three_labels_is_found_by_nobody(indexed: Drain) -> None:
    topic("A residency.", audience="course:1", second_audience="group:2", forum={"audience": "group:3"})
    indexed()

    assert held().keys() & {name for name in held() if name.startswith("topic:")} == set()


def test_text_of_files_is_found_when_it_was_read(indexed: Drain) -> None:
    file = stored_file(name="report.pdf")
    resource = made.resource(title="Report", files=(file,))
    french = made.in_french(resource, title="Rapport")
    indexed()
    extraction = Extraction.objects.get(file=file)
    ExtractedPage.objects.create(extraction=extraction, number=12, text="An unusual zeugma on an inner page.")
    extraction.state = Extraction.State.READ
    extraction.save()

    file_read.send(Extraction, file_id=file.pk)
    indexed()

    found = results.find(AnonymousUser(), parse("zeugma"))
    assert found.hits[0].passages[0].url == f"{file.address}#page=12"
    assert found.hits[0].passages[0].place_number == 12
    assert found.total == 1
    assert [key for key in held()[f"page:{french.pk}"] if "file" in key] == []


# -- check and rebuild ---------------------------------------------------------------------------------------


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


def test_topic_deleted_by_hand_is_gone(indexed: Drain) -> None:
    talk = topic("A residency.")
    indexed()
    talk.posts.all().delete()
    talk.delete()
    indexed()

    assert titles("residency") == set()


def test_hidden_topic_is_gone(indexed: Drain) -> None:
    talk = topic("A residency.")
    indexed()
    Topic.objects.filter(pk=talk.pk).update(hidden_at=timezone.now())
    topic_changed.send(Topic, topic_id=talk.pk)
    indexed()

    assert titles("residency") == set()

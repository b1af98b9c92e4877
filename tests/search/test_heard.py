"""What changes in other rooms reaches the index."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from files.models import ExtractedPage, Extraction
from files.signals import file_read
from forums.models import Forum, Post, Topic
from forums.signals import post_changed, topic_changed
from pages.models import Audience
from programme.models import ProgrammeLine
from search import results, sync
from search.parsing import parse
from tests.factories import pages as made
from tests.search.conftest import held, post, stored_file, titles, topic

Drain = Callable[[], int]


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

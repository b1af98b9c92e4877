"""Many people at once: numbers stay dense, what is sent twice is written once, and under a page there is
one topic.
"""

from collections.abc import Callable
from typing import Any

from forums import actions
from forums.actions.reading import move_watermark
from forums.models import Forum, Post, Topic, TopicReader
from tests.factories import forums as factory
from tests.factories import pages
from tests.factories.members import PersonFactory

AtOnce = Callable[[Callable[[int], Any], int], list[Any]]


def test_two_hundred_replies_at_once_have_dense_numbers_and_none_is_lost(at_once: AtOnce) -> None:
    topic = factory.topic()
    people = PersonFactory.create_batch(200)

    def write(start: int) -> None:
        """Fifty threads, as many as a large installation has, with four replies each and no pause between them."""
        for n in range(start * 4, start * 4 + 4):
            actions.reply(topic=topic, text=f"Reply {n}", by=people[n], key=f"key-{n}")

    came = at_once(write, 50)

    assert [error for error in came if isinstance(error, Exception)] == []
    assert sorted(Post.objects.filter(topic=topic).values_list("number", flat=True)) == list(range(1, 202))
    assert {post.text for post in Post.objects.filter(number__gt=1)} == {f"Reply {n}" for n in range(200)}
    assert Topic.objects.get(pk=topic.pk).last_number == 201
    read = dict(TopicReader.objects.filter(topic=topic).values_list("person_id", "read_to"))
    for post in Post.objects.filter(topic=topic, number__gt=1):
        assert read[post.author_id] == post.number


def test_one_reply_sent_ten_times_at_once_is_one_post(at_once: AtOnce) -> None:
    topic = factory.topic()
    person = PersonFactory()

    came = at_once(lambda n: actions.reply(topic=topic, text="Once", by=person, key="the-same").pk, 10)

    assert set(came) == {Post.objects.get(text="Once").pk}
    assert Topic.objects.get(pk=topic.pk).last_number == 2


def test_one_topic_sent_ten_times_at_once_is_one_topic(at_once: AtOnce) -> None:
    forum = factory.forum()
    person = PersonFactory()

    came = at_once(lambda n: actions.start_topic(forum=forum, title="A", text="B", by=person, key="k").pk, 10)

    assert set(came) == {Topic.objects.get().pk}
    assert Post.objects.count() == 1


def test_two_who_speak_first_under_a_lesson_make_one_topic_in_one_forum(at_once: AtOnce) -> None:
    course = pages.course()
    lesson = course.get_descendants().last()
    people = [PersonFactory() for _ in range(8)]

    came = at_once(lambda n: actions.reply_about(page=lesson, text=f"First? {n}", by=people[n]).number, 8)

    assert sorted(came, key=str) == list(range(1, 9))
    assert Topic.objects.get().about_key == lesson.translation_key
    assert Forum.objects.get().about_key == course.translation_key


def test_the_watermark_never_goes_back_however_many_tabs_read_at_once(at_once: AtOnce) -> None:
    topic = factory.topic(posts=20)
    person = PersonFactory()

    at_once(lambda n: move_watermark(topic_id=topic.pk, person_id=person.pk, to=n + 1), 20)

    assert TopicReader.objects.get(topic=topic, person=person).read_to == 20

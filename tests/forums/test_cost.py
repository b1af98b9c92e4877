"""How many queries the forums' pages take, written down so that nobody adds one unnoticed.

Counted is what asks for our tables. For somebody signed in four are the header's: in which conversations they take part, up
to when they have read everything, how many topics are unread, and which of their notifications they may still see.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums import actions
from forums.actions.reading import move_watermark
from members.models import Person
from tests.conftest import SignedIn
from tests.factories import forums as factory

pytestmark = pytest.mark.django_db

HEADER = 4


def queries_of(reader: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(address).status_code == 200
    return [query["sql"] for query in captured if '"forums_' in query["sql"]]


def test_a_topic_page_takes_three_queries_of_ours_and_three_more_when_something_new_is_read(
    learner: Person, signed_in: SignedIn, client: Client
) -> None:
    topic = factory.topic(posts=101)
    reader = signed_in(learner)

    first, again = (
        queries_of(reader, f"{topic.address}?page=2"),
        queries_of(reader, f"{topic.address}?page=2"),
    )

    assert len(queries_of(client, topic.address)) == 3  # the topic, its posts, what was said without words
    assert len(again) == HEADER + 3
    assert len(first) == HEADER + 3 + 2  # the watermark; whether its bound is worth moving
    assert not any("OFFSET" in sql for sql in first)


def test_lists_take_two_queries_of_ours_and_one_more_for_what_is_new(
    learner: Person, signed_in: SignedIn, client: Client
) -> None:
    topic = factory.topic(posts=3)
    reader = signed_in(learner)

    assert len(queries_of(reader, topic.forum.address)) == HEADER + 3  # forum, topics, tags
    assert len(queries_of(client, topic.forum.address)) == 3
    with_news = len(queries_of(reader, "/en/forums/"))
    move_watermark(topic_id=topic.pk, person_id=learner.pk, to=3)
    assert len(queries_of(reader, "/en/forums/")) == with_news - 1
    assert len(queries_of(client, "/en/forums/")) == 1


def test_a_reply_takes_as_many_queries_in_a_long_topic_as_in_a_short_one(
    learner: Person, signed_in: SignedIn
) -> None:
    first, short, long = factory.topic(), factory.topic(), factory.topic(posts=300)
    client = signed_in(learner)
    counts = []

    for topic in (first, short, long):
        with CaptureQueriesContext(connection) as captured:
            response = client.post(
                topic.address, {"text": "How did you carry it up the stairs?", "key": "k" + str(topic.pk)}
            )
        assert response.status_code == 302
        counts.append(len(captured))

    assert counts[1] == counts[2]
    assert counts[0] <= 40


def test_the_desk_costs_the_same_with_1_3_and_30_cases(facilitator: Person, signed_in: SignedIn) -> None:
    desk = signed_in(facilitator)
    topic = factory.topic(posts=40)
    posts = list(topic.posts.order_by("number"))
    counts = []
    done = 0

    for cases in (1, 3, 30):
        for post in posts[done:cases]:
            actions.report_post(post=post, reason="spam", by=factory.somebody(), words="Buy now")
            waiting = factory.waiting_post(topic=topic)
            actions.hide_post(post=waiting.topic.posts.get(number=cases + 1), by=facilitator)
        done = cases
        desk.get("/en/forums/order/")
        with CaptureQueriesContext(connection) as captured:
            assert desk.get("/en/forums/order/").status_code == 200
        counts.append(len(captured))

    assert len(set(counts)) == 1, counts

"""How many queries the forums' pages take, written down so that nobody adds one unnoticed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums.actions.reading import move_watermark
from members.models import Person
from tests.conftest import SignedIn
from tests.factories import forums as factory

pytestmark = pytest.mark.django_db


def queries_of(reader: Client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(address).status_code == 200
    return [query["sql"] for query in captured if "forums_" in query["sql"]]


def test_a_topic_page_takes_two_queries_of_ours_and_one_more_when_something_new_is_read(
    learner: Person, signed_in: SignedIn, client: Client
) -> None:
    topic = factory.topic(posts=101)
    reader = signed_in(learner)

    first, again = (
        queries_of(reader, f"{topic.address}?page=2"),
        queries_of(reader, f"{topic.address}?page=2"),
    )

    assert (len(first), len(again), len(queries_of(client, topic.address))) == (4, 3, 2)
    assert not any("COUNT(" in sql or "OFFSET" in sql for sql in first)


def test_lists_take_two_queries_of_ours_and_one_more_for_what_is_new(
    learner: Person, signed_in: SignedIn, client: Client
) -> None:
    topic = factory.topic(posts=3)
    reader = signed_in(learner)

    assert len(queries_of(reader, topic.forum.address)) == 3
    assert len(queries_of(reader, "/en/forums/")) == 4
    move_watermark(topic_id=topic.pk, person_id=learner.pk, to=3)
    assert len(queries_of(reader, "/en/forums/")) == 3
    assert len(queries_of(client, "/en/forums/")) == 2

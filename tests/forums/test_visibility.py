"""Lists, counts and pages show each person what they hold, and nothing of the rest. Each test first makes
what could leak.
"""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forums import actions, queries, rules
from forums.actions.reading import move_watermark
from forums.errors import NotYours
from forums.models import Forum, Topic
from members.models import Person
from programme.models import ProgrammeLine
from tests.conftest import SignedIn
from tests.factories import forums as factory
from tests.factories import pages
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Person:
    return PersonFactory(name="Office", is_superuser=True)


@pytest.fixture
def three_forums(office: Person) -> dict[str, Topic]:
    """A topic called after its forum's audience in each of three forums."""
    made = {}
    for audience in ("public", "member", "staff"):
        forum = factory.forum(audience=audience, title_en=f"Forum-{audience}")
        made[audience] = factory.topic(
            forum=forum, by=office, title=f"Topic-{audience}", text=f"Words-{audience}", posts=2
        )
    return made


SEES = [
    (None, {"public"}),
    ("learner", {"public"}),
    ("lapsed_member", {"public"}),
    ("trainer", {"public"}),
    ("member", {"public", "member"}),
    ("facilitator", {"public", "member"}),
    ("editor", {"public", "member", "staff"}),
    ("secretariat", {"public", "member", "staff"}),
]


@pytest.mark.parametrize(("who", "sees"), SEES)
def test_index_lists_counts_and_pages_agree(
    who: str | None,
    sees: set[str],
    three_forums: dict[str, Topic],
    request: pytest.FixtureRequest,
    signed_in: SignedIn,
    client: Client,
) -> None:
    person = request.getfixturevalue(who) if who else None
    reader = signed_in(person) if person else client

    index = reader.get("/en/forums/").content.decode()

    for audience, topic in three_forums.items():
        is_seen = audience in sees
        forum_page, topic_page = reader.get(topic.forum.address), reader.get(topic.address)
        assert (f"Forum-{audience}" in index) is is_seen
        assert (f"Topic-{audience}" in index) is (
            is_seen and person is not None
        )  # new for whoever is signed in
        assert forum_page.status_code == topic_page.status_code == (200 if is_seen else 404)
        assert (f"Words-{audience}" in topic_page.content.decode()) is is_seen
    if person:
        assert set(queries.unread_topics(person)) == set()  # all that there is was opened


@pytest.mark.parametrize("who", ["learner", "lapsed_member", "trainer"])
def test_what_is_not_seen_cannot_be_changed_and_looks_like_nothing(
    who: str, three_forums: dict[str, Topic], request: pytest.FixtureRequest, signed_in: SignedIn
) -> None:
    person = request.getfixturevalue(who)
    client = signed_in(person)
    topic = three_forums["member"]
    post = topic.posts.first()

    answers = {
        client.get(topic.address).status_code,
        client.get("/en/forums/forum-nowhere/999999-x/").status_code,
        client.post(topic.address, {"text": "x"}).status_code,
        client.get(f"/en/forums/{topic.forum.slug}/new/").status_code,
        client.post(f"/en/forums/{topic.forum.slug}/new/", {"title": "x", "text": "x"}).status_code,
        client.get(f"/en/forums/posts/{post.pk}/edit/").status_code,
        client.post(f"/en/forums/posts/{post.pk}/hide/").status_code,
        client.post(f"/en/forums/topics/{topic.pk}/lock/").status_code,
        client.post(
            f"/en/forums/topics/{topic.pk}/move/", {"to": three_forums["public"].forum.slug}
        ).status_code,
    }

    assert answers == {404}
    with pytest.raises(NotYours):
        actions.reply(topic=topic, text="x", by=person)
    with pytest.raises(NotYours):
        actions.start_topic(forum=topic.forum, title="x", text="x", by=person)


def test_the_words_in_an_address_do_not_tell_the_title(
    three_forums: dict[str, Topic], client: Client
) -> None:
    hidden = three_forums["member"]

    response = client.get(f"/en/forums/{hidden.forum.slug}/{hidden.pk}-x/")

    assert response.status_code == 404


def test_a_membership_that_ends_closes_the_forum_at_the_next_request(
    three_forums: dict[str, Topic], member: Person, signed_in: SignedIn
) -> None:
    client = signed_in(member)
    assert client.get(three_forums["member"].address).status_code == 200

    member.affiliations.all().delete()

    assert client.get(three_forums["member"].address).status_code == 404
    assert "Topic-member" not in client.get("/en/forums/").content.decode()


def test_a_closed_course_does_not_tell_its_name_through_its_forum(
    member: Person, client: Client, signed_in: SignedIn
) -> None:
    course = pages.course(title="A course for members", own_audience="member")
    lesson = course.get_descendants().last()
    actions.reply_about(page=lesson, text="Closed talk", by=member)
    topic = Topic.objects.get()

    index = client.get("/en/forums/").content.decode()

    assert "A course for members" in signed_in(member).get("/en/forums/").content.decode()
    assert "A course for members" not in index
    assert lesson.title not in index
    assert client.get(topic.forum.address).status_code == 404
    assert client.get(topic.address).status_code == 404


def test_rows_and_rules_say_the_same(three_forums: dict[str, Topic], request: pytest.FixtureRequest) -> None:
    for who, _sees in SEES[1:]:
        person = request.getfixturevalue(who)
        seen = set(Topic.objects.visible_to(person))
        assert seen == {
            topic for topic in Topic.objects.select_related("forum") if rules.may_see(person, topic)
        }
        assert set(Forum.objects.visible_to(person)) == {
            f for f in Forum.objects.all() if rules.may_see_forum(person, f)
        }


def count(reader: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", [None, "member", "facilitator"])
def test_every_page_costs_the_same_with_1_3_and_300_rows(
    who: str | None, request: pytest.FixtureRequest, signed_in: SignedIn, client: Client, line: ProgrammeLine
) -> None:
    person = request.getfixturevalue(who) if who else None
    reader = signed_in(person) if person else client
    author = PersonFactory()
    forum = factory.forum(line=line.slug)
    factory.topic(by=author)  # never opened, so that there is always something new
    long = factory.topic(forum=forum, by=author)
    costs: dict[str, set[int]] = {"index": set(), "forum": set(), "topic": set()}
    reader.get("/en/forums/")  # what is the same for everybody is kept from here on

    for rows in (1, 3, 300):
        for n in range(forum.topics.count(), rows):
            copy = Topic.objects.get(pk=long.pk)
            copy.pk = None
            copy.title = f"Topic number {n}"
            copy.save()
        if long.last_number < rows:
            for number in range(long.last_number + 1, rows + 1):
                post = long.posts.get(number=1)
                post.pk, post.number, post.key = None, number, None
                post.save()
            Topic.objects.filter(pk=long.pk).update(last_number=rows)
            long.last_number = rows
        reader.get(long.address)
        if person:
            move_watermark(topic_id=long.pk, person_id=person.pk, to=1)
        costs["index"].add(count(reader, "/en/forums/"))
        costs["forum"].add(count(reader, forum.address))
        costs["topic"].add(count(reader, f"{long.address}?page=1"))

    assert {name: len(counts) for name, counts in costs.items()} == {"index": 1, "forum": 1, "topic": 1}


def test_a_forum_shows_twenty_five_topics_and_the_way_to_more(client: Client) -> None:
    forum = factory.forum()
    author = PersonFactory(is_superuser=True)
    first = factory.topic(forum=forum, by=author)
    for n in range(25):
        copy = Topic.objects.get(pk=first.pk)
        copy.pk, copy.title = None, f"Later {n}"
        copy.save()

    page, rest = client.get(forum.address), client.get(forum.address, {"page": "2"})

    assert (len(page.context["topics"]), page.context["next_number"]) == (25, 2)
    assert (len(rest.context["topics"]), rest.context["next_number"], rest.context["previous_number"]) == (
        1,
        None,
        1,
    )
    assert "No topics on this page" in client.get(forum.address, {"page": "9"}).content.decode()

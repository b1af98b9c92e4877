"""Topics are read by post number, go on at the first unread post, and the watermark only moves forward."""

import pytest
from django.test import Client

from forums import actions, queries
from forums.actions.reading import move_watermark
from forums.models import Topic, TopicReader
from members.models import Person
from tests.conftest import SignedIn
from tests.factories import forums as factory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def numbers_in(response) -> list[int]:
    return [shown.post.number for shown in response.context["sheet"].posts]


def read_to(person: Person, topic: Topic) -> int:
    return TopicReader.objects.get(person=person, topic=topic).read_to


@pytest.mark.parametrize(
    ("number", "first", "last"),
    [(1, 1, 20), (20, 1, 20), (21, 21, 40), (57, 41, 60), (101, 101, 101), (999, 101, 101)],
)
def test_a_link_to_a_post_opens_the_page_on_which_it_stands(
    client: Client, number: int, first: int, last: int
) -> None:
    topic = factory.topic(posts=101)

    response = client.get(f"{topic.address}?post={number}")

    assert numbers_in(response) == list(range(first, last + 1))
    assert f'id="post-{min(number, 101)}"' in response.content.decode()


@pytest.mark.parametrize("nonsense", ["abc", "-1", "0", "٣", "9999999999999999999", ""])
def test_a_page_that_is_no_number_is_the_first_page(client: Client, nonsense: str) -> None:
    topic = factory.topic(posts=30)

    response = client.get(topic.address, {"page": nonsense})

    assert numbers_in(response) == list(range(1, 21))


def test_a_page_beyond_the_end_is_the_last_page(client: Client) -> None:
    topic = factory.topic(posts=30)

    response = client.get(topic.address, {"page": "7"})

    assert numbers_in(response) == list(range(21, 31))


def test_a_person_who_read_some_goes_on_at_the_first_unread_post(
    learner: Person, signed_in: SignedIn
) -> None:
    topic = factory.topic(posts=70)
    move_watermark(topic_id=topic.pk, person_id=learner.pk, to=56)

    response = signed_in(learner).get(topic.address)

    page = response.content.decode()
    assert numbers_in(response) == list(range(41, 61))
    assert "Go on at post 57" in page
    assert [shown.post.number for shown in response.context["sheet"].posts if shown.opens_the_new] == [57]
    assert page.index("New since you were here") < page.index('id="post-57"')
    assert page.index('id="post-56"') < page.index("New since you were here")


def test_a_person_who_read_everything_is_at_the_end(learner: Person, signed_in: SignedIn) -> None:
    topic = factory.topic(posts=70)
    move_watermark(topic_id=topic.pk, person_id=learner.pk, to=70)

    response = signed_in(learner).get(topic.address)

    assert numbers_in(response) == list(range(61, 71))
    assert "New since you were here" not in response.content.decode()


def test_a_topic_never_opened_begins_at_the_first_post_and_is_all_new(
    learner: Person, signed_in: SignedIn
) -> None:
    topic = factory.topic(posts=30)

    (listed,) = queries.listed_topics(learner, topic.forum)[0]
    response = signed_in(learner).get(topic.address)

    assert (listed.unread, listed.is_new) == (30, True)
    assert numbers_in(response) == list(range(1, 21))
    assert read_to(learner, topic) == 20


def test_reading_moves_the_watermark_forward_only(learner: Person, signed_in: SignedIn) -> None:
    topic = factory.topic(posts=70)
    client = signed_in(learner)

    client.get(topic.address, {"page": "3"})
    assert read_to(learner, topic) == 60
    client.get(topic.address, {"page": "1"})
    assert read_to(learner, topic) == 60
    move_watermark(topic_id=topic.pk, person_id=learner.pk, to=5)
    assert read_to(learner, topic) == 60
    client.get(topic.address, {"page": "4"})
    assert read_to(learner, topic) == 70


def test_a_page_fetched_in_advance_or_headed_is_not_read(learner: Person, signed_in: SignedIn) -> None:
    topic = factory.topic(posts=3)
    client = signed_in(learner)

    client.get(topic.address, headers={"Sec-Purpose": "prefetch"})
    client.head(topic.address)

    assert not TopicReader.objects.filter(person=learner).exists()


def test_an_anonymous_reader_leaves_no_trace(client: Client) -> None:
    topic = factory.topic(posts=3)
    before = TopicReader.objects.count()

    client.get(topic.address)

    assert TopicReader.objects.count() == before


def test_ones_own_post_is_read(learner: Person) -> None:
    topic = factory.topic(posts=3)

    post = factory.post(topic=topic, by=learner)

    assert read_to(learner, topic) == post.number == 4
    assert list(queries.unread_topics(learner)) == []


def test_an_old_address_leads_to_the_right_one_and_keeps_what_was_asked(client: Client) -> None:
    topic = factory.topic(posts=30)
    elsewhere = factory.forum()

    response = client.get(f"/en/forums/{elsewhere.slug}/{topic.pk}-old-words/?post=25")

    assert response.status_code == 302
    assert response["Location"] == f"{topic.address}?post=25"


def test_the_interface_is_french_and_the_posts_say_their_language(client: Client) -> None:
    topic = factory.topic(posts=1, title="Empty dates", language="en")

    page = client.get(topic.address.replace("/en/", "/fr/")).content.decode()

    assert '<html lang="fr">' in page
    assert '<h1 lang="en">Empty dates</h1>' in page
    assert '<div class="prose said" lang="en">' in page
    assert client.get("/fr/forums/").status_code == 200
    assert client.get(f"/fr/forums/{topic.forum.slug}/").status_code == 200


def test_the_pager_shows_the_ends_and_the_neighbours(client: Client) -> None:
    topic = factory.topic(posts=401)

    sheet = client.get(topic.address, {"page": "10"}).context["sheet"]

    assert sheet.neighbours == [1, None, 8, 9, 10, 11, 12, None, 21]


def test_the_index_says_what_is_new(learner: Person, signed_in: SignedIn) -> None:
    topic = factory.topic(posts=4)
    other = factory.topic(posts=2)
    actions.read_topic(topic=queries.topic_for(learner, other.pk), by=learner)

    response = signed_in(learner).get("/en/forums/")

    assert response.context["unread"] == 1
    assert [listed.topic.pk for listed in response.context["newest_unread"]] == [topic.pk]
    assert "1 topic has something new for you." in response.content.decode()


def test_nothing_to_read_says_what_to_do_next(client: Client, member: Person, signed_in: SignedIn) -> None:
    assert "No forum is open to you yet" in client.get("/en/forums/").content.decode()

    forum = factory.forum(audience="member")
    assert "Start the first topic" in signed_in(member).get(forum.address).content.decode()
    assert (
        "You have read everything."
        in signed_in(PersonFactory(is_superuser=True)).get("/en/forums/").content.decode()
    )

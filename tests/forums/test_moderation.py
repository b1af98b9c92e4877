"""Pin, lock, move and hide: by those who keep order, and taken back by the same."""

import pytest
from django.test import Client

from forums import actions, queries, rules
from forums.errors import NotYours, TopicLocked
from forums.models import Topic
from members.models import Person
from tests.conftest import SignedIn
from tests.factories import forums as factory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db

VERBS = [
    (actions.pin_topic, "is_pinned", True),
    (actions.unpin_topic, "is_pinned", False),
    (actions.lock_topic, "is_locked", True),
    (actions.unlock_topic, "is_locked", False),
]


def keepers(topic: Topic, facilitator: Person, editor: Person) -> list[Person]:
    return [facilitator, editor, factory.facilitator_of(topic.forum)]


@pytest.mark.parametrize(("verb", "field", "value"), VERBS)
def test_those_who_keep_order_pin_and_lock_and_others_do_not(
    verb, field: str, value: bool, facilitator: Person, editor: Person, member: Person, trainer: Person
) -> None:
    topic = factory.topic()
    stranger = factory.facilitator_of(factory.forum())
    for person in keepers(topic, facilitator, editor):
        Topic.objects.filter(pk=topic.pk).update(**{field: not value})
        verb(topic=topic, by=person)
        assert getattr(Topic.objects.get(pk=topic.pk), field) is value

    Topic.objects.filter(pk=topic.pk).update(**{field: not value})
    for person in (member, trainer, stranger, topic.started_by):
        with pytest.raises(NotYours):
            verb(topic=topic, by=person)
    assert getattr(Topic.objects.get(pk=topic.pk), field) is not value


def test_a_facilitator_keeps_no_order_where_they_see_nothing(facilitator: Person) -> None:
    topic = factory.topic(forum=factory.forum(audience="staff"), by=PersonFactory(is_superuser=True))

    assert not rules.may_moderate(facilitator, topic.forum)
    with pytest.raises(NotYours):
        actions.lock_topic(topic=topic, by=facilitator)


def test_a_locked_topic_takes_replies_of_those_who_keep_order_only(
    learner: Person, facilitator: Person, client: Client
) -> None:
    topic = factory.topic()
    actions.lock_topic(topic=topic, by=facilitator)

    with pytest.raises(TopicLocked):
        actions.reply(topic=topic, text="But", by=learner)
    post = actions.reply(topic=topic, text="Enough", by=facilitator)

    assert post.number == 2
    assert "This topic is locked" in client.get(topic.address).content.decode()


def test_a_topic_locked_while_somebody_wrote_is_locked(learner: Person, facilitator: Person) -> None:
    topic = factory.topic()
    as_it_was = Topic.objects.select_related("forum").get(pk=topic.pk)
    actions.lock_topic(topic=topic, by=facilitator)

    with pytest.raises(TopicLocked):
        actions.reply(topic=as_it_was, text="But", by=learner)

    assert Topic.objects.get(pk=topic.pk).last_number == 1


def test_pinned_topics_come_first(facilitator: Person) -> None:
    forum = factory.forum()
    old, middle, new = (factory.topic(forum=forum) for _ in range(3))

    actions.pin_topic(topic=old, by=facilitator)

    assert [listed.topic.pk for listed in queries.listed_topics(facilitator, forum)[0]] == [
        old.pk,
        new.pk,
        middle.pk,
    ]


def test_a_hidden_topic_is_gone_for_others_and_can_be_shown_again(
    facilitator: Person, learner: Person, client: Client, signed_in: SignedIn
) -> None:
    topic = factory.topic()
    keeper = signed_in(facilitator)

    hidden = keeper.post(f"/en/forums/topics/{topic.pk}/hide/", follow=True)

    assert "The topic is hidden." in hidden.content.decode()
    assert client.get(topic.address).status_code == 404
    assert topic.title not in client.get(topic.forum.address).content.decode()
    assert topic.title in keeper.get(topic.forum.address).content.decode()
    assert list(queries.unread_topics(learner)) == list(queries.unread_topics(facilitator)) == []
    with pytest.raises(NotYours):
        actions.reply(topic=Topic.objects.get(pk=topic.pk), text="Hello?", by=learner)

    keeper.post(f"/en/forums/topics/{topic.pk}/show/")
    assert client.get(topic.address).status_code == 200
    topic.refresh_from_db()
    assert (topic.hidden_at, topic.hidden_by) == (None, None)


def test_a_hidden_post_keeps_its_place_and_its_words_are_for_those_who_keep_order(
    facilitator: Person, client: Client, signed_in: SignedIn
) -> None:
    author = PersonFactory()
    topic = factory.topic()
    post = factory.post(topic=topic, by=author, text="Something unkind")
    factory.post(topic=topic, text="Afterwards")

    signed_in(facilitator).post(f"/en/forums/posts/{post.pk}/hide/")

    for reader in (client, signed_in(author), signed_in(PersonFactory())):
        page = reader.get(topic.address).content.decode()
        assert "Something unkind" not in page
        assert "A facilitator has hidden this post." in page
        assert 'id="post-3"' in page
    assert "Something unkind" in signed_in(facilitator).get(topic.address).content.decode()
    assert signed_in(author).get(f"/en/forums/posts/{post.pk}/edit/").status_code == 404
    post.refresh_from_db()
    assert post.hidden_by == facilitator

    actions.show_post(post=post, by=facilitator)
    assert "Something unkind" in client.get(topic.address).content.decode()


def test_others_hide_nothing(member: Person, signed_in: SignedIn, client: Client) -> None:
    topic = factory.topic()
    post = topic.posts.get()

    signed_in(member).post(f"/en/forums/topics/{topic.pk}/hide/")
    signed_in(member).post(f"/en/forums/posts/{post.pk}/hide/")
    client.post(f"/en/forums/posts/{post.pk}/hide/")

    topic.refresh_from_db()
    post.refresh_from_db()
    assert (topic.hidden_at, post.hidden_at) == (None, None)
    assert signed_in(member).get(f"/en/forums/topics/{topic.pk}/hide/").status_code == 405
    assert signed_in(member).post(f"/en/forums/topics/{topic.pk}/explode/").status_code == 404


def test_a_moved_topic_keeps_numbers_and_readers_and_takes_the_audience_of_its_new_forum(
    facilitator: Person, learner: Person, client: Client, signed_in: SignedIn
) -> None:
    topic = factory.topic(posts=3)
    actions.read_topic(topic=queries.topic_for(learner, topic.pk), by=learner)
    members_only = factory.forum(audience="member")

    response = signed_in(facilitator).post(
        f"/en/forums/topics/{topic.pk}/move/", {"to": members_only.slug}, follow=True
    )

    topic.refresh_from_db()
    assert topic.forum == members_only
    assert members_only.title in response.content.decode()
    assert [post.number for post in topic.posts.all()] == [1, 2, 3]
    assert topic.readers.get(person=learner).read_to == 3
    assert client.get(topic.address).status_code == 404


def test_a_topic_moves_only_to_where_the_person_keeps_order(signed_in: SignedIn) -> None:
    topic = factory.topic()
    here, there, elsewhere = topic.forum, factory.forum(), factory.forum()
    keeper = factory.facilitator_of(here)
    there.facilitators.add(keeper)

    assert queries.forums_to_move_to(keeper, topic) == [there]
    with pytest.raises(NotYours):
        actions.move_topic(topic=topic, to=elsewhere, by=keeper)
    signed_in(keeper).post(f"/en/forums/topics/{topic.pk}/move/", {"to": elsewhere.slug})

    assert Topic.objects.get(pk=topic.pk).forum == here


def test_tools_are_shown_to_those_who_may_use_them(
    facilitator: Person, member: Person, signed_in: SignedIn
) -> None:
    topic = factory.topic()
    factory.forum(title_en="Somewhere else")

    tools = signed_in(facilitator).get(topic.address).content.decode()
    none = signed_in(member).get(topic.address).content.decode()

    for word in ("Keep order", "Pin", "Lock", "Hide the topic", "Move to", "Somewhere else"):
        assert word in tools
    assert "Keep order" not in none
    assert f"/posts/{topic.posts.get().pk}/edit/" not in none

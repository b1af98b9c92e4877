"""Posts are numbered densely, written once however often they are sent, limited, and editable with a
memory.
"""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from forums import actions
from forums.actions.words import TEXT_LIMIT
from forums.errors import ForumError, NothingSaid, NotYours, TooLong, TooManyPosts
from forums.limits import POSTS_AT_MOST
from forums.models import Post, PostRevision, Topic
from forums.signals import post_changed, post_written
from members.models import Person
from tests.conftest import SignedIn
from tests.factories import forums as factory
from tests.factories.members import PersonFactory

pytestmark = pytest.mark.django_db


def test_a_reply_that_is_not_kept_takes_no_number(learner: Person) -> None:
    topic = factory.topic()

    with transaction.atomic():
        actions.reply(topic=topic, text="Lost", by=learner)
        transaction.set_rollback(True)
    post = actions.reply(topic=topic, text="Kept", by=learner)

    assert post.number == 2


def test_the_form_sent_twice_is_one_post_and_leads_to_it(learner: Person, signed_in: SignedIn) -> None:
    topic = factory.topic()
    client = signed_in(learner)
    sent = {"text": "We keep a flat above the stage.", "language": "fr", "key": "abc"}

    first = client.post(topic.address, sent)
    second = client.post(topic.address, sent)

    post = Post.objects.get(number=2)
    assert first["Location"] == second["Location"] == f"{topic.address}?post=2#post-2"
    assert (post.author, post.language, post.topic_id) == (learner, "fr", topic.pk)
    assert Post.objects.filter(topic=topic).count() == 2


def test_the_same_key_of_another_person_is_another_post(learner: Person) -> None:
    topic = factory.topic()

    posts = {
        actions.reply(topic=topic, text="Me too", by=person, key="k").pk
        for person in (learner, PersonFactory())
    }

    assert len(posts) == 2


def test_starting_a_topic_by_the_form(learner: Person, signed_in: SignedIn) -> None:
    forum = factory.forum()

    response = signed_in(learner).post(
        f"{forum.address}new/", {"title": " Who  hosts? ", "text": "We do.", "key": "k"}
    )

    topic = Topic.objects.get()
    assert response["Location"] == f"{topic.address}?post=1#post-1"
    assert (topic.title, topic.starter_name, topic.last_number, topic.last_poster_name) == (
        "Who hosts?",
        learner.name,
        1,
        learner.name,
    )
    assert topic.posts.get().html == "<p>We do.</p>\n"


@pytest.mark.parametrize(
    ("text", "error"),
    [("", NothingSaid), ("  \n ", NothingSaid), ("\x00", NothingSaid), ("x" * (TEXT_LIMIT + 1), TooLong)],
)
def test_nothing_and_too_much_are_refused(learner: Person, text: str, error: type[ForumError]) -> None:
    topic = factory.topic()

    with pytest.raises(error):
        actions.reply(topic=topic, text=text, by=learner)

    assert topic.posts.count() == 1


def test_the_longest_text_fits(learner: Person) -> None:
    assert actions.reply(topic=factory.topic(), text="x" * TEXT_LIMIT, by=learner).number == 2


def test_an_empty_form_says_so_and_a_refused_one_keeps_the_text(learner: Person, signed_in: SignedIn) -> None:
    topic = factory.topic()
    client = signed_in(learner)

    empty = client.post(topic.address, {"text": ""})
    Topic.objects.filter(pk=topic.pk).update(is_locked=True)
    locked = client.post(topic.address, {"text": "What I typed for an hour"})

    assert (empty.status_code, locked.status_code) == (422, 422)
    assert "Write something first." in empty.content.decode()
    assert "What I typed for an hour" in locked.content.decode()
    assert "was locked while you wrote" in locked.content.decode()


def test_many_posts_in_a_short_time_are_refused_with_a_sentence_and_the_text(
    learner: Person, signed_in: SignedIn
) -> None:
    topic = factory.topic()
    client = signed_in(learner)
    for n in range(POSTS_AT_MOST):
        assert client.post(topic.address, {"text": f"Number {n}"}).status_code == 302

    response = client.post(topic.address, {"text": "One too many"})

    assert (response.status_code, response["Retry-After"]) == (429, "600")
    assert "send it again in 10 minutes" in response.content.decode()
    assert "One too many" in response.content.decode()
    assert Post.objects.filter(author=learner).count() == POSTS_AT_MOST
    assert client.post(f"/en/forums/{topic.forum.slug}/new/", {"title": "A", "text": "B"}).status_code == 429
    Post.objects.filter(author=learner).update(written_at=timezone.now() - datetime.timedelta(minutes=11))
    assert client.post(topic.address, {"text": "Later"}).status_code == 302


def test_a_resent_form_is_answered_even_at_the_limit(learner: Person) -> None:
    topic = factory.topic()
    for n in range(POSTS_AT_MOST):
        last = actions.reply(topic=topic, text=f"Number {n}", by=learner, key=f"k{n}")

    assert actions.reply(topic=topic, text="again", by=learner, key=last.key).pk == last.pk
    with pytest.raises(TooManyPosts):
        actions.reply(topic=topic, text="new", by=learner, key="new")


def test_signed_out_the_form_leads_to_signing_in(client: Client) -> None:
    topic = factory.topic()

    page = client.get(topic.address).content.decode()
    response = client.post(topic.address, {"text": "Me"})

    assert f"/accounts/login/?next={topic.address}" in page
    assert "<textarea" not in page
    assert response["Location"] == f"/accounts/login/?next={topic.address}"
    assert topic.posts.count() == 1


def test_an_edit_keeps_what_was_said_and_says_that_it_was_edited(
    learner: Person, signed_in: SignedIn
) -> None:
    topic = factory.topic()
    post = factory.post(topic=topic, by=learner, text="First")
    client = signed_in(learner)
    address = f"/en/forums/posts/{post.pk}/edit/"

    assert "First" in client.get(address).content.decode()
    response = client.post(address, {"text": "**Second**"})

    post.refresh_from_db()
    revision = PostRevision.objects.get()
    assert response["Location"] == f"{topic.address}?post=2#post-2"
    assert (post.text, post.html, post.number) == ("**Second**", "<p><strong>Second</strong></p>\n", 2)
    assert (revision.post, revision.text, revision.edited_by) == (post, "First", learner)
    assert "Edited" in client.get(topic.address).content.decode()


def test_an_edit_that_changes_nothing_leaves_no_trace(learner: Person) -> None:
    post = factory.post(topic=factory.topic(), by=learner, text="Same")

    actions.edit_post(post=post, text=" Same ", by=learner)

    assert (post.edited_at, PostRevision.objects.count()) == (None, 0)


def test_only_its_author_and_those_who_keep_order_edit_a_post(
    learner: Person, member: Person, facilitator: Person, editor: Person, signed_in: SignedIn
) -> None:
    post = factory.post(topic=factory.topic(), by=learner)
    address = f"/en/forums/posts/{post.pk}/edit/"

    statuses = {
        signed_in(person).post(address, {"text": person.email}).status_code
        for person in (facilitator, editor)
    }

    assert statuses == {302}
    assert signed_in(member).post(address, {"text": "not mine"}).status_code == 404
    with pytest.raises(NotYours):
        actions.edit_post(post=post, text="not mine", by=member)
    post.refresh_from_db()
    assert post.text == editor.email


def test_facts_are_announced_inside_the_transaction_and_once(learner: Person) -> None:
    topic = factory.topic()
    heard: list[tuple[str, int, bool]] = []

    def hear(sender: type, post_id: int, topic_id: int, signal: object, **kwargs: object) -> None:
        heard.append(
            (
                "written" if signal is post_written else "changed",
                post_id,
                transaction.get_connection().in_atomic_block,
            )
        )

    for signal in (post_written, post_changed):
        signal.connect(hear)
    try:
        post = actions.reply(topic=topic, text="A", by=learner, key="k")
        actions.reply(topic=topic, text="A", by=learner, key="k")
        actions.edit_post(post=post, text="B", by=learner)
    finally:
        for signal in (post_written, post_changed):
            signal.disconnect(hear)

    assert heard == [("written", post.pk, True), ("changed", post.pk, True)]


def test_the_database_keeps_numbers_and_keys_unique(learner: Person) -> None:
    post = factory.post(topic=factory.topic(), by=learner, key="k")
    same = {
        "topic": post.topic,
        "author_name": "x",
        "text": "x",
        "html": "x",
        "renderer": 1,
        "language": "en",
        "written_at": timezone.now(),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**same, number=post.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**same, number=99, author=learner, key="k")
    Post.objects.create(**same, number=100, author=learner, key=None)
    Post.objects.create(**same, number=101, author=learner, key=None)


def test_when_the_author_goes_the_talk_stays_under_the_name(client: Client) -> None:
    gone = PersonFactory(name="Ana Kovács")
    topic = factory.topic(by=gone)

    Person.objects.filter(pk=gone.pk).delete()

    page = client.get(topic.address).content.decode()
    assert "Ana Kovács" in page
    assert ">AK<" in page

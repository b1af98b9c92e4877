"""A post is told of: in the inbox once a topic, by mail as each chose, after the edit window, to those who may see it then."""

import datetime
from collections.abc import Callable

import pytest
import time_machine
from django.utils import timezone

from forums import actions as talk
from forums.models import Forum, Topic
from forums.queries import topic_for
from members import letters
from members.models import Letter, Membership, Person
from notifications import actions, queries
from notifications.models import Fanout, Follow, Notification
from notifications.receivers import name_in
from tests.factories import forums as make
from tests.factories import members as cast
from tests.factories.mail import MailServer

pytestmark = pytest.mark.django_db
AFTER = datetime.timedelta(minutes=6)


@pytest.fixture
def topic() -> Topic:
    return make.topic(title="Who hosts between two dates?")


def follows(person: Person, space: str, level: str = "every") -> Person:
    actions.follow(person=person, space=space, level=level, by=person)
    return person


def later() -> time_machine.travel:
    return time_machine.travel(timezone.now() + AFTER, tick=False)


def all_goes_out() -> int:
    actions.carry_on()
    with later():
        return letters.send_due()


def reads(person: Person, topic: Topic) -> None:
    found = topic_for(Person.objects.get(pk=person.pk), topic.pk)
    assert found
    talk.read_topic(topic=found, by=person, post=found.last_number)


def test_whoever_follows_the_topic_is_told_and_the_writer_is_not(
    topic: Topic, mail_server: MailServer
) -> None:
    reader = follows(cast.PersonFactory(), f"topic:{topic.pk}")
    writer = cast.PersonFactory(name="Jonas M.")
    make.post(topic=topic, by=writer, text="We keep a *flat* above the stage.")

    assert queries.unread_count(reader) == 0, "nothing is told before a worker came"
    assert all_goes_out() >= 1

    (mail,) = mail_server.to(reader.email)
    assert mail["Subject"] == "Re: Who hosts between two dates?"
    assert "Jonas M. wrote in" in mail.get_body(("plain",)).get_content()
    assert "<em>flat</em>" in mail.get_body(("html",)).get_content()
    assert mail_server.to(writer.email) == []
    assert queries.unread_count(reader) == 1
    assert queries.unread_count(writer) == 0


def test_mail_programs_can_thread_and_unsubscribe(topic: Topic, mail_server: MailServer) -> None:
    reader = follows(cast.PersonFactory(), f"topic:{topic.pk}")
    make.post(topic=topic)
    make.post(topic=topic)
    all_goes_out()

    one, two = mail_server.to(reader.email)
    assert one["Message-ID"] != two["Message-ID"]
    assert one["References"] == two["References"] == one["In-Reply-To"]
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert one["List-Unsubscribe"].strip().startswith("<http")
    assert one["Auto-Submitted"] == "auto-generated"


def test_many_posts_are_one_notification_with_a_count_that_reading_ends(topic: Topic) -> None:
    reader = follows(cast.PersonFactory(), f"topic:{topic.pk}", "digest")
    for _ in range(3):
        make.post(topic=topic, by=cast.PersonFactory(name="Ana"))
    actions.carry_on()

    (told,), _more = queries.inbox_of(reader)
    assert told.is_new
    assert told.sentence == "3 new posts, last by Ana."
    assert told.address == topic.address_of(2)

    reads(reader, topic)
    assert queries.unread_count(reader) == 0
    (told,), _more = queries.inbox_of(reader)
    assert not told.is_new

    make.post(topic=topic, by=cast.PersonFactory(name="Bo"))
    actions.carry_on()
    (told,), _more = queries.inbox_of(reader)
    assert told.sentence == "Bo wrote."
    assert queries.unread_count(reader) == 1


@pytest.mark.parametrize(("level", "mails"), [("every", 3), ("first", 1), ("digest", 0), ("none", 0)])
def test_each_level_brings_its_mails(topic: Topic, mail_server: MailServer, level: str, mails: int) -> None:
    reader = follows(cast.PersonFactory(), f"topic:{topic.pk}", level)
    for _ in range(3):
        make.post(topic=topic)
    all_goes_out()

    assert len(mail_server.to(reader.email)) == mails
    assert queries.unread_count(reader) == (0 if level == "none" else 1)


def test_after_reading_the_first_new_post_is_mailed_again(topic: Topic, mail_server: MailServer) -> None:
    reader = follows(cast.PersonFactory(), f"topic:{topic.pk}", "first")
    make.post(topic=topic)
    all_goes_out()
    reads(reader, topic)
    make.post(topic=topic)
    make.post(topic=topic)
    all_goes_out()

    assert len(mail_server.to(reader.email)) == 2


def test_the_narrowest_choice_decides(topic: Topic, mail_server: MailServer) -> None:
    quiet = follows(follows(cast.PersonFactory(), f"forum:{topic.forum_id}"), f"topic:{topic.pk}", "none")
    loud = follows(follows(cast.PersonFactory(), f"forum:{topic.forum_id}", "none"), f"topic:{topic.pk}")
    other = make.topic(forum=topic.forum)
    make.post(topic=topic)
    all_goes_out()
    assert len(mail_server.to(quiet.email)) == 1, "the other topic's first post, by the forum"
    assert [mail["Subject"] for mail in mail_server.to(loud.email)] == [f"Re: {topic.title}"]
    assert other.last_number == 1


def test_a_mail_says_what_the_post_says_when_the_edit_window_is_over(
    topic: Topic, mail_server: MailServer
) -> None:
    reader = follows(cast.PersonFactory(), f"topic:{topic.pk}")
    writer = cast.PersonFactory()
    post = make.post(topic=topic, by=writer, text="Come on Munday.")
    actions.carry_on()
    assert letters.send_due() == 0
    talk.edit_post(post=post, text="Come on Monday.", by=writer)
    all_goes_out()

    (mail,) = mail_server.to(reader.email)
    assert "Monday" in mail.get_body(("plain",)).get_content()
    assert "Munday" not in mail.as_string()


def test_who_lost_access_before_the_mail_left_gets_none_and_sees_none(mail_server: MailServer) -> None:
    member = cast.member()
    topic = make.topic(forum=make.forum(audience="member"), by=cast.member())
    follows(member, f"topic:{topic.pk}")
    make.post(topic=topic, by=cast.member(), text="Only for us.")
    actions.carry_on()
    assert queries.unread_count(Person.objects.get(pk=member.pk)) == 1

    Membership.objects.filter(organisation__affiliations__person=member).update(
        ends_on=timezone.localdate() - datetime.timedelta(days=1)
    )
    all_goes_out()

    assert mail_server.to(member.email) == []
    assert queries.unread_count(Person.objects.get(pk=member.pk)) == 0
    assert queries.inbox_of(Person.objects.get(pk=member.pk)) == ([], False)


def test_a_hidden_post_is_not_mailed(topic: Topic, mail_server: MailServer) -> None:
    reader = follows(cast.PersonFactory(), f"topic:{topic.pk}")
    post = make.post(topic=topic)
    actions.carry_on()
    talk.hide_post(post=post, by=cast.with_role("facilitator"))
    all_goes_out()

    assert mail_server.to(reader.email) == []


def test_being_named_and_following_is_one_notification_and_one_mail(
    topic: Topic, mail_server: MailServer
) -> None:
    named = follows(cast.PersonFactory(), f"topic:{topic.pk}")
    post = make.post(topic=topic)
    name_in(post_id=post.pk, topic_id=topic.pk, person_ids=[named.pk], kind="quote")
    name_in(post_id=post.pk, topic_id=topic.pk, person_ids=[named.pk], kind="mention")
    all_goes_out()

    assert len(mail_server.to(named.email)) == 1
    assert Notification.objects.filter(person=named).count() == 1


def test_whoever_writes_follows_from_then_on_unless_they_chose(topic: Topic, mail_server: MailServer) -> None:
    writer, quiet = cast.PersonFactory(), cast.PersonFactory()
    follows(quiet, f"topic:{topic.pk}", "none")
    make.post(topic=topic, by=writer)
    make.post(topic=topic, by=quiet)
    make.post(topic=topic)
    all_goes_out()

    assert len(mail_server.to(writer.email)) == 1
    assert mail_server.to(quiet.email) == []


def test_telling_twice_or_in_another_order_tells_once(topic: Topic) -> None:
    reader = follows(cast.PersonFactory(), f"topic:{topic.pk}")
    make.post(topic=topic)
    make.post(topic=topic)
    for pk in Fanout.objects.order_by("-pk").values_list("pk", flat=True):
        actions.fan_out(pk)
        actions.fan_out(pk)
    actions.carry_on()

    row = Notification.objects.get(person=reader)
    assert (row.count, row.first_number, row.last_number) == (2, 2, 3)
    assert Letter.objects.filter(person=reader).count() == 2


def test_a_worker_that_dies_in_the_middle_loses_and_doubles_nobody(
    topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications.actions import fanning_out  # noqa: PLC0415 - its constant is changed

    monkeypatch.setattr(fanning_out, "A_BATCH", 2)
    people = [follows(cast.PersonFactory(), f"topic:{topic.pk}", "digest") for _ in range(7)]
    assert topic.started_by
    people.append(topic.started_by)
    make.post(topic=topic)
    work = Fanout.objects.latest("pk")
    assert fanning_out._next_batch(work.pk)
    assert Notification.objects.count() == 2  # and here it dies

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=10)):
        actions.carry_on()

    assert sorted(Notification.objects.values_list("person_id", "count")) == sorted((p.pk, 1) for p in people)


def test_the_queries_of_a_batch_are_the_same_for_3_and_300_people(
    topic: Topic, django_assert_max_num_queries: Callable
) -> None:
    for number in (3, 300):
        new = Person.objects.bulk_create(
            Person(email=f"p{number}-{n}@example.org", name="P") for n in range(number)
        )
        Follow.objects.bulk_create(Follow(person=p, space=f"topic:{topic.pk}", level="every") for p in new)
        make.post(topic=topic)
        with django_assert_max_num_queries(30):
            actions.carry_on()
    assert Notification.objects.count() >= 303


def test_badge_and_inbox_cost_the_same_for_1_3_and_300(django_assert_num_queries: Callable) -> None:
    reader = cast.PersonFactory()
    forum: Forum = make.forum()
    for number in (1, 3, 300):
        for _ in range(number - Notification.objects.count()):
            topic = make.topic(forum=forum, by=cast.PersonFactory())
            Notification.objects.create(
                person=reader,
                kind="posts",
                space=f"topic:{topic.pk}",
                topic=topic,
                first_number=1,
                last_number=1,
            )
        person = Person.objects.get(pk=reader.pk)
        queries.unread_count(person)
        with django_assert_num_queries(1):
            assert queries.unread_count(person) == min(number, 100)
        with django_assert_num_queries(1):
            queries.inbox_of(person)

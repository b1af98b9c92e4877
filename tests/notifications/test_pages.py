"""The inbox, the button, the choices, and the link in a mail that stops mails like it."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from forums import actions as talk
from forums.models import Topic
from members import letters
from members.models import Person
from notifications import actions, queries
from notifications.models import Follow, MailChoices
from notifications.tokens import token_for
from tests.factories import forums as make
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.courses import lessons_of
from tests.factories.mail import MailServer
from tests.notifications.test_posts import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic() -> Topic:
    return make.topic(title="Who hosts between two dates?")


@pytest.fixture
def reader(topic: Topic) -> Person:
    person = cast.PersonFactory()
    actions.follow(person=person, space=f"topic:{topic.pk}", level="every", by=person)
    make.post(topic=topic, by=cast.PersonFactory(name="Ana"))
    actions.carry_on()
    return person


def test_the_bell_counts_and_leads_to_the_inbox(reader: Person, topic: Topic, signed_in) -> None:
    client = signed_in(reader)
    page = client.get("/en/forums/").content.decode()
    assert re.search(r'class="bell" href="/en/notifications/".*1 new notification', page, re.S)

    inbox = client.get("/en/notifications/").content.decode()
    assert "Who hosts between two dates?" in inbox
    assert "Ana wrote." in inbox

    client.get(topic.address_of(2))
    assert "new notification" not in client.get("/en/forums/").content.decode()


def test_opening_one_marks_it_and_goes_to_the_post(reader: Person, topic: Topic, signed_in) -> None:
    (told,), _more = queries.inbox_of(reader)
    answer = signed_in(reader).post(f"/en/notifications/{told.notification.pk}/open/")

    assert answer["Location"] == topic.address_of(2)
    assert queries.unread_count(reader) == 0


def test_nobody_opens_what_another_was_told(reader: Person, signed_in) -> None:
    (told,), _more = queries.inbox_of(reader)
    assert (
        signed_in(cast.PersonFactory()).post(f"/en/notifications/{told.notification.pk}/open/").status_code
        == 404
    )
    assert queries.unread_count(reader) == 1


def test_all_is_marked_as_read(reader: Person, signed_in) -> None:
    signed_in(reader).post("/en/notifications/read/")
    assert queries.unread_count(reader) == 0


def test_the_button_follows_and_comes_back(topic: Topic, signed_in) -> None:
    person = cast.PersonFactory()
    client = signed_in(person)
    assert "Follow" in client.get(topic.address).content.decode()
    answer = client.post(
        "/en/notifications/follow/", {"space": f"topic:{topic.pk}", "level": "digest", "next": topic.address}
    )

    assert answer["Location"] == topic.address
    assert Follow.objects.get(person=person).level == "digest"
    assert "You follow this" in client.get(topic.address).content.decode()


def test_whoever_follows_a_course_on_its_page_hears_what_is_said_under_its_lessons(signed_in) -> None:
    course = pages.course()
    lesson = lessons_of(course)[0]
    hears, silent = cast.PersonFactory(), cast.PersonFactory()
    client = signed_in(hears)
    page = client.get(course.address).content.decode()
    space = f"page:{course.translation_key}"
    assert f'name="space" value="{space}"' in page
    assert f'value="page:{lesson.translation_key}"' in client.get(lesson.address).content.decode()

    client.post("/en/notifications/follow/", {"space": space, "level": "every", "next": course.address})
    talk.reply_about(page=lesson, text="Where did you borrow the van?", by=cast.PersonFactory(), key="k")
    actions.carry_on()

    assert queries.unread_count(hears) == 1
    assert queries.unread_count(silent) == 0
    assert "You follow this" in client.get(course.address).content.decode()


@pytest.mark.parametrize(
    "space", ["topic:99999", "topic:x", "forum:", "page:nonsense", "", "digest", "topic:" + "9" * 40]
)
def test_nonsense_cannot_be_followed(space: str, signed_in) -> None:
    person = cast.PersonFactory()
    answer = signed_in(person).post(
        "/en/notifications/follow/", {"space": space, "level": "every", "next": "//evil"}
    )
    assert answer["Location"] == "/en/notifications/"
    assert not Follow.objects.exists()


def test_what_is_closed_cannot_be_followed(signed_in) -> None:
    closed = make.topic(forum=make.forum(audience="member"), by=cast.member())
    signed_in(cast.PersonFactory()).post(
        "/en/notifications/follow/", {"space": f"topic:{closed.pk}", "level": "every"}
    )
    assert not Follow.objects.filter(space=f"topic:{closed.pk}", level="every").exists()


def test_the_link_in_a_mail_stops_exactly_that_and_can_be_taken_back(
    reader: Person, topic: Topic, client: Client, mail_server: MailServer
) -> None:
    actions.follow(person=reader, space=f"forum:{topic.forum_id}", level="every", by=reader)
    with later():
        letters.send_due()
    (mail,) = mail_server.to(reader.email)
    address = mail["List-Unsubscribe"].strip(" <>").replace("http://127.0.0.1:8000", "")

    page = client.get(address)
    assert "Stop mails about “Who hosts between two dates?”?" in page.content.decode()
    assert Follow.objects.get(space=f"topic:{topic.pk}", person=reader).level == "every", (
        "a GET stops nothing"
    )

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Follow.objects.get(space=f"topic:{topic.pk}", person=reader).level == "none"
    assert Follow.objects.get(space=f"forum:{topic.forum_id}", person=reader).level == "every"

    client.post(address, {"back": "every"})
    assert Follow.objects.get(space=f"topic:{topic.pk}", person=reader).level == "every"


def test_the_digest_is_stopped_by_its_own_link(reader: Person, client: Client) -> None:
    client.post(reverse("notifications:stop", args=[token_for(reader, "digest")]))
    assert MailChoices.objects.get(person=reader).digest == "never"


@pytest.mark.parametrize("token", ["x", "a:b:c", "é", "." * 300])
def test_a_token_that_is_not_ours_is_nowhere(token: str, client: Client) -> None:
    assert client.post(f"/en/notifications/stop/{token}/").status_code == 404


def test_the_link_tells_no_title_to_who_may_not_see_it(client: Client) -> None:
    lapsed = cast.lapsed_member()
    closed = make.topic(title="Salaries", forum=make.forum(audience="member"), by=cast.member())
    page = client.get(reverse("notifications:stop", args=[token_for(lapsed, f"topic:{closed.pk}")]))
    assert "Salaries" not in page.content.decode()
    assert "this conversation" in page.content.decode()


def test_choices_are_kept(reader: Person, signed_in) -> None:
    client = signed_in(reader)
    page = client.get("/en/notifications/choices/").content.decode()
    assert "Who hosts between two dates?" in page
    answer = client.post(
        "/en/notifications/choices/", {"digest": "daily", "weekday": "4", "hour": "19", "named_by_mail": "on"}
    )
    assert answer.status_code == 302
    kept = MailChoices.objects.get(person=reader)
    assert (kept.digest, kept.weekday, kept.hour) == ("daily", 4, 19)
    assert kept.next_digest_at is not None


def test_empty_inbox_says_what_to_do(signed_in) -> None:
    assert "To the forums" in signed_in(cast.PersonFactory()).get("/en/notifications/").content.decode()

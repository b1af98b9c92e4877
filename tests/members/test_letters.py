"""A mail is a row first; sent once, composed when it leaves, whatever happens to the server. The mail server is a real one."""

import datetime
import threading
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connections, transaction
from django.utils import timezone
from django.utils.translation import gettext
from kombu.exceptions import OperationalError

from members import letters, waking
from members.letters import Mail, composes, write_letter
from members.models import Letter, Person, RefusedAddress
from tests.factories import members as cast
from tests.factories.mail import MailServer

pytestmark = pytest.mark.django_db


@composes("tests/greeting")
def greeting(letter: Letter) -> Mail | None:
    if letter.about.get("closed"):
        return None
    return Mail(
        gettext("Sign in"), f"Hello {letter.person}", headers={"X-About": letter.about.get("what", "")}
    )


def write(person: Person, key: str = "one", **about: Any) -> bool:
    return write_letter(key=key, kind="tests/greeting", person=person, about=about)


def test_a_letter_leaves_once_in_the_language_of_who_gets_it(mail_server: MailServer) -> None:
    person = cast.PersonFactory(language="fr", email="zoe@example.org")

    assert write(person, what="the plenary")
    assert not write(person, what="again")
    assert letters.send_due() == 1
    assert letters.send_due() == 0

    (mail,) = mail_server.mails
    assert mail["To"] == "zoe@example.org"
    assert mail["Subject"] == "Se connecter"
    assert mail["X-About"] == "the plenary"


def test_what_was_rolled_back_is_not_sent(mail_server: MailServer) -> None:
    with transaction.atomic():
        write(cast.PersonFactory())
        transaction.set_rollback(True)

    assert letters.send_due() == 0


def test_what_may_not_be_seen_any_more_is_not_sent(mail_server: MailServer) -> None:
    write(cast.PersonFactory(), closed=True)
    write(cast.PersonFactory(is_active=False), key="two")

    assert letters.send_due() == 0

    assert mail_server.mails == []
    assert set(Letter.objects.values_list("dropped", flat=True)) == {
        "there is nothing to say any more",
        "the account is closed",
    }


def test_a_letter_waits_for_its_time(mail_server: MailServer) -> None:
    due = timezone.now() + datetime.timedelta(minutes=5)
    write_letter(key="k", kind="tests/greeting", person=cast.PersonFactory(), about={}, due_at=due)
    assert letters.send_due() == 0

    with time_machine.travel(due + datetime.timedelta(seconds=1), tick=False):
        assert letters.send_due() == 1


def test_a_server_that_is_down_loses_nothing_and_doubles_nothing(
    mail_server: MailServer, settings: LazySettings
) -> None:
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 1  # nobody listens there
    people = [cast.PersonFactory() for _ in range(5)]
    for number, person in enumerate(people):
        write(person, key=f"k{number}")
    assert letters.send_due() == 0
    assert Letter.objects.waiting().count() == 5

    settings.EMAIL_PORT = port
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=3), tick=False):
        assert letters.send_due() == 5
        assert letters.send_due() == 0

    assert sorted(mail["To"] for mail in mail_server.mails) == sorted(person.email for person in people)


def test_an_address_refused_for_good_is_left_alone_until_it_is_confirmed(mail_server: MailServer) -> None:
    person = cast.PersonFactory(email="gone@example.org")
    mail_server.gone.add("gone@example.org")
    write(person)
    assert letters.send_due() == 0
    assert RefusedAddress.objects.get().reason.startswith("550")

    mail_server.gone.clear()
    write(person, key="two")
    assert letters.send_due() == 0
    letters.address_confirmed(email="Gone@example.org")
    write(person, key="three")
    assert letters.send_due() == 1


def test_a_refusal_for_now_is_tried_again_and_holds_up_nobody_else(mail_server: MailServer) -> None:
    mail_server.busy.add("busy@example.org")
    write(cast.PersonFactory(email="busy@example.org"))
    write(cast.PersonFactory(email="free@example.org"), key="two")

    assert letters.send_due() == 1
    mail_server.busy.clear()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=3), tick=False):
        assert letters.send_due() == 1


def test_line_ends_in_what_people_write_make_no_header(mail_server: MailServer) -> None:
    write(cast.PersonFactory(name="Eve\r\nBcc: all@example.org"), what="x")
    assert letters.send_due() == 1
    assert mail_server.mails[0]["Bcc"] is None


@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_send_each_letter_once(mail_server: MailServer) -> None:
    for number in range(30):
        write(cast.PersonFactory(), key=f"k{number}")
    ready = threading.Barrier(10)

    def work() -> None:
        ready.wait()
        letters.send_due()
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    addresses = [mail["To"] for mail in mail_server.mails]
    assert len(addresses) == len(set(addresses)) == 30


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_never_fails_a_save_and_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def refuse(task: str, **options: Any) -> None:
        asked.append(task)
        raise OperationalError("connection refused")

    monkeypatch.setattr(waking.current_app, "send_task", refuse)
    monkeypatch.setattr(waking, "_quiet_until", 0.0)
    assert write(cast.PersonFactory())
    assert write(cast.PersonFactory(), key="two")

    assert asked == ["members.tasks.send_letters"]
    assert Letter.objects.waiting().count() == 2

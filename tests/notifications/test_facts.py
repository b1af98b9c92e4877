"""Facts of other rooms: told in the inbox and by mail, in the language of whoever reads."""

import datetime

import pytest
import time_machine
from django.utils import timezone, translation

from badges import actions as badges
from badges.models import Credential
from members import letters
from members.models import Person
from notifications import actions, queries
from tests.factories import members as cast
from tests.factories.mail import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Person:
    return cast.PersonFactory(language="fr")


@pytest.fixture
def credential(holder: Person, secretariat: Person) -> Credential:
    made = badges.recognise(
        person=holder, kind="spoke", title_en="A talk", title_fr="Une intervention", earned_on=timezone.localdate(),
        by=secretariat,
    )  # fmt: skip
    assert badges.issue(made.pk)
    return made


def mails_leave() -> int:
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2)):
        return letters.send_due()


def test_the_holder_hears_of_a_certificate_in_their_language(
    credential: Credential, holder: Person, mail_server: MailServer
) -> None:
    assert queries.unread_count(holder) == 1
    with translation.override("en"):
        (told,), _more = queries.inbox_of(holder)
        assert (told.title, told.address) == ("A talk", "/en/recognition/")
        assert told.sentence == "Your certificate is ready."

    assert mails_leave() == 1
    (mail,) = mail_server.to(holder.email)
    assert mail["Subject"] == "Une intervention"
    assert "/fr/recognition/" in mail.get_body(("plain",)).get_content()


def test_who_read_it_on_the_site_gets_no_mail(
    credential: Credential, holder: Person, mail_server: MailServer
) -> None:
    actions.mark_all_read(person=holder)
    assert mails_leave() == 0


def test_a_revocation_is_told_too(
    credential: Credential, holder: Person, secretariat: Person, mail_server: MailServer
) -> None:
    mails_leave()
    badges.revoke(credential=credential, reason="A mistake of ours.", by=secretariat)
    mails_leave()

    assert len(mail_server.to(holder.email)) == 2
    (told,), _more = queries.inbox_of(holder)
    assert told.notification.about["said"] == "credential_revoked"

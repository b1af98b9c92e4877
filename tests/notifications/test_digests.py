"""A digest comes once a day or week in the person's own time, over changes of clocks, and says what is unread."""

import datetime
import zoneinfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as some

from members import letters
from members.models import Letter, Person
from notifications import actions
from notifications.clock import next_digest
from notifications.models import MailChoices
from tests.factories import forums as make
from tests.factories import members as cast
from tests.factories.mail import MailServer

BRUSSELS = zoneinfo.ZoneInfo("Europe/Brussels")
ZONES = [
    "Europe/Brussels",
    "America/New_York",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "UTC",
]


class Somebody:
    """A person as far as the clock looks at them."""

    def __init__(self, zone: str) -> None:
        self.zone = zoneinfo.ZoneInfo(zone)


@given(
    zone=some.sampled_from(ZONES),
    hour=some.integers(0, 23),
    start=some.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 12, 31)),
)
def test_every_local_day_has_exactly_one_daily_digest(zone: str, hour: int, start: datetime.datetime) -> None:
    choices, person = MailChoices(digest="daily", hour=hour), Somebody(zone)
    moment = start.replace(tzinfo=datetime.UTC)
    days = []
    for _ in range(40):
        due = next_digest(choices, person, after=moment)
        assert due is not None
        assert due > moment
        days.append(due.astimezone(person.zone).date())
        moment = due
    assert days == [days[0] + datetime.timedelta(days=n) for n in range(40)]


def test_at_the_hour_that_is_left_out_it_comes_an_hour_later_and_at_the_doubled_one_once() -> None:
    choices, person = MailChoices(digest="daily", hour=2), Somebody("Europe/Brussels")
    spring = datetime.datetime(2026, 3, 28, 12, tzinfo=BRUSSELS)
    autumn = datetime.datetime(2026, 10, 24, 12, tzinfo=BRUSSELS)

    assert next_digest(choices, person, after=spring) == datetime.datetime(
        2026, 3, 29, 1, tzinfo=datetime.UTC
    )
    first = next_digest(choices, person, after=autumn)
    assert first == datetime.datetime(2026, 10, 25, 0, tzinfo=datetime.UTC)
    second = next_digest(choices, person, after=first)
    assert second == datetime.datetime(2026, 10, 26, 1, tzinfo=datetime.UTC)


def test_who_wants_none_gets_none() -> None:
    assert (
        next_digest(MailChoices(digest="never"), Somebody("UTC"), after=datetime.datetime.now(datetime.UTC))
        is None
    )


@pytest.mark.django_db
def test_a_digest_says_what_is_unread_once_in_the_persons_language(mail_server: MailServer) -> None:
    start = datetime.datetime(2026, 10, 22, 12, tzinfo=datetime.UTC)
    with time_machine.travel(start):
        reader = cast.PersonFactory(language="fr")
        actions.choose_mail(person=reader, by=reader, digest="daily", hour=8)
        busy, calm = make.topic(title="Le camion"), make.topic(title="La salle")
        for topic in (busy, calm):
            actions.follow(person=reader, space=f"topic:{topic.pk}", level="digest", by=reader)
        for _ in range(4):
            make.post(topic=busy)
        make.post(topic=calm)
        actions.carry_on()

    for hours in range(24 * 6):  # over the change of clocks, a worker every hour, each twice
        with time_machine.travel(start + datetime.timedelta(hours=hours), tick=False):
            actions.write_digests()
            actions.write_digests()
            letters.send_due()

    (mail,) = mail_server.to(reader.email)
    text = mail.get_body(("plain",)).get_content()
    assert text.index("Le camion") < text.index("La salle")
    assert mail["Subject"].startswith("5 ")
    assert Letter.objects.filter(kind="notifications/digest", person=reader).count() == 6, "one a local day"
    assert "nouveaux" in mail["Subject"] or "nouveau" in mail["Subject"]


@pytest.mark.django_db
def test_a_person_who_reads_everything_gets_no_digest(mail_server: MailServer) -> None:
    reader: Person = cast.PersonFactory()
    actions.choose_mail(person=reader, by=reader, digest="daily")
    MailChoices.objects.update(next_digest_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))

    assert actions.write_digests() == 1
    assert letters.send_due() == 0
    assert mail_server.mails == []

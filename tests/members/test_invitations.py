"""From an invitation to a person who is in, with every way in which that can go wrong."""

import datetime

import kombu.exceptions
import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoCaptureOnCommitCallbacks

from members import actions, invitations, tasks
from members.actions import MembershipError
from members.models import Invitation, Organisation, Person
from members.models.invitation import MAX_TRIES
from tests.conftest import SignedIn
from tests.factories import members as cast

pytestmark = pytest.mark.django_db

PASSWORD = "quiet wings over Ghent"


@pytest.fixture
def house() -> Organisation:
    """An organisation that is a member."""
    return cast.MembershipFactory().organisation


@pytest.fixture
def invitation(house: Organisation, secretariat: Person) -> Invitation:
    """A French invitation to somebody new, whose mail has not left."""
    return actions.invite(
        email="Lea@Example.org", organisation=house, by=secretariat, name="Léa", job="Régie", language="fr"
    )


def address(invitation: Invitation) -> str:
    return f"/invitations/{invitation.code}/"


def test_the_mail_is_in_the_language_of_the_invited(invitation: Invitation) -> None:
    assert invitations.deliver(invitation.pk)

    [message] = mail.outbox
    assert message.to == ["lea@example.org"]
    assert address(invitation) in message.body
    assert "\n" not in message.subject


def test_delivering_twice_sends_once(invitation: Invitation) -> None:
    assert invitations.deliver(invitation.pk)
    assert not invitations.deliver(invitation.pk)
    tasks.sweep_invitations()

    assert len(mail.outbox) == 1


def test_a_mail_server_that_refuses_leaves_it_to_the_sweep(
    invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr(invitations, "send_mail", refuse)
        tasks.send_invitation(invitation.pk)
    tasks.sweep_invitations()
    assert mail.outbox == []  # it waits a minute before the next try

    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=2), tick=False):
        tasks.sweep_invitations()
        tasks.sweep_invitations()

    assert len(mail.outbox) == 1
    invitation.refresh_from_db()
    assert (invitation.tries, invitation.sent_at is not None) == (2, True)


def test_a_worker_killed_in_the_middle_leaves_it_to_the_sweep(
    invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*args: object, **kwargs: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(invitations, "send_mail", die)
        with pytest.raises(SystemExit):
            invitations.deliver(invitation.pk)
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=11), tick=False):
        tasks.sweep_invitations()

    assert len(mail.outbox) == 1


def test_it_is_given_up_after_some_days(invitation: Invitation) -> None:
    Invitation.objects.update(tries=MAX_TRIES)

    tasks.sweep_invitations()

    invitation.refresh_from_db()
    assert invitation.given_up
    assert mail.outbox == []


@pytest.mark.parametrize("error", [OSError, kombu.exceptions.OperationalError])
def test_a_broker_that_is_down_breaks_nothing(
    house: Organisation,
    secretariat: Person,
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def fail(*args: object) -> None:
        raise error

    monkeypatch.setattr(tasks.send_invitation, "delay", fail)
    with django_capture_on_commit_callbacks(execute=True):
        actions.invite(email="a@example.org", organisation=house, by=secretariat)
    tasks.sweep_invitations()

    assert len(mail.outbox) == 1


def test_inviting_twice_keeps_one_and_sends_again(invitation: Invitation, secretariat: Person) -> None:
    invitations.deliver(invitation.pk)

    again = actions.invite(
        email="lea@example.org", organisation=invitation.organisation, by=secretariat, language="fr"
    )
    invitations.deliver(again.pk)

    assert again.pk == invitation.pk
    assert again.name == "Léa"
    assert len(mail.outbox) == 2


def test_somebody_new_comes_in(invitation: Invitation, client: Client) -> None:
    page = client.get(address(invitation))
    assert page.headers["Content-Language"] == "fr"
    assert 'lang="fr"' in page.content.decode()

    answer = client.post(address(invitation), {"name": "Léa Morel", "password": PASSWORD})

    assert answer.url == "/fr/"
    person = Person.objects.get(email="lea@example.org")
    assert int(client.session["_auth_user_id"]) == person.pk
    assert (person.name, person.language, person.check_password(PASSWORD)) == ("Léa Morel", "fr", True)
    assert person.affiliations.get().job == "Régie"
    assert EmailAddress.objects.get(user=person).verified
    assert client.get("/fr/people/").status_code == 200


def test_a_weak_password_is_refused(invitation: Invitation, client: Client) -> None:
    answer = client.post(address(invitation), {"name": "Léa", "password": "password"})

    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Person.objects.filter(email="lea@example.org").exists()


def test_a_used_code_says_so(invitation: Invitation, client: Client) -> None:
    client.post(address(invitation), {"name": "Léa", "password": PASSWORD})

    again = Client().post(address(invitation), {"name": "Eve", "password": PASSWORD})

    assert again.status_code == 410
    assert Person.objects.get(email="lea@example.org").name == "Léa"


def test_an_unknown_code_says_so(client: Client) -> None:
    assert client.get("/invitations/nothing-of-the-kind/").status_code == 404


def test_an_old_code_says_so_until_it_is_sent_again(
    invitation: Invitation, secretariat: Person, client: Client
) -> None:
    Invitation.objects.update(invited_at=timezone.now() - datetime.timedelta(days=31))
    old = address(invitation)
    assert client.get(old).status_code == 410
    assert client.post(old, {"name": "Léa", "password": PASSWORD}).status_code == 410
    tasks.sweep_invitations()
    assert mail.outbox == []

    invitation.refresh_from_db()
    actions.send_invitation_again(invitation=invitation, by=secretariat)

    assert client.get(old).status_code == 404
    assert client.get(address(invitation)).status_code == 200


def test_somebody_with_an_account_signs_in_first(
    invitation: Invitation, client: Client, signed_in: SignedIn
) -> None:
    person = cast.PersonFactory(email="lea@example.org", name="Léa")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    kept = person.password

    page = client.get(address(invitation)).content.decode()
    assert "password" not in page.split("<main")[1].split("password/reset")[0]
    assert f"next={address(invitation)}" in page
    client.post(address(invitation), {"name": "Eve", "password": PASSWORD})
    stranger = signed_in(cast.PersonFactory())
    stranger.post(address(invitation), {"name": "Eve", "password": PASSWORD})
    person.refresh_from_db()
    assert (person.name, person.password, person.affiliations.count()) == ("Léa", kept, 0)

    theirs = signed_in(person)
    assert "Léa" in theirs.get(address(invitation)).content.decode()
    assert theirs.post(address(invitation)).status_code == 302
    assert person.affiliations.get().organisation == invitation.organisation


def test_the_holder_of_the_mail_takes_over_an_account_that_was_never_confirmed(
    invitation: Invitation, client: Client
) -> None:
    squatter = cast.PersonFactory(email="lea@example.org", name="Somebody else")
    EmailAddress.objects.create(user=squatter, email="squatter@example.org", verified=False)

    client.post(address(invitation), {"name": "Léa", "password": PASSWORD})

    squatter.refresh_from_db()
    assert (squatter.name, squatter.check_password(PASSWORD)) == ("Léa", True)
    assert list(EmailAddress.objects.values_list("email", "verified")) == [("lea@example.org", True)]


def test_an_imported_person_is_invited_although_they_belong(house: Organisation, secretariat: Person) -> None:
    imported = Person.objects.create_user("im@example.org", None, name="Imported")
    actions.join_organisation(person=imported, organisation=house)

    assert actions.invite(email="im@example.org", organisation=house, by=secretariat)

    imported.set_password(PASSWORD)
    imported.last_login = timezone.now()
    imported.save()
    with pytest.raises(MembershipError, match="already belongs"):
        actions.invite(email="im@example.org", organisation=house, by=secretariat)


def test_one_open_invitation_for_an_address_and_organisation(invitation: Invitation) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        Invitation.objects.create(email="LEA@example.org", organisation=invitation.organisation)


def test_an_invitation_wakes_a_worker_after_commit(
    house: Organisation,
    secretariat: Person,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(tasks.send_invitation, "delay", woken.append)

    with django_capture_on_commit_callbacks(execute=True):
        loud = actions.invite(email="a@example.org", organisation=house, by=secretariat)
        actions.invite(email="b@example.org", organisation=house, by=secretariat, wake=False)

    assert woken == [loud.pk]

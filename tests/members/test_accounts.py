"""Sign-up, confirmation, reset and sign-in as a person meets them."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from members.models import Person
from tests.conftest import SignedIn
from tests.factories import members as cast

pytestmark = pytest.mark.django_db

PASSWORD = "quiet wings over Ghent"
PAGES = ("login", "signup", "password/reset", "password/reset/done", "confirm-email", "inactive")
OWN_PAGES = ("email", "password/change", "logout", "reauthenticate")


def link_in(body: str) -> str:
    found = re.search(r"https?://[^/]+(/\S+)", body)
    assert found
    return found[1]


def sign_up(client: Client, email: str = "ines@example.org", **more: str) -> object:
    return client.post("/accounts/signup/", {"name": "Inês", "email": email, "password1": PASSWORD, **more})


def test_sign_up_mail_confirm_signed_in(client: Client) -> None:
    answer = sign_up(client, next="/en/courses/")
    assert answer.url == "/accounts/confirm-email/"
    assert "_auth_user_id" not in client.session

    [message] = mail.outbox
    link = link_in(message.body)
    page = client.get(link)
    assert "ines@example.org" in page.content.decode()
    assert not EmailAddress.objects.get(email="ines@example.org").verified  # looking is not confirming

    answer = client.post(link)

    assert answer.url == "/en/courses/"
    person = Person.objects.get(email="ines@example.org")
    assert int(client.session["_auth_user_id"]) == person.pk
    assert (person.name, person.language) == ("Inês", "en")


def test_without_a_destination_one_goes_home_in_ones_language(client: Client) -> None:
    client.get("/fr/people/")
    sign_up(client)

    assert Person.objects.get(email="ines@example.org").language == "fr"
    assert client.post(link_in(mail.outbox[0].body)).url == "/fr/"


def test_mails_name_the_site_and_no_domain_of_a_test(client: Client, settings: object) -> None:
    sign_up(client)

    [message] = mail.outbox
    assert settings.WAGTAIL_SITE_NAME in message.subject
    assert "example.com" not in message.body


def test_a_known_address_is_not_told_apart(client: Client) -> None:
    cast.PersonFactory(email="known@example.org")

    known, unknown = sign_up(client, "known@example.org"), sign_up(Client(), "unknown@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)

    bodies = []
    for email in ("known@example.org", "nobody@example.org"):
        answer = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        bodies.append((answer.redirect_chain, re.sub(r'value="[\w-]{64}"', "", answer.content.decode())))
    assert bodies[0] == bodies[1]

    failed = []
    for email in ("known@example.org", "nobody@example.org"):
        answer = Client().post("/accounts/login/", {"login": email, "password": "wrong"})
        failed.append(re.findall(r'class="errors".*?</ul>', answer.content.decode(), re.S))
    assert failed[0] == failed[1] != []


def test_reset_by_mail(client: Client) -> None:
    person = cast.PersonFactory(email="forgot@example.org")
    client.post("/accounts/password/reset/", {"email": "Forgot@example.org"})

    page = client.get(link_in(mail.outbox[0].body), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})

    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_an_imported_person_comes_in_by_one_mail(client: Client) -> None:
    Person.objects.create_user("imported@example.org", None, name="Imported")
    client.post("/accounts/password/reset/", {"email": "imported@example.org"})
    page = client.get(link_in(mail.outbox[0].body), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})

    answer = client.post("/accounts/login/", {"login": "imported@example.org", "password": PASSWORD})

    assert answer.url == "/en/"
    assert len(mail.outbox) == 1


def test_too_many_wrong_passwords_are_stopped(client: Client) -> None:
    person = cast.PersonFactory(email="ada@example.org")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    for _attempt in range(6):
        client.post("/accounts/login/", {"login": "ada@example.org", "password": "wrong"})

    answer = client.post("/accounts/login/", {"login": "ada@example.org", "password": "a good pass phrase"})

    assert answer.status_code == 200
    assert "Too many failed login attempts" in answer.content.decode()


def test_a_mail_server_that_refuses_is_said_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: EmailBackend, messages: list) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    answer = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)

    assert "could not be sent" in answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_for_those_outside(client: Client, page: str, language: str) -> None:
    answer = client.get(f"/accounts/{page}/", headers={"accept-language": language})

    check_page(answer, language)


@pytest.mark.parametrize("page", OWN_PAGES)
def test_pages_of_ones_own_account(page: str, signed_in: SignedIn, learner: Person) -> None:
    EmailAddress.objects.create(user=learner, email=learner.email, verified=True, primary=True)
    learner.language = "fr"
    learner.save()

    check_page(signed_in(learner).get(f"/accounts/{page}/"), "fr")


def test_a_person_without_a_password_sets_one(signed_in: SignedIn) -> None:
    person = Person.objects.create_user("none@example.org", None, name="None")

    check_page(signed_in(person).get("/accounts/password/set/"), "en")


@pytest.mark.parametrize(
    "address", ["/accounts/confirm-email/nothing/", "/accounts/password/reset/key/1-nothing/"]
)
def test_links_that_lead_nowhere_have_a_page(client: Client, address: str) -> None:
    check_page(client.get(address), "en")


def check_page(answer: object, language: str) -> None:
    assert answer.status_code == 200
    body = answer.content.decode()
    main = body.split("<main")[1].split("</main>")[0]
    assert f'<html lang="{language}">' in body
    assert main.count("<h1") == 1
    assert "style=" not in body
    assert not re.search(r"<script(?![^>]*\ssrc=)", body)
    for field_id in re.findall(r'<input type="(?:email|password|text)"[^>]* id="([^"]+)"', main):
        assert f'for="{field_id}"' in main
    title = re.search(r"<title>(.*?)</title>", body, re.S)
    assert title
    assert title[1].strip()[0] not in "·"


def test_errors_are_tied_to_their_field(client: Client) -> None:
    body = client.post("/accounts/signup/", {"name": "", "email": "no", "password1": "x"}).content.decode()

    described = re.findall(r'aria-describedby="([^"]+)"', body)
    assert {"id_name_error", "id_email_error"} <= {one for ids in described for one in ids.split()}
    for ids in described:
        for one in ids.split():
            assert f'id="{one}"' in body


def test_the_language_switch_keeps_the_page(client: Client) -> None:
    body = client.get("/accounts/login/?next=/en/courses/").content.decode()
    [link] = re.findall(r'href="(/fr/people/reading/[^"]+)"', body)

    answer = client.get(link.replace("&amp;", "&"))

    assert answer.url == "/accounts/login/?next=/en/courses/"
    assert '<html lang="fr">' in client.get(answer.url).content.decode()


def test_the_language_switch_leads_nowhere_else(client: Client) -> None:
    for away in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert client.get("/fr/people/reading/", {"next": away}).url == "/fr/"


def test_who_may_not_enter_the_cms_is_not_sent_in_circles(signed_in: SignedIn, learner: Person) -> None:
    answer = signed_in(learner).get("/cms/", follow=True)

    assert len(answer.redirect_chain) == 2
    assert answer.request["PATH_INFO"] == "/en/"


def test_signing_out_asks_first(signed_in: SignedIn, learner: Person) -> None:
    client = signed_in(learner)
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session

    client.post("/accounts/logout/")

    assert "_auth_user_id" not in client.session

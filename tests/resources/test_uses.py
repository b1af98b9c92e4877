"""Use, not downloads: asked once, answered by one link without signing in, shown with consent, hidden where it must be."""

import datetime
import re

import pytest
import time_machine
from django.conf import LazySettings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members import letters
from members.consents import answer, answer_of
from members.models import Letter, Person
from resources import tokens
from resources.actions import ResourceError, hide_use, tell_use
from resources.actions.using import LIVELY
from resources.consents import DOWNLOADS
from resources.models import Copy, Download, ResourcePage, Use
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.files import stored_file

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(days=15)


@pytest.fixture
def toolkit() -> ResourcePage:
    return pages.resource(title="The freight kit", files=(stored_file(),))


def agree(person: Person, given: bool = True) -> None:
    answer(person=person, purpose=DOWNLOADS, given=given, by=person)


def take(toolkit: ResourcePage, client: Client) -> None:
    assert client.get(toolkit.files.first().file.address).getvalue()


def use(toolkit: ResourcePage, by: Person | None = None, **told: object) -> Use:
    told.setdefault("text", "We took the sheet to Lviv.")
    told.setdefault("is_public", True)
    return tell_use(resource_key=toolkit.translation_key, kind=told.pop("kind", "used"), told=told, by=by or cast.PersonFactory(), named=bool(told.pop("named", False)))  # fmt: skip


# -- who took what -----------------------------------------------------------------------------------
def test_nothing_is_kept_of_who_took_it_without_a_yes(
    toolkit: ResourcePage, member: Person, signed_in
) -> None:
    take(toolkit, Client())
    take(toolkit, signed_in(member))
    agree(member, given=False)
    take(toolkit, signed_in(member))

    assert Download.objects.get().count == 3
    assert not Copy.objects.exists()
    assert not Letter.objects.exists()


def test_with_a_yes_the_copy_and_the_letter_to_come_are_kept_once(
    toolkit: ResourcePage, member: Person, signed_in
) -> None:
    agree(member)
    for _time in range(3):
        take(toolkit, signed_in(member))

    copy = Copy.objects.get()
    assert (copy.person, copy.resource_key, copy.version) == (member, toolkit.translation_key, 1)
    assert Letter.objects.get().due_at == copy.ask_at


def test_words_that_changed_are_asked_anew(member: Person) -> None:
    agree(member)
    newer = type(DOWNLOADS)(DOWNLOADS.name, DOWNLOADS.version + 1, "?", "")

    assert (answer_of(member, DOWNLOADS), answer_of(member, newer)) == (True, None)


def test_the_page_asks_for_consent_once(toolkit: ResourcePage, member: Person, signed_in) -> None:
    client = signed_in(member)
    asked = str(DOWNLOADS.question)
    assert asked in client.get(toolkit.address).content.decode()

    client.post("/en/people/me/consent/downloads/", {"answer": "no", "next": toolkit.address})

    assert answer_of(member, DOWNLOADS) is False
    assert asked not in client.get(toolkit.address).content.decode()
    assert asked in client.get("/en/people/me/").content.decode().replace("&#x27;", "'")


def test_who_takes_the_consent_back_is_forgotten_at_once(
    toolkit: ResourcePage, member: Person, signed_in
) -> None:
    agree(member)
    take(toolkit, signed_in(member))
    told = use(toolkit, member)

    agree(member, given=False)

    assert not Copy.objects.exists()
    assert not Letter.objects.exists()
    assert Use.objects.get() == told


# -- asked once --------------------------------------------------------------------------------------
@pytest.fixture
def asked(toolkit: ResourcePage, member: Person, signed_in) -> str:
    """Somebody took it and got the mail; return its text."""
    agree(member)
    take(toolkit, signed_in(member))
    assert letters.send_due() == 0, "asked too early"
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert letters.send_due() == 1
        assert letters.send_due() == 0
    (sent,) = mail.outbox
    assert sent.to == [member.email]
    return str(sent.body)


def links(body: str) -> dict[str, str]:
    found = re.findall(r"http\S+(/en/library/answer/\S+)\?answer=(\S+)", body)
    return {word: f"{path}?answer={word}" for path, word in found}


def test_the_mail_has_a_link_for_each_answer_and_one_to_stop(asked: str) -> None:
    assert set(links(asked)) == {"used", "adapted", "not-yet", "no"}
    (sent,) = mail.outbox
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "The freight kit" in sent.subject


def test_opening_a_link_changes_nothing_because_mail_programs_open_them(asked: str) -> None:
    client = Client()
    for address in links(asked).values():
        assert client.get(address).status_code == 200

    assert Copy.objects.get().answer == ""


def test_one_press_answers_without_signing_in(asked: str) -> None:
    client = Client()
    address = links(asked)["not-yet"]
    assert re.search(r'<input[^>]*value="not-yet"[^>]* checked', client.get(address).content.decode())

    answered = client.post(address, {"answer": "not-yet"})

    assert "Your answer is kept." in answered.content.decode()
    copy = Copy.objects.get()
    assert (copy.answer, copy.answered_at is not None) == ("not-yet", True)
    assert not Use.objects.exists()


def test_who_says_how_is_shown_only_if_they_say_so(asked: str, toolkit: ResourcePage, member: Person) -> None:
    address = links(asked)["adapted"]
    told = {
        "answer": "adapted",
        "text": "We made it for puppets.",
        "place": "Lviv",
        "country": "UA",
        "art_form": "puppetry",
        "scale": "house",
    }

    Client().post(address, told)

    assert "We made it for puppets." not in Client().get(toolkit.address).content.decode()
    Client().post(address, {**told, "is_public": "on"})
    text = Client().get(toolkit.address).content.decode()
    assert "We made it for puppets." in text
    assert "Adapted, Lviv, Ukraine" in text
    assert member.name not in text
    assert Use.objects.count() == 1
    Client().post(address, {**told, "is_public": "on", "named": "on"})
    assert member.name in Client().get(toolkit.address).content.decode()


def test_who_has_answered_on_the_site_gets_no_mail(toolkit: ResourcePage, member: Person, signed_in) -> None:
    agree(member)
    client = signed_in(member)
    take(toolkit, client)
    Copy.objects.update(ask_at=timezone.now())
    for address in ("/en/", toolkit.address, "/en/library/"):
        assert "Have you used it?" in client.get(address).content.decode(), address

    client.post(f"/en/library/{toolkit.translation_key}/answer/", {"answer": "no"})

    assert "Have you used it?" not in client.get(toolkit.address).content.decode()
    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert letters.send_due() == 0
    assert mail.outbox == []


@pytest.mark.parametrize("closed", ["resource", "account", "unpublished"])
def test_nothing_leaves_about_what_is_closed_meanwhile(closed: str, learner: Person, signed_in) -> None:
    toolkit = pages.resource(files=(stored_file(),))
    agree(learner)
    take(toolkit, signed_in(learner))
    assert Letter.objects.exists()
    if closed == "resource":
        pages.published_again(toolkit, own_audience="staff")
    elif closed == "unpublished":
        toolkit.unpublish()
    else:
        Person.objects.filter(pk=learner.pk).update(is_active=False)

    with time_machine.travel(timezone.now() + LATER, tick=False):
        assert letters.send_due() == 0
    assert mail.outbox == []


def test_a_link_dies_with_what_it_asks_about(asked: str, toolkit: ResourcePage, member: Person) -> None:
    address = links(asked)["used"]
    pages.published_again(toolkit, own_audience="staff")
    assert Client().get(address).status_code == 410
    pages.published_again(toolkit, own_audience="")
    assert Client().get(address).status_code == 200

    agree(member, given=False)

    assert Client().post(address, {"answer": "no"}).status_code == 410


@pytest.mark.parametrize("forge", ["x", "", "copy", "stop"])
def test_a_forged_link_says_that_its_time_is_over(
    forge: str, toolkit: ResourcePage, member: Person, signed_in
) -> None:
    agree(member)
    take(toolkit, signed_in(member))
    copy = Copy.objects.get()
    token = tokens.use_token(copy)
    wrong = {
        "x": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "": "1:2:3",
        "copy": tokens.stop_token(member),
        "stop": token,
    }[forge]
    place = "stop" if forge == "stop" else "answer"

    assert Client().get(f"/en/library/{place}/{wrong}/").status_code == 410
    assert tokens.copy_by(token) == copy


def test_a_link_of_a_year_ago_is_too_old(toolkit: ResourcePage, member: Person, signed_in) -> None:
    agree(member)
    take(toolkit, signed_in(member))
    token = tokens.use_token(Copy.objects.get())

    with time_machine.travel(timezone.now() + datetime.timedelta(days=365), tick=False):
        assert tokens.copy_by(token) is None


def test_one_click_in_the_mail_program_ends_it(asked: str, member: Person) -> None:
    (sent,) = mail.outbox
    address = re.sub(r"^<https?://[^/]+|>$", "", sent.extra_headers["List-Unsubscribe"])
    assert Client().get(address).status_code == 200
    assert answer_of(member, DOWNLOADS) is True, "a look must not end it"

    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert answer_of(member, DOWNLOADS) is False
    assert not Copy.objects.exists()


def test_days_until_the_question_are_a_setting(
    settings: LazySettings, toolkit: ResourcePage, member: Person, signed_in
) -> None:
    settings.ASK_ABOUT_USE_AFTER_DAYS = 3
    agree(member)
    take(toolkit, signed_in(member))

    assert (Copy.objects.get().ask_at - timezone.now()).days == 2


# -- told --------------------------------------------------------------------------------------------
def test_a_member_tells_on_the_site_and_takes_it_back(
    toolkit: ResourcePage, member: Person, signed_in
) -> None:
    client = signed_in(member)
    address = f"/en/library/{toolkit.translation_key}/uses/tell/"
    assert Client().get(address).status_code == 302
    client.post(
        address, {"kind": "used", "text": "Saved us a van.", "is_public": "on", "link": "javascript:alert(1)"}
    )
    assert not Use.objects.exists(), "an address that could act"

    answered = client.post(
        address, {"kind": "used", "text": "Saved us a van.", "is_public": "on", "named": "on"}
    )

    assert answered["Location"] == f"{toolkit.address}#uses"
    text = Client().get(toolkit.address).content.decode()
    assert "Saved us a van." in text
    assert member.name in text
    client.post(f"/en/library/uses/{Use.objects.get().pk}/withdraw/")
    assert "Saved us a van." not in Client().get(toolkit.address).content.decode()


def test_telling_the_same_again_is_one_use(toolkit: ResourcePage, member: Person) -> None:
    use(toolkit, member)
    use(toolkit, member)

    assert Use.objects.count() == 1


def test_a_machine_is_stopped(toolkit: ResourcePage, member: Person) -> None:
    for number in range(LIVELY):
        use(toolkit, member, text=f"Use number {number}.")

    with pytest.raises(ResourceError):
        use(toolkit, member, text="One more.")


def test_another_cannot_take_it_back(
    toolkit: ResourcePage, member: Person, learner: Person, signed_in
) -> None:
    told = use(toolkit, member)

    assert signed_in(learner).post(f"/en/library/uses/{told.pk}/withdraw/").status_code == 404
    assert signed_in(learner).post(f"/en/library/uses/{told.pk}/hide/").status_code == 404
    assert Use.objects.get().hidden_at is None


def test_an_editor_hides_it_from_all_but_its_teller(
    toolkit: ResourcePage, member: Person, editor: Person, signed_in
) -> None:
    told = use(toolkit, member)
    signed_in(editor).post(f"/en/library/uses/{told.pk}/hide/")

    assert told.text not in Client().get(toolkit.address).content.decode()
    assert told.text in signed_in(member).get(toolkit.address).content.decode()
    signed_in(editor).post(f"/en/library/uses/{told.pk}/hide/", {"hide": "no"})
    assert told.text in Client().get(toolkit.address).content.decode()


def test_a_use_is_for_whom_the_resource_is(member: Person, learner: Person) -> None:
    closed = pages.resource(own_audience="member", files=(stored_file(),))
    told = use(closed, member)

    assert list(Use.objects.visible_to(cast.member())) == [told]
    assert not Use.objects.visible_to(learner).exists()
    assert list(Use.objects.visible_to(member)) == [told]


def test_it_outlives_page_and_account(toolkit: ResourcePage, learner: Person) -> None:
    use(toolkit, learner, named=True)
    toolkit.delete()
    name = learner.name
    learner.delete()

    kept = Use.objects.get()
    assert (kept.resource_title, kept.teller, kept.person) == ("The freight kit", name, None)


def test_what_strangers_write_is_text(toolkit: ResourcePage) -> None:
    use(
        toolkit,
        cast.PersonFactory(name="<img src=x>"),
        text="<script>alert(1)</script>",
        place="<b>",
        named=True,
    )

    text = Client().get(toolkit.address).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_uses_cost_the_same_queries_with_1_3_and_300(toolkit: ResourcePage) -> None:
    client, counts = Client(), []
    many = f"/en/library/{toolkit.translation_key}/uses/"
    for more in (1, 2, 297):
        Use.objects.bulk_create(
            [
                Use(
                    resource_key=toolkit.translation_key,
                    resource_title="x",
                    text=f"{more} {n}",
                    is_public=True,
                )
                for n in range(more)
            ]
        )
        costs = []
        for address in (toolkit.address, many):
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            costs.append(len(captured))
        counts.append(costs)

    assert counts[0] == counts[1] == counts[2]


def test_hiding_twice_is_once(toolkit: ResourcePage, editor: Person) -> None:
    told = use(toolkit)
    hide_use(use=told, by=editor)
    first = Use.objects.get().hidden_at
    hide_use(use=told, by=editor)

    assert Use.objects.get().hidden_at == first

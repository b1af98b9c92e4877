"""No route gives a byte or a title of a private resource or file to whoever may not see it: all routes, walked.

First it is shown that each route that can tell does tell those who may know, so that there is something to leak. Then everybody else
asks every address of every route, and sends forms to it, and what has come out is looked through for words and bytes.
"""

import io
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client

from members import letters
from notifications.actions import write_digests
from search import saved
from search.engines import current
from tests.visibility import routes
from tests.visibility.private_things import MEMBERS, OPEN, POST, SECRETS, STAFF, World, make

pytestmark = pytest.mark.django_db

#: Whom nobody lets in, and what they may know nevertheless.
OUTSIDERS: dict[str, tuple[str, ...]] = {
    "anonymous": (),
    "lapsed": (),
    "trainer": (),  # has the CMS, and courses of their own there
    "member": (MEMBERS, POST),
}

#: A form of somebody who is not signed in leads to signing in, or is one that the others send as well.
MAY_SEND = ("lapsed", "trainer", "member")
#: All others are turned away by one door there, and ask only for what tells.
MAY_ENTER_THE_CMS = ("trainer",)


@pytest.fixture
def world(settings, tmp_path) -> Iterator[World]:
    settings.SEARCH_DIR = tmp_path / "search"
    made = make()
    call_command(
        "wagtail_update_index", verbosity=0, stdout=io.StringIO()
    )  # saves in tests leave it as it is
    yield made
    current().close()


@pytest.fixture
def clients(world: World, signed_in: Callable) -> dict[str, Client]:
    found = {"anonymous": Client(), **{name: signed_in(person) for name, person in world.people.items()}}
    for client in found.values():
        client.raise_request_exception = False  # an error page may tell something, too
    return found


def asked(client: Client, address: str, *, form: bool = False) -> HttpResponseBase:
    """Ask, or send an empty form; go where a form leads, and where Wagtail's own address of a file leads.

    Whatever it did is undone, so that the next asks the same world: some addresses sign out.
    """
    cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    on = address.startswith("/cms/documents/") or (form and not address.startswith("/cms/"))
    with transaction.atomic():
        how = client.post if form else client.get
        answer = how(address, {"next": "/en/library/"} if form else None, follow=on)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def test_no_route_tells_whoever_may_not_know(world: World, clients: dict[str, Client]) -> None:
    tells, opened = routes.telling(world), routes.of_what_is_open(world)
    known = routes.routes()
    assert set(tells) | set(opened) <= set(known), "a route that is named here is gone"
    unnamed = [
        route for route in known if route not in tells and route not in opened and not routes.is_silent(route)
    ]
    assert unnamed == [], "say in tests/visibility/routes.py what these routes tell of private things"

    mute = [
        f"{who} {address}"
        for right in tells.values()
        for who, addresses in right.items()
        for address in addresses
        if not world.told_by(address, asked(clients[who], address))
    ]
    assert not mute, "told nothing to those who may know, so nothing could leak:\n" + "\n".join(mute)
    for addresses in opened.values():
        for address in addresses:
            assert OPEN in world.told_by(address, asked(clients["anonymous"], address), (OPEN,)), address

    leaks, broken = [], []
    for who, may_know in OUTSIDERS.items():
        secret = tuple(set(SECRETS) - set(may_know))
        for route in known:
            named = [world.own(who, one) for right in tells.get(route, {}).values() for one in right]
            if not (route.startswith("cms/") and who not in MAY_ENTER_THE_CMS):
                named += [*opened.get(route, []), *routes.addresses(route, world)]
            for address in dict.fromkeys(named):
                for form in (False, True) if who in MAY_SEND else (False,):
                    answer = asked(clients[who], address, form=form)
                    told = world.told_by(address, answer, secret)
                    what = f"{'POST' if form else 'GET'} {address} by {who}"
                    leaks += [f"{what}: {sorted(told)}"] if told else []
                    broken += [what] if answer.status_code >= 500 else []
    assert not leaks, "\n" + "\n".join(leaks)
    assert [one for one in broken if "/cms/" not in one] == []  # what Wagtail makes of nonsense is Wagtail's


def test_no_letter_tells_whoever_may_not_know(world: World) -> None:
    """Everybody once took, followed and kept a search for all of it; what is due is sent now."""
    write_digests()
    letters.send_due()
    saved.send_due()

    told: dict[str, set[str]] = {name: set() for name in world.people}
    for letter in mail.outbox:
        (name,) = [name for name, person in world.people.items() if [person.email] == letter.to]
        said = f"{letter.subject}\n{letter.message().as_bytes().decode()}\n{letter.body}".lower()
        told[name] |= {secret for secret in SECRETS if secret in said}
    assert told["member"] == {MEMBERS}  # what is under it they wrote themselves
    assert told["editor"] == {MEMBERS, STAFF, POST}
    assert told["lapsed"] == told["trainer"] == set()

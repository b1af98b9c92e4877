"""What every test stands on: a laid-out site, a cast of people, and no network beyond this machine."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import LazySettings
from django.db import connections
from django.test import Client
from django.utils import translation

from members.models import Person
from pages.models import HomePage
from programme.models import ProgrammeLine
from tests import databases
from tests.factories import mail
from tests.factories import members as cast
from tests.keeping import forget_all

TESTS = Path(__file__).parent
# The same examples at every run, so that what is red is red for everybody; HYPOTHESIS_RANDOM=1 looks for others.
hypothesis.settings.register_profile(
    "house", derandomize=os.environ.get("HYPOTHESIS_RANDOM") != "1", database=None
)
hypothesis.settings.load_profile("house")


#: Files with tests that take longest, which begin first, so that no worker is left alone with one in the end. Those of several
#: transactions are not among them: they empty the database behind them, and pytest-django puts them last.
LONGEST = (
    "visibility/test_private_files.py",
    "demo/test_costs.py",
    "courses/test_trust.py",
    "search/judged/test_demo.py",
    "resources/test_kinds.py",
    "courses/test_quiz_properties.py",
    "courses/test_assignment_orders.py",
    "journeys/test_every_route.py",
    "journeys/test_injection.py",
    "journeys/test_three_learners.py",
    "journeys/test_forum.py",
    "journeys/test_accessibility.py",
    "journeys/test_quiz.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the order, but for the longest."""
    order = {TESTS / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path, len(order)))


def pytest_collection_finish() -> None:
    """What is imported by now stays; the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start each worker's database as a copy of one that was migrated once."""
    databases.copy_for(connections["default"].settings_dict, vendor=connections["default"].vendor)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Keep what was copied, so that creating the test database is a migration of nothing."""
    return True


@pytest.fixture(autouse=True)
def _only_this_machine(socket_allow_hosts_loopback: None) -> None:
    """Nothing in a test reaches beyond loopback."""


@pytest.fixture
def socket_allow_hosts_loopback() -> Iterator[None]:
    """Refuse every socket to another machine."""
    import pytest_socket  # noqa: PLC0415 - a fixture's own tool

    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    yield
    pytest_socket._remove_restrictions()


@pytest.fixture(autouse=True)
def _fresh_fragments() -> None:
    """Nothing is left of the test before."""
    forget_all()


@pytest.fixture(autouse=True)
def _english_first() -> None:
    """The language of the last page that a test asked for stays active in its thread; the next begins as a process does."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _newcomers_are_trusted(settings: LazySettings) -> None:
    """What a stranger writes first waits for a facilitator; only tests about that want it to."""
    settings.FORUMS_FIRST_POSTS_HELD = 0


@pytest.fixture
def mail_server(settings: LazySettings) -> Iterator[mail.MailServer]:
    """A real mail server, which the site sends to while the test lasts."""
    with mail.mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def home(db: None) -> HomePage:
    """The English home page of a new site; courses, resources and meetings lie below it in both languages."""
    return HomePage.objects.get(slug="en")


@pytest.fixture
def accueil(db: None) -> HomePage:
    """The French home page."""
    return HomePage.objects.get(slug="fr")


@pytest.fixture
def line(db: None) -> ProgrammeLine:
    """One programme line."""
    return cast.LineFactory()


@pytest.fixture
def learner(db: None) -> Person:
    """Somebody with an account and no membership."""
    return cast.PersonFactory()


@pytest.fixture
def member(db: None) -> Person:
    """Somebody whose organisation is a member."""
    return cast.member()


@pytest.fixture
def lapsed_member(db: None) -> Person:
    """Somebody whose organisation's membership ended yesterday."""
    return cast.lapsed_member()


@pytest.fixture
def trainer(db: None) -> Person:
    """Somebody with the trainer role, without courses."""
    return cast.with_role("trainer")


@pytest.fixture
def facilitator(db: None) -> Person:
    """A member with the facilitator role."""
    return cast.with_role("facilitator", person=cast.member())


@pytest.fixture
def editor(db: None) -> Person:
    """Somebody with the editor role."""
    return cast.with_role("editor")


@pytest.fixture
def secretariat(db: None) -> Person:
    """Somebody of the secretariat."""
    return cast.with_role("secretariat")


@pytest.fixture
def signed_in() -> "SignedIn":
    """Give a client that is signed in: `signed_in(person).get(…)`."""
    return SignedIn()


class SignedIn:
    """Makes one client a person."""

    def __call__(self, person: Person) -> Client:
        """Return a fresh client signed in as the person."""
        client = Client()
        client.force_login(person)
        return client

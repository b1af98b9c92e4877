"""One rule everywhere: pages, lists, search, facets, files and the API tell each person the same, and nothing leaks.

Every thing here holds a word that occurs nowhere else, so that a leak would show.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from courses.actions import enrol
from courses.models import LessonPage
from files.actions import read_file
from files.models import Extraction
from forums.actions import hide_post
from members.models import Person
from search import sync
from search.engines import current
from tests.factories import forums as talk
from tests.factories import members as cast
from tests.factories import pages
from tests.factories.files import pdf, stored_file

pytestmark = pytest.mark.django_db

PEOPLE = ("anonymous", "member", "lapsed member", "enrolled learner", "trainer of another course", "editor")

#: Who may see what, as the issue's roles stand: the word of each thing, and the people who may find it.
EXPECTED = {
    "openlesson": set(PEOPLE),
    "closedlesson": {"enrolled learner", "editor"},
    "memberlesson": {"member", "editor"},
    "openresource": set(PEOPLE),
    "memberresource": {"member", "editor"},
    "memberfile": {"member", "editor"},
    "officepage": {"editor"},
    "opentopic": set(PEOPLE),
    "membertopic": {"member", "editor"},
    "draftlesson": set(),
    "hiddenpost": set(),
}


@pytest.fixture(autouse=True)
def _own_index(settings: LazySettings, tmp_path: Path) -> Iterator[None]:
    settings.SEARCH_DIR = tmp_path / "search"
    yield
    current().close()


@pytest.fixture
def clients(
    member: Person, lapsed_member: Person, learner: Person, editor: Person, signed_in: Callable
) -> dict[str, Client]:
    other = cast.with_role("trainer")
    pages.course(trainer=other)
    return {
        "anonymous": Client(),
        "member": signed_in(member),
        "lapsed member": signed_in(lapsed_member),
        "enrolled learner": signed_in(learner),
        "trainer of another course": signed_in(other),
        "editor": signed_in(editor),
    }


@pytest.fixture
def addresses(learner: Person, line: object) -> dict[str, str]:
    """Make each thing with its word; return where it is read."""

    def lesson_in(course: object, word: str, **fields: object) -> str:
        module = course.get_children().first().specific
        return pages.lesson(
            module, title=f"About {word}", body=pages.text(f"This says {word}."), **fields
        ).address

    lines = (line,)
    opened = pages.course(title="An open course", lines=lines)
    closed = pages.course(title="A course for the enrolled", lessons_for_enrolled=True, lines=lines)
    members = pages.course(title="A course for members", own_audience="member", lines=lines)
    enrol(person=learner, course_key=closed.translation_key, by=learner)
    file = stored_file(pdf("Nothing here.", "Only here: memberfile."), "members.pdf", title="Sheet")
    read_file(Extraction.objects.get(file=file).pk)
    found = {
        "openlesson": lesson_in(opened, "openlesson"),
        "closedlesson": lesson_in(closed, "closedlesson"),
        "memberlesson": lesson_in(members, "memberlesson"),
        "draftlesson": lesson_in(opened, "draftlesson", live=False),
        "openresource": pages.resource(title="About openresource", lines=lines).address,
        "memberresource": pages.resource(
            title="About memberresource", own_audience="member", files=(file,), lines=lines
        ).address,
        "memberfile": file.address,
        "officepage": pages.standard_page(title="About officepage", own_audience="staff").address,
        "opentopic": talk.topic(title="About opentopic", text="We talk of opentopic.").address,
        "membertopic": talk.topic(
            title="About membertopic",
            text="We talk of membertopic.",
            forum=talk.forum(audience="member"),
            by=cast.member(),
        ).address,
    }
    topic = talk.topic(title="A topic with something hidden")
    hidden = talk.post(topic=topic, text="We should not have said hiddenpost.")
    moderator = talk.facilitator_of(topic.forum)
    hide_post(post=hidden, by=moderator)
    found["hiddenpost"] = topic.address
    while sync.drain():
        pass
    assert LessonPage.objects.filter(live=True).count() > 5
    return found


def readers(clients: dict[str, Client], ask: Callable[[Client], bool]) -> set[str]:
    return {name for name, client in clients.items() if ask(client)}


def test_the_things_themselves(clients: dict[str, Client], addresses: dict[str, str]) -> None:
    def reads(client: Client, word: str) -> bool:
        answer = client.get(addresses[word])
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code == 200 and (word == "memberfile" or word in content.decode())

    seen = {word: readers(clients, lambda client, w=word: reads(client, w)) for word in EXPECTED}

    # Who keeps order in a topic goes on seeing what was hidden there; search finds it for nobody.
    assert seen == {**EXPECTED, "hiddenpost": {"editor"}}


def test_search_page_and_api_with_totals_and_facets(
    clients: dict[str, Client], addresses: dict[str, str]
) -> None:
    def finds(client: Client, word: str) -> bool:
        answer = client.get("/api/v1/search", {"q": word}).json()
        page = client.get("/en/search/", {"q": word}).content.decode()
        counted = sum(choice["count"] for choice in answer["facets"]["kind"])
        assert counted == answer["total"], "facets and total disagree"
        shown = f"<mark>{word}</mark>" in page or addresses[word] in page
        assert bool(answer["total"]) == bool(answer["hits"]) == shown, (word, answer, shown)
        return bool(answer["total"])

    assert {word: readers(clients, lambda client, w=word: finds(client, w)) for word in EXPECTED} == EXPECTED


def test_lists_agree_with_the_things(clients: dict[str, Client], addresses: dict[str, str]) -> None:
    lists = {
        "memberlesson": ("/en/courses/", "A course for members"),
        "openresource": ("/en/resources/", "About openresource"),
        "memberresource": ("/en/resources/", "About memberresource"),
    }
    for word, (address, title) in lists.items():
        seen = readers(clients, lambda client, a=address, t=title: t in client.get(a).content.decode())
        assert seen == EXPECTED[word], word


def test_a_line_and_the_home_page_show_nothing_more(
    clients: dict[str, Client], addresses: dict[str, str], line: object
) -> None:
    for address in (f"/en/lines/{line.slug}/", "/en/"):
        for title, word in {
            "About memberresource": "memberresource",
            "A course for members": "memberlesson",
        }.items():
            seen = readers(clients, lambda client, a=address, t=title: t in client.get(a).content.decode())
            assert seen <= EXPECTED[word], (address, title)


def test_a_right_that_was_taken_away_is_gone_from_the_very_next_search(
    member: Person, clients: dict[str, Client], addresses: dict[str, str]
) -> None:
    assert clients["member"].get("/api/v1/search", {"q": "membertopic"}).json()["total"] == 1

    member.affiliations.all().delete()

    assert clients["member"].get("/api/v1/search", {"q": "membertopic"}).json()["total"] == 0
    assert clients["member"].get(addresses["memberresource"]).status_code == 403

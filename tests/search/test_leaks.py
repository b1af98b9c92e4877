"""A thousand random questions by all sorts of people, on both engines: nobody is told anything of what they may not see.

Every thing holds a token of its own beside words that many hold, so that any excerpt, title or suggestion of it gives itself
away. What each may see is asked of `visible_to`, past the search.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.actions import enrol, leave
from courses.models import CoursePage, LessonPage
from forums import actions as talking
from forums.models import Topic
from members.audiences import forget
from members.models import Membership, Person
from pages.models import StandardPage
from resources.models import ResourcePage
from search import results, suggesting, sync
from search.engines.contract import FACETS
from search.parsing import parse
from tests.factories import forums as talks
from tests.factories import members as cast
from tests.factories import pages as made

pytestmark = pytest.mark.django_db
PAIRS = 1000
WORDS = ("brumalex", "corvinto", "dastrolu", "fendimak", "gwarpish", "hoskelyn", "jaltropi", "mevurdan")
TOKEN = re.compile(r"tok\d+z")
KINDS = {
    "page": StandardPage,
    "resource": ResourcePage,
    "lesson": LessonPage,
    "topic": Topic,
    "course": CoursePage,
}


@dataclass
class Thing:
    """Something that can be found, and the words it holds."""

    kind: str
    key: Any
    token: str
    words: tuple[str, ...]

    def is_seen_by(self, person: Any) -> bool:
        found = KINDS[self.kind].objects.visible_to(person)
        return bool(found.filter(pk=self.key).exists())


@pytest.fixture
def world(site_engine: Any) -> tuple[list[Thing], dict[str, Any]]:
    """Sixty things of five kinds for all audiences, and seven kinds of people."""
    chance = random.Random(42)
    people: dict[str, Any] = {
        "nobody": AnonymousUser(),
        "learner": cast.PersonFactory(),
        "follower": cast.PersonFactory(),
        "member": cast.member(),
        "lapsed": cast.lapsed_member(),
        "trainer": cast.with_role("trainer"),
        "editor": cast.with_role("editor"),
    }
    things: list[Thing] = []

    def note(kind: str, make: Callable[[str, tuple[str, ...]], Any]) -> None:
        token, words = f"tok{len(things)}z", tuple(sorted(chance.sample(WORDS, k=3)))
        things.append(Thing(kind, make(token, words).pk, token, words))

    def body(token: str, words: tuple[str, ...]) -> str:
        return f"{words[0]} {token} and {words[1]}, {token} before {words[2]}."

    for number in range(14):
        audience = ("", "member", "staff")[number % 3]
        note(
            "page",
            lambda t, w, a=audience: made.standard_page(
                title=f"{w[0]} {t}", body=made.text(body(t, w)), own_audience=a
            ),
        )
        note(
            "resource",
            lambda t, w, a=audience: made.resource(title=f"{w[0]} {t}", summary=body(t, w), own_audience=a),
        )
    for number in range(4):
        course = made.course(
            title=f"Course {number}",
            lessons=0,
            trainer=people["trainer"] if number % 2 else None,
            lessons_for_enrolled=bool(number % 3),
        )
        for _lesson in range(3):
            note(
                "lesson",
                lambda t, w, c=course: made.lesson(
                    c.get_children().first(), title=f"{w[0]} {t}", body=made.text(body(t, w))
                ),
            )
        if number < 2:
            lesson = course.get_descendants().type(LessonPage).first()
            assert lesson is not None
            enrol(person=people["follower"], course_key=course.translation_key, by=people["follower"])
    for number in range(16):
        forum = talks.forum(audience=("public", "member", "staff")[number % 3])
        note(
            "topic",
            lambda t, w, f=forum: talks.topic(
                forum=f, by=people["editor"], title=f"{w[0]} {t}", text=body(t, w)
            ),
        )
        if number % 5 == 4:
            topic = Topic.objects.get(pk=things[-1].key)
            talking.hide_topic(topic=topic, by=people["editor"], why="Off the subject")
    sync.drain()
    return things, people


def told(person: Any, question: str) -> tuple[set[str], int, dict[str, dict[str, int]]]:
    """Every token that an answer and the suggestions say, the total, and the counts of the facets."""
    found = results.find(person, parse(question, size=100))
    assert not found.limited
    said = [hit.title + hit.marked_title + hit.place + hit.url for hit in found.hits]
    said += [passage.heading + passage.excerpt for hit in found.hits for passage in hit.passages]
    said += [found.corrected, found.meant]
    said += [one.title + one.place + one.url for one in suggesting.suggest(person, question)]
    counts = {name: {one.value: one.count for one in found.facets[name] if one.count} for name in FACETS}
    return set(TOKEN.findall(" ".join(said))), found.total, counts


def check(chance: random.Random, things: list[Thing], people: dict[str, Any], pairs: int) -> int:
    """Draw so many pairs at random; return how many answers had something to say.

    A pair that is drawn again is not asked again: nothing has changed since, so it would be told the same.
    """
    seen = {name: [thing for thing in things if thing.is_seen_by(person)] for name, person in people.items()}
    answers: dict[tuple[str, str], tuple[set[str], int, dict[str, dict[str, int]]]] = {}
    telling = 0
    for _pair in range(pairs):
        name = chance.choice(list(people))
        thing = chance.choice(things)
        question = chance.choice(
            [*WORDS, thing.token, f"{thing.words[0]} {thing.words[1]}", thing.words[2][:6] + "*"]
        )
        if (name, question) not in answers:
            answers[name, question] = told(people[name], question)
        tokens, total, counts = answers[name, question]
        allowed = {one.token for one in seen[name]}
        assert tokens <= allowed, (name, question, tokens - allowed)
        if question in WORDS:
            holding = [one for one in seen[name] if question in one.words]
            assert total == len(holding), (name, question)
            by_kind = {kind: sum(one.kind == kind for one in holding) for kind in KINDS}
            assert counts["kind"] == {kind: n for kind, n in by_kind.items() if n}, (name, question)
        if question == thing.token:
            assert (thing.token in tokens) is (thing.token in allowed), (name, question)
        telling += bool(tokens)
    return telling


def test_a_thousand_questions_tell_nobody_what_they_may_not_see_nor_what_was_taken_away_a_moment_ago(
    world: tuple[list[Thing], dict[str, Any]],
) -> None:
    things, people = world
    before = seen_by(people, things)
    assert before["editor"] > 40

    telling = check(random.Random(7), things, people, PAIRS)

    assert telling > PAIRS // 2, "most questions find something, or nothing could leak"

    people = rights_are_taken_away(things, people)
    after = seen_by(people, things)

    assert all(after[name] < before[name] for name in ("follower", "member", "editor", "nobody"))
    check(random.Random(8), things, people, PAIRS // 4)  # the index knows nothing of it yet


def seen_by(people: dict[str, Any], things: list[Thing]) -> dict[str, int]:
    """How many things each may see."""
    return {name: sum(thing.is_seen_by(person) for thing in things) for name, person in people.items()}


def rights_are_taken_away(things: list[Thing], people: dict[str, Any]) -> dict[str, Any]:
    """Enrolments, a membership, a role and the audience of some pages change, and nothing is indexed; the people come as new."""
    for enrolment in people["follower"].enrolments.all():
        leave(enrolment=enrolment, by=people["follower"])
    Membership.objects.filter(organisation__affiliations__person=people["member"]).update(
        ends_on="2020-01-01"
    )
    people["editor"].groups.clear()
    for thing in things[::4]:
        if thing.kind in ("page", "resource"):
            page = KINDS[thing.kind].objects.get(pk=thing.key)
            made.published_again(page, own_audience="staff")
    for person in people.values():
        forget(person)
    return {name: Person.objects.get(pk=one.pk) if one.pk else one for name, one in people.items()}

"""Nobody learns by search of what they may not see: not from results, totals, facets, corrections, excerpts
or the API.

Each test first makes sure that somebody does find it.
"""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from files.models import ExtractedPage, Extraction
from forums.models import Forum, Topic
from members.audiences import forget
from members.models import Membership, Person
from pages.models import Audience, BasePage
from search import results
from search.engines import current
from search.engines.contract import FACETS
from search.parsing import parse
from search.sources.pages import GUARDED, KIND_OF
from tests.factories import members as cast
from tests.factories import pages as made
from tests.search.conftest import post, stored_file, topic

Drain = Callable[[], int]
SECRET = "zygomorphism"


def told(person: Any, text: str = SECRET) -> tuple[int, int, dict[str, dict[str, int]], str]:
    """Everything that an answer tells: number of hits, total, facets, correction."""
    found = results.find(person, parse(text))
    assert not found.limited
    facets = {
        name: {choice.value: choice.count for choice in choices} for name, choices in found.facets.items()
    }
    return len(found.hits), found.total, facets, found.corrected


NOTHING: tuple[Any, ...] = (0, 0, {facet: {} for facet in FACETS}, "")


def assert_closed(person: Any) -> None:
    """Neither the word, nor a typing error of it, nor the API tells anything."""
    assert told(person) == NOTHING
    assert told(person, "zygomorphizm") == NOTHING
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    for text in (SECRET, "zygomorphizm"):
        for address in ("/api/v1/search", "/en/search/"):
            response = client.get(address, {"q": text})
            if response.status_code == 404 and address.startswith("/api"):
                continue  # not mounted yet
            assert response.status_code == 200
            assert (
                SECRET not in response.content.decode().replace(f"q={SECRET}", "").lower() or text == SECRET
            )
    answer = client.get("/api/v1/search", {"q": SECRET})
    if answer.status_code == 200:
        assert json.loads(answer.content)["total"] == 0


def test_search_knows_every_kind_of_page_whose_text_may_be_closed_while_its_title_is_not() -> None:
    def holds_back(kind: Any) -> bool:
        return kind.held_back.__func__ is not BasePage.held_back.__func__

    kinds = [kind for kind in KIND_OF if holds_back(kind)]

    assert len(kinds) == 3
    assert all(issubclass(kind, GUARDED) for kind in kinds)


def test_closed_lesson(indexed: Drain, trainer: Person, learner: Person, member: Person) -> None:
    course = made.course(title="Touring", lessons=0, trainer=trainer, lessons_for_enrolled=True)
    made.lesson(
        course.get_children().first(), title="Inside", body=made.text(f"About {SECRET}.", heading="Section")
    )
    indexed()
    assert told(trainer)[:2] == (1, 1)

    for person in (AnonymousUser(), learner, member):
        assert_closed(person)


def test_members_resource_with_the_text_of_its_file(
    indexed: Drain, member: Person, lapsed_member: Person, learner: Person
) -> None:
    file = stored_file("report.pdf")
    made.resource(title="Report", files=(file,), own_audience="member")
    extraction = Extraction.objects.get(file=file)
    ExtractedPage.objects.create(extraction=extraction, number=3, text=f"Much {SECRET}.")
    Extraction.objects.filter(pk=extraction.pk).update(state=Extraction.State.READ)
    indexed()
    assert told(member)[:2] == (1, 1)

    for person in (AnonymousUser(), learner, lapsed_member):
        assert_closed(person)


def test_topic_in_a_members_forum(indexed: Drain, member: Person, lapsed_member: Person) -> None:
    topic(f"Much {SECRET}.", forum={"audience": "member"})
    indexed()
    assert told(member)[:2] == (1, 1)

    for person in (AnonymousUser(), lapsed_member):
        assert_closed(person)


def test_draft(indexed: Drain, editor: Person) -> None:
    page = made.standard_page(title="Plain", body=made.text("Nothing."))
    page.body = made.text(f"Much {SECRET}.")
    page.save_revision()
    made.standard_page(title="Never published", body=made.text(SECRET), live=False)
    indexed()
    assert told(editor, "plain")[:2] == (1, 1)

    for person in (AnonymousUser(), editor):
        assert_closed(person)


def test_hidden_post_is_gone_from_the_very_next_search(indexed: Drain, facilitator: Person) -> None:
    talk = topic("Nothing.", f"Much {SECRET}.")
    indexed()
    assert told(AnonymousUser())[:2] == (1, 1)

    from forums.signals import post_changed  # noqa: PLC0415 - used once

    hidden = talk.posts.get(number=2)
    hidden.hidden_at = timezone.now()
    hidden.save()
    post_changed.send(type(hidden), post_id=hidden.pk, topic_id=talk.pk)

    assert_closed(AnonymousUser())  # the index still has it
    indexed()
    for person in (AnonymousUser(), facilitator):
        assert_closed(person)


def test_right_taken_away_counts_at_once_though_the_index_is_stale(indexed: Drain) -> None:
    page = made.standard_page(title="Plain", body=made.text(f"Much {SECRET}."))
    talk = topic(f"More {SECRET}.")
    indexed()
    assert told(AnonymousUser())[:2] == (2, 2)

    page.own_audience = "staff"
    page.save_revision().publish()
    forum = Forum.objects.get(pk=talk.forum_id)
    forum.audience = "member"
    forum.save()

    assert_closed(AnonymousUser())


def test_unpublished_page_is_gone_at_once(indexed: Drain) -> None:
    page = made.standard_page(title="Plain", body=made.text(f"Much {SECRET}."))
    indexed()
    assert told(AnonymousUser())[:2] == (1, 1)

    page.unpublish()

    assert_closed(AnonymousUser())


def test_change_past_all_signals_is_not_shown_either(
    indexed: Drain, caplog: pytest.LogCaptureFixture
) -> None:
    page = made.standard_page(title="Plain", body=made.text(f"Much {SECRET}."))
    talk = topic(f"More {SECRET}.")
    indexed()
    Audience.objects.filter(translation_key=page.translation_key).update(audience="staff")
    Topic.objects.filter(pk=talk.pk).update(hidden_at=timezone.now())

    found = results.find(AnonymousUser(), parse(SECRET))

    assert (found.hits, found.total) == ([], 0)
    assert "the database does not show" in caplog.text


def test_membership_that_ended_counts_at_once(indexed: Drain, member: Person) -> None:
    made.standard_page(title="Plain", body=made.text(f"Much {SECRET}."), own_audience="member")
    indexed()
    assert told(member)[:2] == (1, 1)

    Membership.objects.update(ends_on=timezone.localdate() - datetime.timedelta(days=1))
    forget(member)

    assert_closed(member)


def test_title_search_without_the_engine_obeys_the_same_rule(
    indexed: Drain, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made.standard_page(title=f"On {SECRET}", own_audience="member")
    topic("x", title=f"More {SECRET}", forum={"audience": "member"})
    monkeypatch.setattr(current(), "search", lambda *args: 1 / 0)

    found = results.find(member, parse(SECRET))
    assert (found.limited, found.total, len(found.hits)) == (True, 2, 2)

    found = results.find(AnonymousUser(), parse(SECRET))
    assert (found.limited, found.total, found.hits) == (True, 0, [])


def test_totals_facets_and_results_agree_for_everybody(
    indexed: Drain, trainer: Person, learner: Person, member: Person, lapsed_member: Person, editor: Person
) -> None:
    line = cast.LineFactory(slug="life")
    course = made.course(
        title="Festival", lessons=2, trainer=trainer, lessons_for_enrolled=True, lines=(line,)
    )
    made.in_french(course, title="Le festival")
    for label in ("public", "member", "staff"):
        made.resource(
            title=f"Festival {label}", own_audience="" if label == "public" else label, lines=(line,)
        )
        talk = topic("A festival.", forum={"audience": label, "line": "life"})
        post(talk, "Another festival.")
    indexed()

    totals = {}
    for name, person in {
        "nobody": AnonymousUser(), "learner": learner, "lapsed": lapsed_member, "member": member,
        "trainer": trainer, "editor": editor,
    }.items():  # fmt: skip
        hits, total, facets, _ = told(person, "festival")
        assert hits == total == sum(facets["kind"].values())
        assert facets["line"] == {"life": total}
        totals[name] = total
    assert totals == {"nobody": 3, "learner": 3, "lapsed": 3, "member": 5, "trainer": 3, "editor": 7}

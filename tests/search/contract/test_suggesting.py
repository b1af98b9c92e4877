"""Titles while somebody types, and passages that are near in meaning."""

import math
import struct
from typing import Any

import pytest

from search.engines.contract import Engine
from search.parsing import parse
from search.passage import VECTOR_LENGTH
from tests.search.contract.asking import ANYONE, fill, passage

pytest.importorskip("numpy", reason="the extra `semantic` is not installed")


def titled(title: str, **fields: Any) -> Any:
    return passage("Some text.", title=title, is_first=True, **fields)


def suggested(engine: Engine, text: str, labels: frozenset[str] = ANYONE, **options: Any) -> list[str]:
    return [one.title for one in engine.suggest(text, labels, **{"limit": 8, **options})]


def test_titles_that_hold_the_words_and_the_beginning_of_the_last(engine: Engine) -> None:
    fill(
        engine,
        titled("Green rider for small venues"),
        titled("A greener rider"),
        titled("Riders"),
        titled("Venues"),
    )

    assert set(suggested(engine, "gre")) == {"Green rider for small venues", "A greener rider"}
    assert suggested(engine, "green ri") == ["Green rider for small venues"]
    assert suggested(engine, "small ve") == ["Green rider for small venues"]
    assert suggested(engine, "xyz") == suggested(engine, "") == suggested(engine, "***") == []


def test_title_that_begins_so_comes_first_then_what_is_used(engine: Engine) -> None:
    fill(
        engine,
        titled("A tour", use=0),
        titled("Your touring", use=5),
        titled("Touring on"),
        titled("Touring", use=1),
        titled("Costs of a touring van", use=9),
    )

    assert suggested(engine, "tour") == [
        "Your touring",  # small words before it do not count, and it is used most
        "Touring",
        "A tour",
        "Touring on",
        "Costs of a touring van",
    ]


def test_accents_and_elision_do_not_matter(engine: Engine) -> None:
    fill(engine, titled("L’opéra d’été", language="fr"))

    assert (
        suggested(engine, "oper")
        == suggested(engine, "l'opé")
        == suggested(engine, "ete")
        == ["L’opéra d’été"]
    )


def test_nothing_closed_is_suggested(engine: Engine) -> None:
    fill(engine, titled("Touring for staff", audience="staff"), titled("Touring inside", within=("forum:1",)))
    assert set(suggested(engine, "tour", frozenset({"public", "staff"}))) == {
        "Touring for staff",
        "Touring inside",
    }

    assert suggested(engine, "tour") == ["Touring inside"]
    assert suggested(engine, "tour", without=frozenset({"forum:1"})) == []


def test_languages_of_a_thing_are_one_suggestion(engine: Engine) -> None:
    fill(engine, titled("Festivals", parent="f"), titled("Festivals en ville", parent="f", language="fr"))

    assert len(suggested(engine, "festi")) == 1


# -- meaning ------------------------------------------------------------------------------------------


def vector(angle: float) -> bytes:
    """A direction in a plane; the smaller the difference of angles, the nearer the meaning."""
    return struct.pack(f"<{VECTOR_LENGTH}f", math.cos(angle), math.sin(angle), *[0.0] * (VECTOR_LENGTH - 2))


def near(
    engine: Engine, labels: frozenset[str] = ANYONE, limit: int = 10, without: Any = (), **asked: Any
) -> list[Any]:
    asking = [1.0, *[0.0] * (VECTOR_LENGTH - 1)]
    return engine.nearest(asking, parse("x", **asked), labels, frozenset(without), limit=limit)


def test_nearest_come_first_one_passage_a_parent(engine: Engine) -> None:
    far, closest, middle = fill(
        engine,
        passage("a", vector=vector(1.2)),
        passage("b", vector=vector(0.1), parent="p", object="page:p", key="page:p/1"),
        passage("c", vector=vector(0.3), parent="p", object="page:p", key="page:p/2"),
    )
    fill(engine, passage("without a vector"))

    found = near(engine)

    assert [(one.key, one.parent) for one in found] == [(closest.key, "p"), (far.key, far.parent)]
    assert found[0].nearness == pytest.approx(math.cos(0.1), abs=0.01)
    assert middle.key not in [one.key for one in found]


def test_nearness_is_looked_for_among_what_may_be_seen_and_passes(engine: Engine) -> None:
    fill(engine, *(passage("closed", audience="staff", vector=vector(0.01 * n)) for n in range(40)))
    opened, lesson = fill(
        engine,
        passage("open", vector=vector(1.0), within=("forum:1",)),
        passage("open", vector=vector(1.1), kind="lesson"),
    )

    assert [one.key for one in near(engine, limit=2)] == [opened.key, lesson.key]
    assert [one.key for one in near(engine, kinds=["lesson"])] == [lesson.key]
    assert [one.key for one in near(engine, within="forum:1")] == [opened.key]
    assert [one.key for one in near(engine, without=["forum:1"])] == [lesson.key]
    assert near(engine, frozenset()) == []


def test_vectors_follow_changes_and_rebuilds(engine: Engine) -> None:
    (one,) = fill(engine, passage("a", object="page:1", key="page:1", vector=vector(1.4)))
    (one,) = fill(engine, passage("a", object="page:1", key="page:1", vector=vector(0.2)))
    assert near(engine)[0].nearness == pytest.approx(math.cos(0.2), abs=0.01)

    rebuild = engine.begin_rebuild()
    rebuild.send(10**6, {"page:1": [one]})
    rebuild.finish()

    assert [found.key for found in near(engine)] == ["page:1"]
    engine.send(10**6 + 1, {"page:1": []})
    assert near(engine) == []

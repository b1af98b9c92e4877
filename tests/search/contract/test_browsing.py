"""Everything, without words: the newest first, counted exactly, for whoever looks."""

import datetime
from typing import Any

import pytest

from search.engines.contract import Answer, Engine
from tests.search.contract.asking import ask, fill, parents, passage, versions

DAY = datetime.date(2026, 3, 1)
MEMBER = frozenset({"public", "member"})


def day(number: int) -> datetime.date:
    return DAY + datetime.timedelta(days=number)


def resource(number: int, **fields: Any) -> Any:
    """A resource of its own day, later the higher its number."""
    values: dict[str, Any] = {
        "kind": "resource", "object": f"page:r{number}", "key": f"page:r{number}", "parent": f"r{number}",
        "date": day(number), "is_first": True, "form": "toolkit",
    }  # fmt: skip
    return passage(f"Text {number}.", **{**values, **fields})


def listed(answer: Answer) -> list[str]:
    """Parents, of an answer whose facets agree with its total."""
    assert sum(answer.facets["kind"].values()) == answer.total
    return parents(answer)


def test_everything_is_listed_the_newest_first(engine: Engine) -> None:
    fill(engine, *(resource(n) for n in (3, 1, 2)), passage("A page.", date=day(9)))

    answer = ask(engine, "", kinds=["resource"])

    assert parents(answer) == ["r3", "r2", "r1"]
    assert answer.total == 3
    assert answer.facets["kind"] == {"resource": 3, "page": 1}
    assert answer.hits[0].passages[0].excerpt == "Text 3."
    assert ask(engine, "").total == 4


def test_pages_of_a_list_neither_repeat_nor_skip(engine: Engine) -> None:
    fill(engine, *(resource(n, date=day(n // 5)) for n in range(47)))

    pages = [parents(ask(engine, "", kinds=["resource"], page=number, size=10)) for number in range(1, 7)]

    assert [len(page) for page in pages] == [10, 10, 10, 10, 7, 0]
    assert len({parent for page in pages for parent in page}) == 47


def test_facets_of_a_list_count_parents_with_every_filter_but_their_own(engine: Engine) -> None:
    fill(
        engine,
        resource(1, lines=("life",)),
        resource(2, lines=("life", "world"), form="report"),
        resource(3, lines=("world",), level="starting"),
        # One resource in two languages, with the page of a file: three passages, one parent.
        resource(4, lines=("life",)),
        resource(4, lines=("life",), object="page:f4", key="page:f4", language="fr"),
        resource(
            4, lines=("life",), key="page:r4/file/1/1", is_first=False, language="fr", place_kind="page"
        ),
    )

    everything = ask(engine, "", kinds=["resource"])
    assert everything.total == 4
    assert everything.facets["line"] == {"life": 3, "world": 2}
    assert everything.facets["language"] == {"en": 4, "fr": 1}
    assert everything.facets["form"] == {"toolkit": 3, "report": 1}

    narrowed = ask(engine, "", kinds=["resource"], lines=["life"], forms=["toolkit"])
    assert parents(narrowed) == ["r4", "r1"]
    assert narrowed.facets["line"] == {"life": 2, "world": 1}
    assert narrowed.facets["form"] == {"toolkit": 2, "report": 1}
    assert narrowed.facets["level"] == {}
    assert ask(engine, "", languages=["fr"]).total == 1


def test_list_holds_only_what_may_be_seen(engine: Engine) -> None:
    fill(
        engine,
        resource(1),
        resource(2, audience="member"),
        resource(3, audience="member", second_audience="group:1"),
        # The title is for everybody, the text is not.
        resource(4),
        resource(4, key="page:r4/section/1", audience="member", language="fr", is_first=False),
    )

    assert listed(ask(engine, "", kinds=["resource"])) == ["r4", "r1"]
    assert listed(ask(engine, "", MEMBER, kinds=["resource"])) == ["r4", "r2", "r1"]
    assert listed(ask(engine, "", frozenset(), kinds=["resource"])) == []
    assert ask(engine, "").facets["language"] == {"en": 2}
    assert ask(engine, "", MEMBER).facets["language"] == {"en": 3, "fr": 1}


def test_what_is_left_out_of_a_list_is_not_counted(engine: Engine) -> None:
    fill(
        engine,
        resource(1),
        resource(2, within=("forum:1",)),
        resource(3, part="page:r3/body"),
        resource(4),
        resource(4, object="page:f4", key="page:f4", language="fr"),
    )

    for without, left in {
        ("page:r1",): ["r4", "r3", "r2"],
        ("forum:1",): ["r4", "r3", "r1"],
        ("page:r3/body",): ["r4", "r2", "r1"],
        ("page:f4",): ["r4", "r3", "r2", "r1"],
        ("page:f4", "page:r4", "page:r1"): ["r3", "r2"],
    }.items():
        answer = ask(engine, "", without=without, kinds=["resource"])
        assert listed(answer) == left, without
    assert ask(engine, "", without=("page:f4",)).facets["language"] == {"en": 4}


def test_list_within_days_or_inside_of_a_thing(engine: Engine) -> None:
    fill(engine, *(resource(n, within=(f"forum:{n % 2}",)) for n in range(6)))

    assert listed(ask(engine, "", since=day(2).isoformat(), to=day(4).isoformat())) == ["r4", "r3", "r2"]
    assert listed(ask(engine, "", within="forum:1")) == ["r5", "r3", "r1"]
    assert listed(ask(engine, "", within="forum:1", page=2, size=2)) == ["r1"]


def test_list_follows_every_change(engine: Engine) -> None:
    fill(engine, *(resource(n) for n in range(5)))
    fill(engine, resource(1, date=day(9), form="report"), resource(2, audience="staff"))
    engine.send(next(versions), {"page:r3": []})

    answer = ask(engine, "", kinds=["resource"])

    assert listed(answer) == ["r1", "r4", "r0"]
    assert answer.facets["form"] == {"report": 1, "toolkit": 2}


def test_list_after_a_rebuild_is_the_same(engine: Engine) -> None:
    things = fill(engine, *(resource(n) for n in range(5)))
    rebuild = engine.begin_rebuild()
    rebuild.send(next(versions), {one.object: [one] for one in things})
    rebuild.finish()

    assert listed(ask(engine, "", kinds=["resource"])) == ["r4", "r3", "r2", "r1", "r0"]


def test_what_ends_is_listed_and_found_until_its_last_day(engine: Engine) -> None:
    today = datetime.date.today()
    fill(engine, resource(1, until=today), resource(2, until=today - datetime.timedelta(days=1)))

    assert listed(ask(engine, "", kinds=["resource"])) == ["r1"]
    assert parents(ask(engine, "text")) == ["r1"]


@pytest.mark.parametrize("text", ["-residency", "- -", '-"a b"'])
def test_leaving_out_alone_asks_for_nothing(engine: Engine, text: str) -> None:
    fill(engine, resource(1))

    assert ask(engine, text).total == (0 if "residency" in text or "a b" in text else 1)


def test_many_filings_are_listed_as_well(engine: Engine) -> None:
    fill(engine, *(resource(n, lines=(f"line-{n}",)) for n in range(80)))

    pages = [parents(ask(engine, "", kinds=["resource"], page=n, size=30)) for n in (1, 2, 3)]

    assert [parent for page in pages for parent in page] == [f"r{n}" for n in range(79, -1, -1)]

"""Filters, facets, pages, excerpts, and what is typed to do harm."""

import datetime

import pytest

from search.engines.contract import Engine
from search.parsing import LONGEST
from tests.search.contract.asking import ask, fill, found, parents, passage

# -- filters, facets, paging -------------------------------------------------------------------------------


def filed(engine: Engine) -> None:
    """Six things under kinds, lines, themes and languages."""
    fill(
        engine,
        passage("touring", kind="lesson", lines=("life",), themes=("digital",)),
        passage("touring", kind="lesson", lines=("life", "world")),
        passage("touring", kind="lesson", lines=("world",), language="fr"),
        passage("touring", kind="resource", lines=("life",), themes=("audience",)),
        passage("touring", kind="topic"),
        passage("touring", kind="topic", lines=("life",), audience="member"),
        passage("other", kind="page", lines=("life",)),
    )


def test_facets_count_what_is_found_and_visible(engine: Engine) -> None:
    filed(engine)

    answer = ask(engine, "touring")

    assert answer.total == 5
    assert answer.facets == {
        "kind": {"lesson": 3, "resource": 1, "topic": 1},
        "form": {},
        "line": {"life": 3, "world": 2},
        "theme": {"digital": 1, "audience": 1},
        "level": {},
        "language": {"en": 4, "fr": 1},
    }


def test_each_facet_counts_with_every_filter_but_its_own(engine: Engine) -> None:
    filed(engine)

    answer = ask(engine, "touring", kinds=["lesson"], lines=["life"])

    assert answer.total == 2
    assert answer.facets == {
        "kind": {"lesson": 2, "resource": 1},
        "form": {},
        "line": {"life": 2, "world": 2},
        "theme": {"digital": 1},
        "level": {},
        "language": {"en": 2},
    }


def test_values_of_one_filter_widen_it_and_filters_narrow_each_other(engine: Engine) -> None:
    filed(engine)

    assert ask(engine, "touring", kinds=["lesson", "topic"]).total == 4
    assert ask(engine, "touring", kinds=["lesson", "topic"], languages=["fr"]).total == 1
    assert ask(engine, "touring", themes=["digital", "audience"]).total == 2
    assert ask(engine, "touring", kinds=["meeting"]).total == 0
    assert ask(engine, "touring", kinds=["lesson"], languages=["en", "fr"]).total == 3


def test_what_is_chosen_shows_its_own_facet_even_when_nothing_passes_another(engine: Engine) -> None:
    filed(engine)

    answer = ask(engine, "touring", kinds=["meeting"], lines=["life"])

    assert answer.facets["kind"] == {"lesson": 2, "resource": 1}
    assert answer.facets["line"] == {}


def test_pages_neither_repeat_nor_skip(engine: Engine) -> None:
    equal = fill(engine, *(passage("residency", title="Same") for _ in range(47)))

    pages = [parents(ask(engine, "residency", page=number, size=10)) for number in range(1, 7)]

    assert [len(page) for page in pages] == [10, 10, 10, 10, 7, 0]
    seen = [parent for page in pages for parent in page]
    assert len(seen) == len(set(seen))
    assert set(seen) == {one.parent for one in equal}


def test_pages_go_on_from_all_words_to_some(engine: Engine) -> None:
    fill(
        engine, *(passage("residency visa") for _ in range(4)), *(passage("residency " * 3) for _ in range(9))
    )

    seen = [
        parent
        for number in (1, 2, 3)
        for parent in parents(ask(engine, "residency visa", page=number, size=5))
    ]

    assert len(seen) == len(set(seen)) == 13


def test_passages_are_grouped_by_parent_three_at_most(engine: Engine) -> None:
    pages = [
        passage(f"residency number {n}", object="page:800", parent="report", key=f"page:800/{n}",
                place_kind="page", place_number=n, url=f"/files/x/report.pdf#page={n}")
        for n in range(1, 8)
    ]  # fmt: skip
    fill(engine, *pages, passage("residency"))

    answer = ask(engine, "residency")

    assert answer.total == 2
    hit = next(hit for hit in answer.hits if hit.parent == "report")
    assert len(hit.passages) == 3
    assert {one.url for one in hit.passages} <= {one.url for one in pages}
    assert ask(engine, "residency number 5").hits[0].passages[0].place_number == 5


def test_languages_of_a_page_are_one_hit_in_the_readers_language(engine: Engine) -> None:
    fill(
        engine,
        passage("festival", title="Festivals", parent="f", object="page:700", key="page:700"),
        passage(
            "festival", title="Les festivals", parent="f", object="page:701", key="page:701", language="fr"
        ),
    )

    assert [hit.title for hit in ask(engine, "festival", reader_language="fr").hits] == ["Les festivals"]
    assert [hit.title for hit in ask(engine, "festival", reader_language="en").hits] == ["Festivals"]


def test_passage_that_matches_by_its_title_alone_gives_way(engine: Engine) -> None:
    common = {"object": "page:600", "parent": "r", "title": "Touring", "place_kind": "section"}
    fill(
        engine,
        passage("Nothing here.", key="page:600/1", **common),
        passage("About touring by train.", key="page:600/2", **common),
    )

    assert [one.key for one in ask(engine, "touring").hits[0].passages] == ["page:600/2"]


def test_form_and_level_have_facets_of_their_own(engine: Engine) -> None:
    fill(
        engine,
        passage("touring", kind="resource", form="toolkit", level="starting"),
        passage("touring", kind="resource", form="report"),
        passage("touring", kind="lesson", level="starting"),
    )

    answer = ask(engine, "touring")
    assert answer.facets["form"] == {"toolkit": 1, "report": 1}
    assert answer.facets["level"] == {"starting": 2}

    answer = ask(engine, "touring", forms=["toolkit"])
    assert (answer.total, answer.facets["form"]) == (1, {"toolkit": 1, "report": 1})
    assert answer.facets["kind"] == {"resource": 1}
    assert ask(engine, "touring", levels=["starting"], kinds=["lesson"]).total == 1


def test_dates_narrow_everything_both_days_included(engine: Engine) -> None:
    old, middle, new, _undated = fill(
        engine,
        passage("touring", date=datetime.date(2020, 1, 31)),
        passage("touring", date=datetime.date(2021, 6, 1), kind="lesson"),
        passage("touring", date=datetime.date(2023, 12, 31)),
        passage("touring"),
    )

    found(engine, "touring", middle, new, since="2021-06-01")
    found(engine, "touring", old, middle, to="2021-06-01")
    found(engine, "touring", middle, since="2021", to="2021")
    found(engine, "touring", middle, since="2021-06", to="2021-06")
    assert ask(engine, "touring", since="2021", to="2022").facets["kind"] == {"lesson": 1}
    found(engine, "touring", since="2024")
    found(engine, "touring", old, middle, new, _undated, since="soon", to="2021-99-99")


def test_search_inside_of_a_thing_finds_nothing_else(engine: Engine) -> None:
    course, forum = "0" * 8 + "-0000-4000-8000-" + "1" * 12, "forum:7"
    lesson, post, talk = fill(
        engine,
        passage("touring", within=(course,), kind="lesson"),
        passage("touring", within=(forum,), kind="topic"),
        passage("touring", within=(forum, course), kind="topic"),
    )
    fill(engine, passage("touring"))

    found(engine, "touring", lesson, talk, within=course)
    found(engine, "touring", post, talk, within=forum)
    found(engine, "touring", within="forum:8")
    assert ask(engine, "touring", within=course).facets["kind"] == {"lesson": 1, "topic": 1}


# -- excerpts ------------------------------------------------------------------------------------------------


def test_excerpts_are_escaped_and_marked(engine: Engine) -> None:
    fill(engine, passage('<script>alert("x")</script> a residency & more'))

    excerpt = ask(engine, "residencies").hits[0].passages[0].excerpt

    assert excerpt == "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; a <mark>residency</mark> &amp; more"


def test_markup_that_is_asked_for_stays_text(engine: Engine) -> None:
    fill(engine, passage("the <mark> tag and the <b> tag"))

    excerpt = ask(engine, "mark tag").hits[0].passages[0].excerpt

    assert excerpt == "the &lt;<mark>mark</mark>&gt; <mark>tag</mark> and the &lt;b&gt; <mark>tag</mark>"


def test_excerpt_of_a_long_text_shows_the_words(engine: Engine) -> None:
    fill(engine, passage("filler " * 900 + "a residency with a visa " + "filler " * 900))

    excerpt = ask(engine, "residency visa").hits[0].passages[0].excerpt

    assert "<mark>residency</mark> with a <mark>visa</mark>" in excerpt
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 400


# -- hostile


HOSTILE = [
    "", " ", '"', '""', "-", '-""', "*", "res*", "title:residency", "NEAR(a b)", "a AND OR NOT", "(((", ")",
    "^residency", "a + b", "{x}",
    "'; DROP TABLE found; --", "\x00\x01\x02", "residency\x00visa", "\ud800", "🎭", "ﷺ" * 300,
    "a" * 1_000_000,
    "x " * 500_000, '"' * 100_000,
    "-a " * 10_000, "' ' '", "l'", "''", "%", "_", "\\", "\u202e\u0000", "e" + "\u0301" * 5000, "AND",
    "NOT residency", "?1",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_hurts(engine: Engine, text: str) -> None:
    fill(engine, passage("A residency in Ghent"))

    answer = ask(engine, text)

    assert answer.total in (0, 1)
    assert len(answer.asked.text) <= LONGEST


def test_engine_syntax_is_plain_text(engine: Engine) -> None:
    one, two = fill(engine, passage("residency near touring"), passage("The title says NOT"))

    found(engine, "NEAR(residency touring)", one)
    found(engine, '"residency near"', one)
    found(engine, "title:not says", two)


def test_filters_that_do_not_exist_are_ignored(engine: Engine) -> None:
    (one,) = fill(engine, passage("residency"))

    found(engine, "residency", one, kinds=["'; --"], languages=["xx"], page="-3", size="0x10")

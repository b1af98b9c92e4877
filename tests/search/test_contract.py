"""What every engine must do, once for all engines."""

import itertools
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from search.engines.contract import Answer, Engine
from search.engines.embedded import EmbeddedEngine
from search.passage import Passage
from search.query import parse

ANYONE = frozenset({"public"})
ENGINES = ["embedded"]  # "elasticsearch" joins them, marked so, with the engine itself


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Engine]:
    """An empty engine of its own."""
    made = {"embedded": lambda: EmbeddedEngine(str(tmp_path / "index"))}[request.param]()
    yield made
    made.close()


_numbers = itertools.count(1)


def passage(body: str = "", **fields: Any) -> Passage:
    """A public English page of its own, unless said otherwise."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "object": f"page:{number}", "parent": str(uuid.UUID(int=number)), "kind": "page",
        "title": f"Nr {number}", "url": f"/en/{number}/", "language": "en", "audience": "public",
        "body": body,
    }  # fmt: skip
    values |= fields
    values.setdefault("key", f"{values['object']}/{number}")
    return Passage(**values)


_versions = itertools.count(1)


def fill(engine: Engine, *passages: Passage) -> tuple[Passage, ...]:
    """Write passages, each object whole."""
    objects: dict[str, list[Passage]] = {}
    for one in passages:
        objects.setdefault(one.object, []).append(one)
    assert engine.send(next(_versions), objects) == set(objects)
    return passages


def ask(
    engine: Engine, text: str, labels: frozenset[str] = ANYONE, without: Sequence[str] = (), **fields: Any
) -> Answer:
    """Ask as somebody with these labels."""
    return engine.search(parse(text, **fields), labels, frozenset(without))


def parents(answer: Answer) -> list[str]:
    """The parents of an answer in order."""
    return [hit.parent for hit in answer.hits]


def found(engine: Engine, text: str, *expected: Passage, **fields: Any) -> None:
    """Exactly these are found, in whatever order."""
    answer = ask(engine, text, **fields)
    assert sorted(parents(answer)) == sorted(one.parent for one in expected), text
    assert answer.total == len(expected)


# -- words --------------------------------------------------------------------------------------------


def test_word_is_found_in_every_field(engine: Engine) -> None:
    hits = fill(
        engine,
        passage(title="Residencies"),
        passage(heading="Residencies", place_kind="section"),
        passage(summary="About residencies."),
        passage("Two residencies."),
        passage("x", tags=("residencies",)),
    )
    fill(engine, passage("Nothing of the sort."))

    found(engine, "residencies", *hits)


def test_words_are_found_in_all_their_forms(engine: Engine) -> None:
    (one,) = fill(engine, passage("The companies were touring through small venues."))

    for text in ("company", "tour", "tours", "VENUE", "companies touring"):
        found(engine, text, one)


def test_title_counts_more_than_heading_than_summary_than_body(engine: Engine) -> None:
    filler = "and many other things that people said there that day"
    body, summary, heading, title = fill(
        engine,
        passage(f"A residency {filler}."),
        passage(filler, summary="A residency"),
        passage(filler, heading="A residency"),
        passage(filler, title="A residency"),
    )

    assert parents(ask(engine, "residency")) == [title.parent, heading.parent, summary.parent, body.parent]


def test_phrase_asks_for_its_words_side_by_side(engine: Engine) -> None:
    together, _apart = fill(
        engine, passage("The green rider is ready."), passage("The rider was green with envy.")
    )

    found(engine, '"green rider"', together)
    found(engine, "“green riders”", together)
    found(engine, "« green rider »", together)


def test_phrase_stays_required_when_some_words_suffice(engine: Engine) -> None:
    one, _two = fill(engine, passage("The green rider."), passage("Envy everywhere."))

    found(engine, '"green rider" envy', one)


def test_exclusion_takes_out_the_whole_thing(engine: Engine) -> None:
    keep = passage("A residency in Ghent.")
    section = passage("A residency in Lyon.", object="page:900", parent="p900")
    other_section = passage("Touring costs.", object="page:900", parent="p900", key="page:900/2")
    fill(engine, keep, section, other_section)

    found(engine, "residency -touring", keep)
    found(engine, 'residency -"touring costs"', keep)
    found(engine, "residency -unheard", keep, section)


def test_exclusion_alone_finds_nothing(engine: Engine) -> None:
    fill(engine, passage("A residency."))

    found(engine, "-residency")


def test_all_words_come_first_then_some(engine: Engine) -> None:
    some = fill(engine, *(passage("residency " * 5, title="Residency") for _ in range(4)))
    (every,) = fill(
        engine, passage("A long text in which somebody mentions a residency, and much later a visa, once.")
    )

    answer = ask(engine, "residency visa")

    assert parents(answer)[0] == every.parent
    assert set(parents(answer)[1:]) == {one.parent for one in some}
    assert answer.some_words


def test_some_words_do_not_suffice_where_enough_have_all(engine: Engine) -> None:
    fill(engine, *(passage("residency") for _ in range(5)))
    every = fill(engine, *(passage("residency and visa") for _ in range(10)))

    found(engine, "residency visa", *every, size=50)


def test_small_words_are_not_required(engine: Engine) -> None:
    (one,) = fill(engine, passage("State of residencies"))

    found(engine, "what is the state of the residencies", one)


def test_small_words_are_found_when_nothing_else_is_asked(engine: Engine) -> None:
    (one,) = fill(engine, passage("To be or not to be"))

    found(engine, "to be", one)


# -- typing errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["residensy", "resdency", "resiedncy", "residencyy"])
def test_typing_error_is_repaired_and_told(engine: Engine, typed: str) -> None:
    (one,) = fill(engine, passage("A residency for two."))

    answer = ask(engine, f"{typed} two")

    assert parents(answer) == [one.parent]
    assert answer.corrected == "residency two"


def test_repair_keeps_accents_of_the_text(engine: Engine) -> None:
    fill(engine, passage("La médiation culturelle.", language="fr"))

    assert ask(engine, "mediaton").corrected == "médiation"


def test_words_that_exist_are_left_alone(engine: Engine) -> None:
    fill(engine, passage("A venue."), passage("To avenge."))

    assert ask(engine, "venue").corrected == ""


def test_quoted_words_are_meant_as_they_stand(engine: Engine) -> None:
    fill(engine, passage("A residency."))

    found(engine, '"residensy"')


def test_repair_never_offers_a_word_of_a_closed_text(engine: Engine) -> None:
    (secret,) = fill(engine, passage("Zygomorphism pays.", audience="staff"))
    staff = frozenset({"public", "staff"})
    assert ask(engine, "zygomorphizm", staff).corrected == "zygomorphism"
    assert parents(ask(engine, "zygomorphizm", staff)) == [secret.parent]

    answer = ask(engine, "zygomorphizm")

    assert (answer.corrected, answer.total, answer.hits) == ("", 0, ())


def test_repair_never_offers_a_form_that_only_closed_texts_have(engine: Engine) -> None:
    fill(engine, passage("Moonlighters", audience="staff"), passage("A moonlight walk."))

    assert "moonlighters" not in ask(engine, "moonlightesr").corrected


# -- two languages ----------------------------------------------------------------------------------------


def test_accents_do_not_matter_either_way(engine: Engine) -> None:
    with_accent, without = fill(
        engine,
        passage("Le théâtre de la création", language="fr"),
        passage("Le theatre de la creation", language="fr"),
    )

    for text in ("théâtre", "theatre", "THÉÂTRE", "creation", "création", "the\u0301a\u0302tre"):
        found(engine, text, with_accent, without)


def test_french_elision_is_no_part_of_the_word(engine: Engine) -> None:
    opera, art = fill(
        engine,
        passage("À l’opéra, aujourd'hui", language="fr"),
        passage("Beaucoup d'art qu'il aime", language="fr"),
    )

    found(engine, "opéra", opera)
    found(engine, "l'opera", opera)
    found(engine, "d’art", art)
    found(engine, "aujourd’hui", opera)
    found(engine, '"aime"', art)


def test_ligatures_are_two_letters(engine: Engine) -> None:
    (one,) = fill(engine, passage("Une œuvre", language="fr"))

    found(engine, "oeuvre", one)
    found(engine, "œuvres", one)
    assert "<mark>œuvre</mark>" in ask(engine, "oeuvre").hits[0].passages[0].excerpt


def test_possessive_is_no_part_of_the_word(engine: Engine) -> None:
    (one,) = fill(engine, passage("The artist's wage. Don't ask O’Brien."))

    for text in ("artist", "artists", "don't", "o'brien"):
        found(engine, text, one)


def test_hyphens_may_be_there_or_not(engine: Engine) -> None:
    with_hyphen, in_one, in_two = fill(
        engine, passage("A co-production."), passage("A coproduction."), passage("A co production.")
    )

    found(engine, "co-production", with_hyphen, in_one, in_two)
    found(engine, "coproductions", with_hyphen, in_one)
    found(engine, "co‑production", with_hyphen, in_one, in_two)


def test_both_languages_are_searched_with_their_own_stems(engine: Engine) -> None:
    english, french = fill(
        engine,
        passage("National festivals and travelling"),
        passage("Des festivals nationaux", language="fr"),
    )

    found(engine, "festival", english, french)
    found(engine, "nationaux", french)
    found(engine, "travel", english)


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
        "line": {"life": 3, "world": 2},
        "theme": {"digital": 1, "audience": 1},
        "language": {"en": 4, "fr": 1},
    }


def test_each_facet_counts_with_every_filter_but_its_own(engine: Engine) -> None:
    filed(engine)

    answer = ask(engine, "touring", kinds=["lesson"], lines=["life"])

    assert answer.total == 2
    assert answer.facets == {
        "kind": {"lesson": 2, "resource": 1},
        "line": {"life": 2, "world": 2},
        "theme": {"digital": 1},
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
    assert len(answer.asked.text) <= 256


def test_engine_syntax_is_plain_text(engine: Engine) -> None:
    one, two = fill(engine, passage("residency near touring"), passage("The title says NOT"))

    found(engine, "NEAR(residency touring)", one)
    found(engine, '"residency near"', one)
    found(engine, "title:not says", two)


def test_filters_that_do_not_exist_are_ignored(engine: Engine) -> None:
    (one,) = fill(engine, passage("residency"))

    found(engine, "residency", one, kinds=["'; --"], languages=["xx"], page="-3", size="0x10")


# -- audiences


def test_only_who_holds_all_labels_finds(engine: Engine) -> None:
    public, member, course, both = fill(
        engine,
        passage("residency"),
        passage("residency", audience="member"),
        passage("residency", audience="course:1"),
        passage("residency", audience="course:1", second_audience="member"),
    )

    found(engine, "residency", public)
    found(engine, "residency", public, member, labels=frozenset({"public", "member"}))
    found(engine, "residency", public, course, labels=frozenset({"public", "course:1"}))
    found(
        engine, "residency", public, member, course, both, labels=frozenset({"public", "member", "course:1"})
    )
    found(engine, "residency", labels=frozenset())


def test_closed_passages_do_not_crowd_out_open_ones(engine: Engine) -> None:
    fill(engine, *(passage("residency " * 9, title="Residency", audience="staff") for _ in range(60)))
    opened = fill(engine, *(passage("one residency among other things") for _ in range(12)))

    answer = ask(engine, "residency", size=10)

    assert len(answer.hits) == 10
    assert answer.total == len(opened)
    assert answer.facets["kind"] == {"page": 12}


def test_what_is_left_out_is_not_counted(engine: Engine) -> None:
    one, two = fill(engine, passage("residency"), passage("residency"))

    found(engine, "residency", one, without=[two.object])
    found(engine, "residency", two, without=[one.key])
    found(engine, "residency", without=[one.key, two.object])


# -- versions


def test_stale_write_is_ignored_and_settled(engine: Engine) -> None:
    new = passage("residency", object="page:1", key="page:1")
    old = passage("touring", object="page:1", key="page:1")
    engine.send(10**6, {"page:1": [new]})

    assert engine.send(10**6 - 1, {"page:1": [old]}) == {"page:1"}

    assert ask(engine, "touring").total == 0
    assert ask(engine, "residency").total == 1


def test_same_version_may_be_written_again(engine: Engine) -> None:
    engine.send(5, {"page:1": [passage("residency", object="page:1", key="page:1")]})
    engine.send(5, {"page:1": [passage("touring", object="page:1", key="page:1")]})

    assert (ask(engine, "touring").total, ask(engine, "residency").total) == (1, 0)


def test_what_went_stays_gone_for_late_writes(engine: Engine) -> None:
    one = passage("residency", object="page:1", key="page:1")
    engine.send(1, {"page:1": [one]})
    engine.send(3, {"page:1": []})

    engine.send(2, {"page:1": [one]})

    assert ask(engine, "residency").total == 0
    engine.send(4, {"page:1": [one]})
    assert ask(engine, "residency").total == 1


def test_delete_before_the_first_write_wins_too(engine: Engine) -> None:
    engine.send(3, {"page:1": []})
    engine.send(2, {"page:1": [passage("residency", object="page:1", key="page:1")]})

    assert ask(engine, "residency").total == 0


def test_passages_that_an_object_no_longer_has_go(engine: Engine) -> None:
    first = passage("residency", object="page:1", parent="p", key="page:1/1")
    second = passage("touring", object="page:1", parent="p", key="page:1/2")
    engine.send(1, {"page:1": [first, second]})
    engine.send(2, {"page:1": [second]})

    assert (ask(engine, "residency").total, ask(engine, "touring").total) == (0, 1)
    assert dict(engine.held()) == {"page:1": {"page:1/2": second.digest}}


def test_new_audience_counts_at_once(engine: Engine) -> None:
    engine.send(1, {"page:1": [passage("residency", object="page:1", key="page:1")]})
    engine.send(2, {"page:1": [passage("residency", object="page:1", key="page:1", audience="staff")]})

    assert ask(engine, "residency").total == 0
    assert ask(engine, "residency", frozenset({"public", "staff"})).total == 1


# -- rebuild


def test_rebuild_serves_the_old_index_until_it_is_done(engine: Engine) -> None:
    old, kept = fill(engine, passage("residency"), passage("residency touring"))
    rebuild = engine.begin_rebuild()
    rebuild.send(next(_versions), {kept.object: [kept]})
    found(engine, "residency", old, kept)

    rebuild.finish()

    found(engine, "residency", kept)


def test_writes_during_a_rebuild_are_in_both(engine: Engine) -> None:
    (before,) = fill(engine, passage("residency one"))
    rebuild = engine.begin_rebuild()
    rebuild.send(next(_versions), {before.object: [before]})
    (during,) = fill(engine, passage("residency two"))
    fill_version = next(_versions)
    engine.send(fill_version, {before.object: []})
    found(engine, "residency", during)

    rebuild.send(fill_version - 1, {before.object: [before]})  # the rebuild's own late copy loses
    rebuild.finish()

    found(engine, "residency", during)


def test_rebuild_that_is_given_up_leaves_everything(engine: Engine) -> None:
    (one,) = fill(engine, passage("residency"))

    engine.begin_rebuild().give_up()

    found(engine, "residency", one)
    (two,) = fill(engine, passage("residency"))
    found(engine, "residency", one, two)


def test_rebuild_after_one_that_was_killed(engine: Engine) -> None:
    (one,) = fill(engine, passage("residency"))
    engine.begin_rebuild()  # and nothing more

    rebuild = engine.begin_rebuild()
    rebuild.send(next(_versions), {one.object: [one]})
    rebuild.finish()

    found(engine, "residency", one)

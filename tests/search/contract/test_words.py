"""Words, phrases, typing errors and two languages."""

import pytest

from search.engines.contract import Engine
from tests.search.contract.asking import ask, fill, found, parents, passage

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

"""Beginnings of words, order, what editors told, and likelier words."""

import datetime

from search.engines.contract import Engine
from search.query import Term
from tests.search.contract.asking import ask, change, fill, found, parents, passage

# -- beginnings of words --------------------------------------------------------------------------------


def test_star_stands_for_the_rest_of_a_word_as_it_is_written(engine: Engine) -> None:
    residency, resident, _other = fill(
        engine, passage("A residency."), passage("A resident."), passage("They reside.")
    )

    found(engine, "resid*", residency, resident, _other)
    found(engine, "residen*", residency, resident)
    found(engine, "residenc*", residency)
    found(engine, "RÉSIDENC*", residency)
    found(engine, "residencies*")


def test_star_is_required_beside_other_words(engine: Engine) -> None:
    both, _one, _other = fill(
        engine, passage("A visa for a residency."), passage("A visa."), passage("A residency.")
    )

    found(engine, "visa residenc*", both)
    found(engine, "visa -residenc*", _one)


def test_star_after_too_little_is_no_beginning(engine: Engine) -> None:
    fill(engine, passage("A residency."))

    found(engine, "r*")


def test_beginning_of_a_word_is_marked(engine: Engine) -> None:
    fill(engine, passage("Two residencies and a visa."))

    excerpt = ask(engine, "resid*").hits[0].passages[0].excerpt

    assert excerpt == "Two <mark>residencies</mark> and a visa."


def test_title_that_begins_so_comes_first(engine: Engine) -> None:
    body, title = fill(
        engine,
        passage("residency " * 5, is_first=True),
        passage("Nothing.", title="Residencies", is_first=True),
    )

    assert parents(ask(engine, "residenc*")) == [title.parent, body.parent]


# -- order --------------------------------------------------------------------------------------------


def test_the_very_title_comes_first_whatever_else_says_it_more_often(engine: Engine) -> None:
    louder = fill(
        engine,
        *(
            passage("green rider " * 9, title="Green rider rider green", heading="Green rider")
            for _ in range(12)
        ),
    )
    (exact,) = fill(engine, passage("About something else.", title="The green rider"))

    answer = ask(engine, "green rider", size=20)

    assert parents(answer)[0] == exact.parent
    assert answer.total == len(louder) + 1
    assert parents(ask(engine, "Green Rider!"))[0] == exact.parent
    assert parents(ask(engine, "rider"))[0] != exact.parent


def test_newer_of_two_alike_comes_first_and_never_before_a_better_answer(engine: Engine) -> None:
    today = datetime.date.today()
    old, new = fill(
        engine,
        passage("A residency in Ghent.", date=today - datetime.timedelta(days=1200)),
        passage("A residency in Lyon.", date=today - datetime.timedelta(days=3)),
    )
    (better,) = fill(
        engine, passage("A residency.", title="Residency", date=today - datetime.timedelta(days=3000))
    )

    assert parents(ask(engine, "residency")) == [better.parent, new.parent, old.parent]


def test_more_used_of_two_alike_comes_first(engine: Engine) -> None:
    seldom, often = fill(engine, passage("A residency in Ghent."), passage("A residency in Lyon.", use=5))

    assert parents(ask(engine, "residency")) == [often.parent, seldom.parent]


def test_what_editors_placed_is_found_without_the_words_and_stands_first(engine: Engine) -> None:
    word, placed, other = fill(
        engine, passage("residency"), passage("About hosting."), passage("Closed.", audience="staff")
    )
    given = {"placed": (other.parent, placed.parent)}

    answer = change(engine, "residency", given=given)

    assert parents(answer) == [placed.parent, word.parent]
    assert (answer.total, answer.facets["kind"]) == (2, {"page": 2})
    assert parents(change(engine, "residency", given=given, kinds=["lesson"])) == []


def test_order_that_is_decided_already_holds_page_by_page(engine: Engine) -> None:
    hits = fill(engine, *(passage("residency " * n) for n in range(1, 8)))
    wanted = [one.parent for one in (hits[2], hits[6], hits[0])]

    first = change(engine, "residency", given={"leading": tuple(wanted[:2])}, size=2)
    second = change(
        engine, "residency", given={"leading": (wanted[2],), "passed": tuple(wanted[:2]), "skip": 0}, size=2
    )

    assert parents(first) == wanted[:2]
    assert parents(second)[0] == wanted[2]
    assert not set(parents(second)) & set(wanted[:2])
    assert first.total == second.total == 7


# -- words that editors say mean the same ----------------------------------------------------------------


def synonym(words: str, *others: tuple[str, str]) -> Term:
    """A term as `search.wording` makes it."""
    told = tuple(words.split())
    return Term(
        told, is_loose=len(told) > 1, synonyms=tuple((code, tuple(other.split())) for code, other in others)
    )


def test_synonym_is_found_in_texts_of_its_own_language(engine: Engine) -> None:
    own, same, _french = fill(
        engine,
        passage("Captions for all."),
        passage("Surtitles for all."),
        passage("Surtitles, un mot anglais.", language="fr"),
    )

    answer = change(engine, "captions", given={"terms": (synonym("captions", ("en", "surtitles")),)})

    assert set(parents(answer)) == {own.parent, same.parent}
    assert (
        "<mark>Surtitles</mark>" in {hit.parent: hit for hit in answer.hits}[same.parent].passages[0].excerpt
    )


def test_expression_with_a_synonym_needs_all_its_words_or_the_synonym(engine: Engine) -> None:
    apart, same, _half = fill(
        engine,
        passage("An artist who is in residence."),
        passage("A residency."),
        passage("An artist."),
    )

    answer = change(
        engine, "artist residence", given={"terms": (synonym("artist residence", ("en", "residency")),)}
    )

    assert set(parents(answer)[:2]) == {apart.parent, same.parent}


# -- did you mean ---------------------------------------------------------------------------------------


def test_likelier_word_is_proposed_for_one_that_hardly_occurs(engine: Engine) -> None:
    (rare,) = fill(engine, passage("A resedency, as somebody wrote."))
    fill(engine, *(passage("A residency.") for _ in range(12)))

    answer = ask(engine, "resedency")

    assert parents(answer) == [rare.parent]
    assert (answer.corrected, answer.meant) == ("", "residency")
    assert ask(engine, "residency").meant == ""


def test_word_of_closed_texts_is_never_proposed(engine: Engine) -> None:
    fill(engine, passage("A resedency, as somebody wrote."))
    fill(engine, *(passage("A residency.", audience="staff") for _ in range(12)))
    assert ask(engine, "resedency", frozenset({"public", "staff"})).meant == "residency"

    assert ask(engine, "resedency").meant == ""


def test_words_of_a_hyphenated_one_are_repaired_each(engine: Engine) -> None:
    (one,) = fill(engine, passage("A stress-resistant floor."))

    answer = ask(engine, "sterss-resistant")

    assert parents(answer) == [one.parent]
    assert answer.corrected == "stress-resistant"


def test_of_like_words_the_one_that_stands_beside_the_others_is_taken(engine: Engine) -> None:
    fill(engine, *(passage("A fleet of vans.") for _ in range(9)))
    (meant,) = fill(engine, passage("A floor and a sheet of steel."))

    answer = ask(engine, "xheet steel")

    assert answer.corrected == "sheet steel"
    assert parents(answer)[0] == meant.parent

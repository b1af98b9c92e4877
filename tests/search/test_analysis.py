"""Texts are cut into the same words whichever way is taken, and no word is left with an accent or a large letter."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search import analysis

TEXTS = st.text(st.sampled_from("abZé'’-‑ _.œßİǅſ½…“”\xad\u0301ʼ1²٣漢ﬁ\u200d\nΣ™"), max_size=60) | st.text(
    max_size=60
)


@given(TEXTS)
@example("l'opéra d’été, aujourd'hui: 's, a''b, rock'n'roll's")
@example("co-production – re-create; snake_case and 3.14")
def test_the_quick_way_finds_the_words_that_the_pattern_says(text: str) -> None:
    folded = analysis.fold(text)
    by_pattern = [
        (analysis._bare(word) if "'" in word else word)[: analysis.LONGEST_WORD]
        for word in analysis._WORD.findall(folded)
    ]
    assert analysis.words(text) == by_pattern
    assert analysis.words_and_compounds(text)[: len(by_pattern)] == by_pattern


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("L’Opéra de Liège", ["opera", "de", "liege"]),
        ("the theatre's “green rider”…", ["the", "theatre", "green", "rider"]),
        ("Artist™ co-produces", ["artisttm", "co", "produces", "coproduces"]),
        ("snake_case", ["snake", "case"]),
        ("a" * 200, ["a" * analysis.LONGEST_WORD]),
        ("— ’ - _", []),
    ],
)
def test_words_as_they_are_indexed(text: str, words: list[str]) -> None:
    assert analysis.words_and_compounds(text) == words

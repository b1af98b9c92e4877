"""Typing errors: a word that nothing holds is exchanged for one like it that occurs in what the person may
see.
"""

from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import analysis
from search.query import Query, Term

CANDIDATES = 8  # likest words that are tried
TEXTS = 12  # texts in which the word that is shown is looked for
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Vocabulary(Protocol):
    """What repair asks of an engine, always under one person's audience."""

    def occurs(self, term: Term) -> bool:
        """Whether anything that may be seen holds the term."""

    def words_like(self, typed: str, bound: int) -> list[str]:
        """Return words at most so many letters longer or shorter that begin as this one, and those of
        `other_beginnings`; they need not be visible.
        """

    def frequencies(self, words: list[str]) -> dict[str, int]:
        """Return how many visible passages hold each word; beyond a thousand it makes no difference."""

    def texts_with(self, term: Term, limit: int) -> list[str]:
        """Return some visible texts that hold the term."""


def repaired(query: Query, vocabulary: Vocabulary) -> dict[str, str]:
    """Return what to exchange: the folded word as typed, and the word to take, as it is written in some
    visible text.
    """
    exchanged = {}
    for term in query.required:
        if (
            term.is_repairable
            and not vocabulary.occurs(term)
            and (word := _likest(term.words[0], vocabulary))
        ):
            exchanged[term.words[0]] = word
    return exchanged


def other_beginnings(typed: str) -> list[str]:
    """Return the words that an error in the first letter may have made this one from."""
    rest = typed[1:]
    return [
        rest,
        typed[1] + typed[0] + typed[2:],
        *(a + rest for a in _LETTERS),
        *(a + typed for a in _LETTERS),
    ]


def _likest(typed: str, vocabulary: Vocabulary) -> str:
    # One error in a short word, two in a long one. With the first letter held fixed a twentieth of the words is
    # compared; the few words that one error in it may have hidden are simply looked up.
    bound = 1 if len(typed) < 7 else 2
    like = vocabulary.words_like(typed, bound)
    found = process.extract(typed, like, scorer=OSA.distance, score_cutoff=bound, limit=CANDIDATES)
    # Of equally like words the one that occurs most was meant most probably.
    frequencies = vocabulary.frequencies([word for word, _distance, _index in found])
    ranked = sorted((distance, -frequencies.get(word, 0), word) for word, distance, _index in found)
    for _distance, frequency, word in ranked:
        if frequency and (shown := _as_written(word, vocabulary)):
            return shown
    return ""


def _as_written(word: str, vocabulary: Vocabulary) -> str:
    """Return the word with its accents from a text that the person may see, or nothing: words of closed texts
    stay closed.
    """
    texts = vocabulary.texts_with(Term((word,)), TEXTS)
    for text in texts:
        if word in analysis.words(text):
            return next(
                (piece.lower() for piece in analysis.pieces(text) if analysis.fold(piece) == word), word
            )
    return ""

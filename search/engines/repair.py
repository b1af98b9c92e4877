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


class Vocabulary(Protocol):
    """What repair asks of an engine, always under one person's audience."""

    def occurs(self, term: Term) -> bool:
        """Whether anything that may be seen holds the term."""

    def words_like(self, first: str, shortest: int, longest: int) -> list[str]:
        """Return words that begin with a letter and have about this length; they need not be visible."""

    def texts_with(self, term: Term, limit: int) -> list[str]:
        """Return some visible texts that hold the term."""


def repaired(query: Query, vocabulary: Vocabulary) -> dict[str, str]:
    """Return what to exchange: the folded word as typed, and the word to take, as it is written in some
    visible text.
    """
    exchanged = {}
    for term in query.terms:
        if (
            term.is_repairable
            and not vocabulary.occurs(term)
            and (word := _likest(term.words[0], vocabulary))
        ):
            exchanged[term.words[0]] = word
    return exchanged


def _likest(typed: str, vocabulary: Vocabulary) -> str:
    # One error in a short word, two in a long one; the first letter is hardly ever wrong, and holding it
    # fixed leaves a twentieth of the words to compare.
    bound = 1 if len(typed) < 7 else 2
    like = vocabulary.words_like(typed[0], len(typed) - bound, len(typed) + bound)
    found = process.extract(typed, like, scorer=OSA.distance, score_cutoff=bound, limit=CANDIDATES)
    for word, _distance, _index in sorted(
        found, key=lambda match: (match[1], abs(len(match[0]) - len(typed)), match[0])
    ):
        if shown := _as_written(word, vocabulary):
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

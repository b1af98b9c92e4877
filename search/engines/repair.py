"""Typing errors: a word that nothing holds is exchanged for one like it that occurs in what the person may
see. Of a word that occurs, but seldom, a likelier one is proposed.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple, Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search import analysis
from search.query import Query, Term

CANDIDATES = 8  # likest words that are tried
TEXTS = 12  # texts in which the word that is shown is looked for
MOST_DOUBTED = 4  # words of a question; in a long one some word always has a commoner neighbour
SELDOM = 3  # passages; a word that more of them hold is no typing error
LIKELIER = 8  # times as many must hold a word that is proposed in place of one that occurs
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Mended(NamedTuple):
    """Words to exchange, folded as typed, each with the word to take as some visible text writes it; and the text that was
    perhaps meant, where nothing need be exchanged.
    """

    exchanged: dict[str, str]
    meant: str


class Vocabulary(Protocol):
    """What repair asks of an engine, always under one person's audience. Each is asked once, for all words together."""

    def occurs(self, terms: Collection[Term]) -> set[Term]:
        """Return those terms that anything visible holds."""

    def words_like(self, typed: Mapping[str, int]) -> dict[str, list[str]]:
        """Return for each word those at most so many letters longer or shorter that begin as it does, and those of
        `other_beginnings`; they need not be visible.
        """

    def frequencies(self, words: Collection[str], beside: Collection[Term]) -> dict[str, tuple[int, int]]:
        """Return how many visible passages hold each word together with any of the terms beside it, and how many hold it
        at all; beyond a thousand it makes no difference.
        """

    def texts_with(self, words: Collection[str], limit: int) -> dict[str, list[str]]:
        """Return some visible texts that hold each word."""


def repaired(query: Query, vocabulary: Vocabulary) -> Mended:
    """Return what to exchange in a question that finds little, or what else it may have meant."""
    words = {word: Term((word,)) for term in query.required for word in term.repairable}
    if not words:
        return Mended({}, "")
    there = vocabulary.occurs({*words.values(), *(term for term in query.required if not term.is_prefix)})
    missing = {word for word, term in words.items() if term not in there}
    if missing:
        return Mended(_exchange(missing, there, vocabulary), "")
    if len(words) > MOST_DOUBTED:
        return Mended({}, "")
    own = vocabulary.frequencies(list(words), [])
    seldom = {word for word, (_together, alone) in own.items() if alone <= SELDOM}
    likelier = _exchange(seldom, there, vocabulary, own) if seldom else {}
    return Mended({}, query.with_words(likelier).text if likelier else "")


def _exchange(
    typed: Collection[str],
    there: Collection[Term],
    vocabulary: Vocabulary,
    own: Mapping[str, tuple[int, int]] | None = None,
) -> dict[str, str]:
    """Find words for those that were typed; with their `own` frequencies only much likelier ones."""
    # One error in a short word, two in a long one. With the first letter held fixed a twentieth of the words is
    # compared; the few words that one error in it may have hidden are simply looked up.
    bounds = {word: 1 if len(word) < 7 or own else 2 for word in typed}
    like = {
        word: {
            found: distance
            for found, distance, _index in process.extract(
                word, near, scorer=OSA.distance, score_cutoff=bounds[word], limit=CANDIDATES
            )
            if found not in analysis.STOP_WORDS and not (own and _same_stem(word, found))
        }
        for word, near in vocabulary.words_like(bounds).items()
    }
    candidates = {candidate for near in like.values() for candidate in near}
    if not candidates:
        return {}
    beside = [term for term in there if not term.quoted and term.words[0] not in like]
    frequencies = vocabulary.frequencies(candidates, beside)
    # Of equally like words the one that stands beside the other words, then the one that occurs most, was meant most
    # probably.
    best = {}
    for word, near in like.items():
        least = LIKELIER * own[word][1] if own else 1
        ranked = sorted(
            (distance, -frequencies[candidate][0], -frequencies[candidate][1], candidate)
            for candidate, distance in near.items()
            if frequencies[candidate][1] >= least
        )
        best[word] = [candidate for *_, candidate in ranked]
    return _as_written(best, vocabulary)


def _same_stem(one: str, other: str) -> bool:
    return not set(analysis.stems(one)).isdisjoint(analysis.stems(other))


def _as_written(best: Mapping[str, list[str]], vocabulary: Vocabulary) -> dict[str, str]:
    """Return for each word the first candidate that a visible text holds as it stands, with its accents from there: words
    of closed texts stay closed.
    """
    texts = vocabulary.texts_with({candidate for ranked in best.values() for candidate in ranked[:2]}, TEXTS)
    exchanged = {}
    for word, ranked in best.items():
        for candidate in ranked[:2]:
            if shown := _in(texts.get(candidate, ()), candidate):
                exchanged[word] = shown
                break
    return exchanged


def _in(texts: Collection[str], word: str) -> str:
    for text in texts:
        if word in analysis.words(text):
            return next(
                (piece.lower() for piece in analysis.pieces(text) if analysis.fold(piece) == word), word
            )
    return ""


def other_beginnings(typed: str) -> list[str]:
    """Return the words that an error in the first letter may have made this one from."""
    rest = typed[1:]
    return [
        rest,
        typed[1] + typed[0] + typed[2:],
        *(a + rest for a in _LETTERS),
        *(a + typed for a in _LETTERS),
    ]

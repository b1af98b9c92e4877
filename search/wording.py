"""Editors' synonyms and best bets, put into a question before any engine sees it."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import F

from search import analysis
from search.models import BestBet, Synonym, Version
from search.models.wording import MOST_WORDS, expressions
from search.query import Query, Term

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """All that editors told, as of one number of `Version.WORDING`."""

    number: int
    synonyms: dict[Words, tuple[tuple[str, Words], ...]]
    bets: dict[str, tuple[tuple[str, str], ...]]  # by naming: language, or none, and parent


_lock = threading.Lock()
_known = Wording(-1, {}, {})


@transaction.atomic
def wording_changed() -> None:
    """Make every process read it anew."""
    if not Version.objects.filter(pk=Version.WORDING).update(number=F("number") + 1):
        Version.objects.get_or_create(pk=Version.WORDING, defaults={"number": 1})


def applied(query: Query, number: int) -> Query:
    """Return the question with the synonyms of its words and the pages that editors put first for it."""
    if not query.terms:
        return query
    wording = _as_of(number)
    if wording.synonyms:
        query = replace(query, terms=tuple(_with_synonyms(query.terms, wording)))
    placed = [
        parent
        for language, parent in wording.bets.get(query.naming, ())
        if language in ("", query.reader_language)
    ]
    return replace(query, placed=tuple(dict.fromkeys(placed))) if placed else query


def _as_of(number: int) -> Wording:
    global _known
    known = _known
    if known.number != number:
        with _lock:
            if _known.number != number:
                _known = _read(number)
            known = _known
    return known


def _read(number: int) -> Wording:
    synonyms: dict[Words, dict[tuple[str, Words], None]] = {}
    for language, text in Synonym.objects.values_list("language", "words"):
        same = expressions(text)
        for words in same:
            others = synonyms.setdefault(words, {})
            others.update({(language, other): None for other in same if other != words})
    bets: dict[str, list[tuple[str, str]]] = {}
    for bet in BestBet.objects.select_related("page").only("language", "questions", "page__translation_key"):
        for naming in bet.namings:
            bets.setdefault(naming, []).append((bet.language, str(bet.page.translation_key)))
    return Wording(
        number,
        {words: tuple(others) for words, others in synonyms.items()},
        {naming: tuple(found) for naming, found in bets.items()},
    )


def _with_synonyms(terms: tuple[Term, ...], wording: Wording) -> Iterable[Term]:
    """Take the longest expression that begins at each word; its words then count as one term that any of its synonyms
    satisfies as well.
    """
    place = 0
    while place < len(terms):
        term, taken = terms[place], 1
        if not term.is_strict:
            for length in range(min(MOST_WORDS, len(terms) - place), 0, -1):
                run = terms[place : place + length]
                words = tuple(word for one in run for word in one.words)
                others = None if any(one.is_strict for one in run) else wording.synonyms.get(words)
                if others:
                    telling = tuple(word for word in words if word not in analysis.STOP_WORDS) or words
                    term = (
                        replace(term, synonyms=others)
                        if length == 1
                        else Term(telling, is_loose=len(telling) > 1, synonyms=others)
                    )
                    taken = length
                    break
        yield term
        place += taken

"""What somebody asks for, as a structure of our own. No engine's syntax goes in, so none can be abused."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from search import analysis

PAGE_SIZE = 10

#: Filters by the name they have in an address.
FILTERS = {
    "kind": "kinds", "form": "forms", "line": "lines", "theme": "themes", "level": "levels", "lang": "languages",
}  # fmt: skip

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or the words of a phrase, folded.

    Several words that were not quoted are either one word with hyphens, which may also be written as one word, or
    (`is_loose`) words for which there is a synonym; then they need not stand side by side. A prefix stands for every word
    that begins so. `synonyms` satisfy the term as well, each in texts of its own language.
    """

    words: Words
    quoted: bool = False
    is_prefix: bool = False
    is_loose: bool = False
    synonyms: tuple[tuple[str, Words], ...] = ()

    @property
    def spellings(self) -> tuple[Words, ...]:
        """The sequences of words that satisfy it, in any language."""
        if len(self.words) > 1 and not self.quoted and not self.is_loose:
            return self.words, ("".join(self.words),)
        return (self.words,)

    @property
    def parts(self) -> tuple["Term", ...]:
        """What counts where some of the words suffice: the words of a hyphenated one too, each for itself."""
        if len(self.words) > 1 and not self.quoted:
            return self, *(Term((word,)) for word in self.words if word not in analysis.STOP_WORDS)
        return (self,)

    @property
    def is_strict(self) -> bool:
        """Whether it stays required where some of the words suffice: what is typed with signs is meant so."""
        return self.quoted or self.is_prefix

    @property
    def repairable(self) -> Words:
        """Its words that may hold a typing error: quoted ones are meant as they stand."""
        if self.is_strict:
            return ()
        return tuple(
            word
            for word in self.words
            if len(word) >= SHORTEST_REPAIRED
            and word.isalpha()
            and (len(self.words) == 1 or word not in analysis.STOP_WORDS)
        )


SHORTEST_REPAIRED = 3  # letters; of fewer nobody could say what was meant


@dataclass(frozen=True)
class Query:
    """A question with its filters and page. Values within a filter widen it, filters narrow each other.

    Without words it asks for everything that passes the filters, the newest first. `within` is one of `Passage.within`.
    `placed` are parents that editors put first; `near` are keys of passages that mean what was asked, in whatever words.
    Both are found as if they held the words. Of what is found, `leading` are the parents that come first where that is decided
    already, and `passed` those that are counted but listed elsewhere. `skip` is how many hits are passed over, where it is not
    `page` that says so.
    """

    text: str = ""
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    kinds: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    since: datetime.date | None = None
    to: datetime.date | None = None
    within: str = ""
    page: int = 1
    size: int = PAGE_SIZE
    reader_language: str = "en"
    placed: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    skip: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for, and nothing to look around in."""
        return not (self.terms or self.is_narrowed)

    @cached_property
    def chosen(self) -> dict[str, frozenset[str]]:
        """The chosen values of each facet."""
        return {
            "kind": self.kinds, "form": self.forms, "line": self.lines, "theme": self.themes, "level": self.levels,
            "language": self.languages,
        }  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.within or self.since or self.to or any(self.chosen.values()))

    @property
    def first(self) -> int:
        """How many hits come before the page."""
        return (self.page - 1) * self.size if self.skip is None else self.skip

    @cached_property
    def required(self) -> tuple[Term, ...]:
        """The terms that count: words that say little count only where there are no others."""
        telling = tuple(
            term
            for term in self.terms
            if term.is_strict or len(term.words) > 1 or term.words[0] not in analysis.STOP_WORDS
        )
        return telling or self.terms

    @cached_property
    def naming(self) -> str:
        """What a title must be for the question to be that very title; see `analysis.naming`."""
        return analysis.naming(self.text) if self.terms and not self.excluded else ""

    def with_words(self, repaired: Mapping[str, str]) -> "Query":
        """Return the same question with words exchanged, in the terms and in the text."""
        terms = tuple(
            term
            if term.is_strict or repaired.keys().isdisjoint(term.words)
            else replace(
                term, words=tuple(analysis.fold(repaired.get(word, word)) for word in term.words), synonyms=()
            )
            for term in self.terms
        )
        return replace(self, terms=terms, text=exchanged(self.text, repaired))


def exchanged(text: str, repaired: Mapping[str, str]) -> str:
    """Return the text with words exchanged where they stand outside quotation marks."""

    def exchange(match: re.Match[str]) -> str:
        found = analysis.words(match.group())
        return repaired.get(found[0], match.group()) if len(found) == 1 else match.group()

    pieces = re.split(r'("[^"]*")', text)
    return "".join(
        piece if piece.startswith('"') else re.sub(r"[^\W_]+(?:['’][^\W_]+)*", exchange, piece)
        for piece in pieces
    )


def choices(query: Query, name: str) -> Sequence[str]:
    """Return what is chosen of the filter with this name in addresses, sorted."""
    return sorted(getattr(query, FILTERS[name]))

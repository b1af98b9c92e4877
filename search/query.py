"""What somebody asks for, as a structure of our own. No engine's syntax goes in, so none can be abused."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from search import analysis
from search.passage import KINDS

LONGEST = 256  # characters that are read; a question has fewer
MOST_TERMS = 24  # words and phrases that are looked for
PAGE_SIZE = 10
LARGEST_PAGE_SIZE = 50
LAST_PAGE = 200  # deeper than anyone reads; each page deeper costs more
MOST_CHOICES = 40  # values taken of one filter

_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_SLUG = re.compile(r"[-\w]{1,60}")

#: Filters by the name they have in an address.
FILTERS = {"kind": "kinds", "line": "lines", "theme": "themes", "lang": "languages"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or the words of a phrase, folded. A word with a hyphen is a phrase that may also be written as
    one word.
    """

    words: tuple[str, ...]
    quoted: bool = False

    @property
    def spellings(self) -> tuple[tuple[str, ...], ...]:
        """The sequences of words that satisfy it."""
        if len(self.words) > 1 and not self.quoted:
            return self.words, ("".join(self.words),)
        return (self.words,)

    @property
    def parts(self) -> tuple["Term", ...]:
        """What counts where some of the words suffice: the words of a hyphenated one too, each for itself."""
        if len(self.words) > 1 and not self.quoted:
            return self, *(Term((word,)) for word in self.words if word not in analysis.STOP_WORDS)
        return (self,)

    @property
    def is_repairable(self) -> bool:
        """Whether it may hold a typing error: quoted words are meant as they stand."""
        return (
            len(self.words) == 1 and not self.quoted and len(self.words[0]) >= 4 and self.words[0].isalpha()
        )


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its filters and page. Values within a filter widen it, filters narrow each other."""

    text: str = ""
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    kinds: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    page: int = 1
    size: int = PAGE_SIZE
    reader_language: str = "en"

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.terms

    @property
    def required(self) -> tuple[Term, ...]:
        """The terms that count: words that say little count only where there are no others."""
        telling = tuple(
            term
            for term in self.terms
            if term.quoted or len(term.words) > 1 or term.words[0] not in analysis.STOP_WORDS
        )
        return telling or self.terms

    def with_words(self, repaired: dict[str, str]) -> "Query":
        """Return the same question with words exchanged, in the terms and in the text."""
        terms = tuple(
            Term((analysis.fold(repaired[term.words[0]]),))
            if term.is_repairable and term.words[0] in repaired
            else term
            for term in self.terms
        )
        return replace(self, terms=terms, text=_exchanged(self.text, repaired))


def _exchanged(text: str, repaired: dict[str, str]) -> str:
    def exchange(match: re.Match[str]) -> str:
        found = analysis.words(match.group())
        return repaired.get(found[0], match.group()) if len(found) == 1 else match.group()

    pieces = re.split(r'("[^"]*")', text)
    return "".join(
        piece if piece.startswith('"') else re.sub(r"[^\W_]+(?:['’][^\W_]+)*", exchange, piece)
        for piece in pieces
    )


def parse(
    text: str,
    *,
    kinds: Iterable[str] = (),
    lines: Iterable[str] = (),
    themes: Iterable[str] = (),
    languages: Iterable[str] = (),
    page: str | int = 1,
    size: str | int = PAGE_SIZE,
    reader_language: str = "en",
) -> Query:
    """Read what was typed, whatever it is: nothing raises, nothing grows with its length."""
    text = cleaned(text)
    terms: dict[Term, None] = {}
    excluded: dict[Term, None] = {}
    for piece in _PIECE.finditer(text):
        phrase = piece["phrase"]
        found = analysis.words(phrase if phrase is not None else piece["word"])
        if not found:
            continue
        term = Term(tuple(found), quoted=phrase is not None)
        (excluded if piece["minus"] else terms)[term] = None
    return Query(
        text=text,
        terms=tuple(terms)[:MOST_TERMS],
        excluded=tuple(excluded)[:MOST_TERMS],
        kinds=frozenset(kinds) & frozenset(KINDS),
        lines=_slugs(lines),
        themes=_slugs(themes),
        languages=frozenset(languages) & frozenset(analysis.LANGUAGES),
        page=_number(page, LAST_PAGE, 1),
        size=_number(size, LARGEST_PAGE_SIZE, PAGE_SIZE),
        reader_language=reader_language,
    )


def cleaned(text: str) -> str:
    """Return what is read of a text: its first characters, without control characters, with plain quotation
    marks.
    """
    text = unicodedata.normalize("NFC", text[:LONGEST]).translate(_QUOTES)[:LONGEST]
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _slugs(values: Iterable[str]) -> frozenset[str]:
    return frozenset([value for value in list(values)[:MOST_CHOICES] if _SLUG.fullmatch(value)])


def _number(value: str | int, most: int, otherwise: int) -> int:
    written = str(value)
    if not (written.isascii() and written.isdigit() and len(written) < 9):
        return otherwise
    return min(max(int(written), 1), most)


def choices(query: Query, name: str) -> Sequence[str]:
    """Return what is chosen of the filter with this name in addresses, sorted."""
    return sorted(getattr(query, FILTERS[name]))

"""Reading what was typed and what an address holds. Nothing raises, nothing grows with its length."""

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterable

from search import analysis
from search.passage import KINDS
from search.query import PAGE_SIZE, Query, Term

LONGEST = 512  # characters that are read; a question has fewer
MOST_TERMS = 40  # words and phrases that are looked for
LARGEST_PAGE_SIZE = 50
LAST_PAGE = 200  # deeper than anyone reads; each page deeper costs more
MOST_CHOICES = 40  # values taken of one filter
SHORTEST_PREFIX = 2  # letters; every text holds a word with this one or that

_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_SLUG = re.compile(r"[-\w]{1,60}")
_WITHIN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z]{1,20}:[0-9]{1,18}", re.ASCII)
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", re.ASCII)


def parse(
    text: str,
    *,
    kinds: Iterable[str] = (),
    forms: Iterable[str] = (),
    lines: Iterable[str] = (),
    themes: Iterable[str] = (),
    levels: Iterable[str] = (),
    languages: Iterable[str] = (),
    since: str = "",
    to: str = "",
    within: str = "",
    page: str | int = 1,
    size: str | int = PAGE_SIZE,
    reader_language: str = "en",
) -> Query:
    """Read what was typed, whatever it is: quoted phrases, -words to leave out, beginnings of words with a star."""
    text = cleaned(text)
    terms: dict[Term, None] = {}
    excluded: dict[Term, None] = {}
    for piece in _PIECE.finditer(text):
        if term := _term(piece["phrase"], piece["word"]):
            (excluded if piece["minus"] else terms)[term] = None
    return Query(
        text=text,
        terms=tuple(terms)[:MOST_TERMS],
        excluded=tuple(excluded)[:MOST_TERMS],
        kinds=frozenset(kinds) & frozenset(KINDS),
        forms=_slugs(forms),
        lines=_slugs(lines),
        themes=_slugs(themes),
        levels=_slugs(levels),
        languages=frozenset(languages) & frozenset(analysis.LANGUAGES),
        since=day(since),
        to=day(to, last=True),
        within=within if _WITHIN.fullmatch(within) else "",
        page=_number(page, LAST_PAGE, 1),
        size=_number(size, LARGEST_PAGE_SIZE, PAGE_SIZE),
        reader_language=reader_language,
    )


def _term(phrase: str | None, word: str) -> Term | None:
    if phrase is not None:
        found = analysis.words(phrase)
        return Term(tuple(found), quoted=True) if found else None
    found = analysis.words(word)
    if not found:
        return None
    is_prefix = word.endswith("*") and len(found) == 1 and len(found[0]) >= SHORTEST_PREFIX
    return Term(tuple(found), is_prefix=is_prefix)


def cleaned(text: str) -> str:
    """Return what is read of a text: its first characters, without control characters, with plain quotation
    marks.
    """
    text = unicodedata.normalize("NFC", text[:LONGEST]).translate(_QUOTES)[:LONGEST]
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def day(written: str, *, last: bool = False) -> datetime.date | None:
    """Read a day; of a month or a year alone its first day, or its last."""
    match = _DAY.fullmatch(written.strip()) if len(written) < 20 else None
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or (12 if last else 1))
    try:
        in_month = calendar.monthrange(year, month)[1]
        return datetime.date(year, month, int(match[3] or (in_month if last else 1)))
    except (ValueError, calendar.IllegalMonthError):
        return None


def _slugs(values: Iterable[str]) -> frozenset[str]:
    return frozenset([value for value in list(values)[:MOST_CHOICES] if _SLUG.fullmatch(value)])


def _number(value: str | int, most: int, otherwise: int) -> int:
    written = str(value)
    if not (written.isascii() and written.isdigit() and len(written) < 9):
        return otherwise
    return min(max(int(written), 1), most)

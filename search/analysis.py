"""From text to the words and stems that are compared. The same for both engines, for the index and for what
people type.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

#: Rises when the same text would give other stems: an index made under another number must be made anew.
VERSION = 4

LANGUAGES = {"en": "english", "fr": "french"}
LONGEST_WORD = 64  # letters; beyond it lie encoded files, not words
LONGEST_NAMING = 250  # characters of a title that are compared with a whole question

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
#: Everything in ASCII that is no letter or digit parts words, but for the apostrophe and what `split` takes for a space.
_PARTS = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "'"}
_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ELISIONS = "l d j m t s n c qu jusqu lorsqu puisqu quoiqu"
_ELIDED = frozenset(_ELISIONS.split())
_SAME_SIGN = {"’": "'", "ʼ": "'", "‘": "'", "‐": "-", "‑": "-"}

#: Words that say little and are asked for only when nothing else is, those that make a sentence a question
#: among them. Those that mean something else too, in either language (the English car, comment, main, son, the
#: French été, vers), are left out.
_SMALL_WORDS = """
a an and are as at be been but by can could did do does for from had has have how i if in into is it its no
not of on our should so such than that the their them then there these they this those to was we were what
when where which who whose why will with would you your
afin au aussi aux avec ca ce cela celle celles celui ces cette ceux chez combien dans de des dont du elle elles
en entre est et etaient etait eux fut il ils je la laquelle le lequel les lesquelles lesquels leur leurs lors
lui ma mais mes moi nos notre nous on ont ou par pas plus pour quand que quel quelle quelles quels qui quoi sa
sans ses sont sous sur ta te toute toutes tu un une vos votre vous y
"""
STOP_WORDS = frozenset(_SMALL_WORDS.split())


class _Letters(dict[int, str]):
    """Letters without accents and case, worked out once each."""

    def __init__(self, *, keep_length: bool) -> None:
        super().__init__()
        self.keep_length = keep_length

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = (
            _SAME_SIGN.get(letter)
            or {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"}.get(letter)
            or "".join(
                part
                for part in unicodedata.normalize("NFKD", letter.casefold())
                if not unicodedata.combining(part)
            )
        )
        if self.keep_length and len(folded) != 1:
            folded = letter.lower() if len(letter.lower()) == 1 else letter
        if not self.keep_length and not any(sign.isalnum() or sign in "'-" for sign in folded):
            folded = folded and " "  # it parts words, whichever sign it is
        self[code] = folded
        return folded


_folding = _Letters(keep_length=False)
_levelling = _Letters(keep_length=True)
_stemmers = threading.local()  # a Snowball stemmer holds the word it works on, so threads must not share one


def fold(text: str) -> str:
    """Return the text in small letters without accents; apostrophes and hyphens of all kinds become plain
    ones.
    """
    if not text.isascii():
        # Most letters are plain ones, which need not be looked up.
        text = _NOT_ASCII.sub(_without_accents, unicodedata.normalize("NFC", text))
    return text.lower()


def _without_accents(found: re.Match[str]) -> str:
    return found.group().translate(_folding)


def level(text: str) -> str:
    """Fold letter by letter, so that a place in the result is the same place in the text (which is NFC)."""
    return text.lower() if text.isascii() else text.translate(_levelling)


def _bare(word: str) -> str:
    """Take off what is elided before a word (l'opéra) and the English 's; other apostrophes vanish
    (aujourd'hui).
    """
    first, _, rest = word.partition("'")
    if first in _ELIDED:
        return _bare(rest) if "'" in rest else rest
    return word.removesuffix("'s").replace("'", "")


def words(text: str) -> list[str]:
    """Return the folded words of a text, in order."""
    return _words(fold(text))


def words_and_compounds(text: str) -> list[str]:
    """Return what of a text is indexed: its words, and each that is written with a hyphen as one word too."""
    folded = fold(text)
    return [*_words(folded), *_compounds(folded)]


def _words(folded: str) -> list[str]:
    if not folded.isascii():
        return [_whole(word) for word in _WORD.findall(folded)]
    # The same by what the interpreter does fastest: whole books go through here.
    found = folded.translate(_PARTS).split()
    if "'" in folded:
        return [
            word
            for piece in found
            for word in (map(_whole, _WORD.findall(piece)) if "'" in piece else (piece[:LONGEST_WORD],))
        ]
    return [word[:LONGEST_WORD] for word in found]


def _whole(word: str) -> str:
    return (_bare(word) if "'" in word else word)[:LONGEST_WORD]


def pieces(text: str) -> Iterator[str]:
    """Yield the words of a text as they are written, without what is elided before them."""
    for word in _PIECE.findall(text):
        first, _, rest = word.replace("’", "'").partition("'")
        yield rest if rest and first.lower() in _ELIDED else word


def naming(text: str) -> str:
    """Return the telling words of a text side by side: two titles with the same are the same title."""
    found = words(text)
    return " ".join([word for word in found if word not in STOP_WORDS] or found)[:LONGEST_NAMING]


def _compounds(folded: str) -> Iterator[str]:
    """Yield words written with a hyphen as one word too: co-production is found by coproduction."""
    if "-" in folded:
        for piece in folded.split():
            if "-" in piece:
                for compound in _COMPOUND.findall(piece):
                    yield compound.replace("-", "")[:LONGEST_WORD]


@lru_cache(maxsize=200_000)
def stem(word: str, language: str) -> str:
    """Return the stem of a folded word. Folding comes first, so that an accent left out never changes the
    stem.
    """
    algorithm = LANGUAGES.get(language, "english")
    stemmer = getattr(_stemmers, algorithm, None)
    if stemmer is None:
        stemmer = snowballstemmer.stemmer(algorithm)
        setattr(_stemmers, algorithm, stemmer)
    return str(stemmer.stemWord(word)) or word


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """Return the stems of a word in every language, each once: nobody says in which language they ask."""
    return tuple(dict.fromkeys(stem(word, language) for language in LANGUAGES))

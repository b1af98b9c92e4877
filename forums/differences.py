"""What an edit changed, in words: what stayed, what went, what came."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

MOST_WORDS = 3_000  # beyond it lines are compared: comparing words takes time by the square

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


class Piece(NamedTuple):
    """Some words and what became of them: same, gone or new."""

    fate: str
    words: str


def differences(before: str, after: str) -> list[Piece]:
    """Return the pieces that make up both texts, in order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    pieces: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(new[c:d])))
    return pieces

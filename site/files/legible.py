"""Texts without the signs that no page, feed or sheet can hold. No Django: the readers of files use it as well."""

import re

#: What XML 1.0 has no way to say: control signs but for tab and line ends, two that are no letters, and halves of pairs.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def legible(text: str, instead: str = " ") -> str:
    """Return the text with a space, or something else, for each sign that cannot be said."""
    return UNSAYABLE.sub(instead, text)

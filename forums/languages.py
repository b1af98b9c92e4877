"""In which language something is written: told by the writer, else recognised, else that of the page they read.

The network writes in more languages than its site speaks. A post carries its own, so that browsers read it aloud rightly.
"""

import re
import threading
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language

#: Languages that a post may be in, beside the site's. The fewer there are, the surer each is recognised.
OTHERS = "ar bg ca cs da de el es et eu fa fi ga gl he hr hu id is it ja ka ko lt lv mk nl pl pt ro ru sk sl sq sr sv tr uk zh"
LONG_ENOUGH = 20  # letters; below that, recognising is guessing
SURE_ENOUGH = 0.8

_NOT_THE_WRITERS_OWN = re.compile(r"^\s*>.*$|```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+|@\w+", re.M | re.S)
_LETTER = re.compile(r"[^\W\d_]")
_making = threading.Lock()


def codes() -> list[str]:
    """Return every language that a post may be in, the site's first."""
    own = [code for code, _name in settings.LANGUAGES]
    return [*own, *(code for code in OTHERS.split() if code not in own)]


def name_of(code: str) -> str:
    """Return a language's name in its own words."""
    known: Any = LANG_INFO.get(code) or LANG_INFO.get({"zh": "zh-hans"}.get(code, ""), {})
    name = str(known.get("name_local", code))
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=1)
def choices() -> tuple[tuple[str, str], ...]:
    """Return all languages with their names: the site's first, the others by name."""
    own = [(code, name_of(code)) for code, _name in settings.LANGUAGES]
    others = sorted(((code, name_of(code)) for code in codes()[len(own) :]), key=lambda choice: choice[1])
    return (*own, *others)


def known(code: str | None) -> str:
    """Return the language if a post may be in it, else none."""
    return code if code in codes() else ""


def language_of(text: str, *, told: str | None = None) -> str:
    """Return what the writer told, else what the text looks like, else the language that is being read."""
    if chosen := known(told):
        return chosen
    return recognise(text) or known(get_language()) or settings.LANGUAGE_CODE


def recognise(text: str) -> str:
    """Return the language of a text, or none where it is short or could be several. Quotations and code do not count."""
    own = " ".join(_NOT_THE_WRITERS_OWN.sub(" ", text).split())
    if sum(1 for _letter in _LETTER.finditer(own[:400])) < LONG_ENOUGH:
        return ""
    code, sureness = _identifier().classify(own[:2000])
    return code if sureness >= SURE_ENOUGH else ""


def _identifier() -> Any:
    with _making:  # it takes a second; two that write first make one
        return _made()


@lru_cache(maxsize=1)
def _made() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - numpy only where somebody writes

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(codes())
    return identifier

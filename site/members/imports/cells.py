"""From the words in a cell to a value, or a sentence on what is wrong with them."""

import datetime
import unicodedata
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from members.countries import COUNTRIES
from members.models import Affiliation, Organisation, Person

DAY_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


class BadCell(Exception):
    """A cell cannot be used; the message says which and why."""


def fold(words: str) -> str:
    """Return words without case and accents, to compare."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).replace("’", "'").split())


@cache
def _codes(what: str) -> dict[str, str]:
    """Map each code and each name, in every language of the site, to the code."""
    choices = {"country": COUNTRIES, "kind": Organisation.Kind.choices, "language": settings.LANGUAGES}[what]
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold(str(name)): code for code, name in choices}
    if what == "language":
        found |= {"francais": "fr", "anglais": "en"}
    if what == "country":
        found |= {"uk": "GB", "usa": "US", "czech republic": "CZ"}
    return found | {code.casefold(): code for code, _name in choices}


def code(what: str, words: str) -> str:
    """Return the code of a country, kind or language; empty for an empty cell."""
    if not words:
        return ""
    found = _codes(what).get(fold(words))
    if found is None:
        sentence = {
            "country": _("The country “%(words)s” is not known."),
            "kind": _("The kind “%(words)s” is not known."),
            "language": _("The language “%(words)s” is not known."),
        }[what]
        raise BadCell(sentence % {"words": words[:80]})
    return found


def day(column: str, words: str) -> datetime.date | None:
    """Return the day: 2024-03-31, or as people write it, 31/03/2024."""
    if not words:
        return None
    for form in DAY_FORMATS:
        try:
            return datetime.datetime.strptime(words, form).date()
        except ValueError:
            continue
    raise BadCell(
        _("“%(words)s” in %(column)s is not a day; write it as 2024-03-31.")
        % {"words": words[:80], "column": column}
    )


def email(words: str) -> str:
    """Return the address folded as accounts keep it."""
    if not words:
        return ""
    try:
        validate_email(words)
    except ValidationError as error:
        raise BadCell(_("“%(words)s” is not an e-mail address.") % {"words": words[:80]}) from error
    return within("email", words.lower())


def website(words: str) -> str:
    """Return the address of a website, with its scheme."""
    if not words:
        return ""
    address = words if "://" in words else f"https://{words}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise BadCell(_("“%(words)s” is not the address of a website.") % {"words": words[:80]}) from error
    return within("website", address)


def within(column: str, words: str) -> str:
    """Return the words if they fit into the column's field."""
    model, name = {
        "organisation": (Organisation, "name"),
        "city": (Organisation, "city"),
        "website": (Organisation, "website"),
        "person": (Person, "name"),
        "email": (Person, "email"),
        "job": (Affiliation, "job"),
    }[column]
    longest = getattr(model._meta.get_field(name), "max_length", None)
    if longest is not None and len(words) > longest:
        raise BadCell(
            _("The cell in %(column)s is too long: %(length)s characters, at most %(longest)s.")
            % {"column": column, "length": len(words), "longest": longest}
        )
    return words

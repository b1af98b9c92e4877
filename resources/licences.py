"""Licences by their SPDX names: what each lets people do, in plain words, and where it is written down."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Licence(NamedTuple):
    """One licence. `must` names the conditions, `address` the text that holds in law."""

    spdx: str
    words: Any
    may: tuple[Any, ...] = ()
    must: tuple[Any, ...] = ()
    address: str = ""

    @property
    def is_open(self) -> bool:
        """Whether others may pass it on without asking."""
        return bool(self.address)

    @property
    def name(self) -> str:
        """What people call it: CC BY 4.0."""
        if self.spdx.startswith("CC-"):
            kind, _dash, number = self.spdx[3:].rpartition("-")
            return f"CC {kind} {number}"
        return self.spdx.replace("CC0-1.0", "CC0 1.0") if self.is_open else ""


_SHARE, _ADAPT, _SELL = _("Share it"), _("Change it and build on it"), _("Use it in paid work")
_NAME, _SAME = _("Name the authors and say what you changed"), _("Pass it on under the same terms")
_NO_MONEY, _AS_IT_IS = _("Do not sell it"), _("Leave it as it is")
_CC = "https://creativecommons.org/licenses"

RESERVED = "reserved"

LICENCES: dict[str, Licence] = {
    one.spdx: one
    for one in (
        Licence(
            "CC-BY-4.0",
            _("Share and adapt, name the authors"),
            (_SHARE, _ADAPT, _SELL),
            (_NAME,),
            f"{_CC}/by/4.0/",
        ),
        Licence(
            "CC-BY-SA-4.0",
            _("Share and adapt under the same terms, name the authors"),
            (_SHARE, _ADAPT, _SELL),
            (_NAME, _SAME),
            f"{_CC}/by-sa/4.0/",
        ),
        Licence(
            "CC-BY-NC-4.0",
            _("Share and adapt, but do not sell, name the authors"),
            (_SHARE, _ADAPT),
            (_NAME, _NO_MONEY),
            f"{_CC}/by-nc/4.0/",
        ),
        Licence(
            "CC-BY-NC-SA-4.0",
            _("Share and adapt under the same terms, but do not sell, name the authors"),
            (_SHARE, _ADAPT),
            (_NAME, _NO_MONEY, _SAME),
            f"{_CC}/by-nc-sa/4.0/",
        ),
        Licence(
            "CC-BY-ND-4.0",
            _("Share unchanged, name the authors"),
            (_SHARE, _SELL),
            (_NAME, _AS_IT_IS),
            f"{_CC}/by-nd/4.0/",
        ),
        Licence(
            "CC-BY-NC-ND-4.0",
            _("Share unchanged, but do not sell, name the authors"),
            (_SHARE,),
            (_NAME, _AS_IT_IS, _NO_MONEY),
            f"{_CC}/by-nc-nd/4.0/",
        ),
        Licence(
            "CC0-1.0",
            _("Use freely"),
            (_SHARE, _ADAPT, _SELL),
            (),
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        Licence(
            "etalab-2.0",
            _("Share and adapt, name the source and its date"),
            (_SHARE, _ADAPT, _SELL),
            (_NAME,),
            "https://spdx.org/licenses/etalab-2.0.html",
        ),
        Licence(
            "ODbL-1.0",
            _("Use and combine the data, share what you make of it under the same terms"),
            (_SHARE, _ADAPT, _SELL),
            (_NAME, _SAME),
            "https://spdx.org/licenses/ODbL-1.0.html",
        ),
        Licence(
            "MIT",
            _("Use, change and pass on, keep the notice"),
            (_SHARE, _ADAPT, _SELL),
            (_NAME,),
            "https://spdx.org/licenses/MIT.html",
        ),
        Licence(RESERVED, _("All rights reserved: read and use it, ask before you share")),
    )
}

CHOICES = [(licence.spdx, licence.words) for licence in LICENCES.values()]


def licence_of(spdx: str) -> Licence:
    """Return the licence of this name; what is not known is reserved."""
    return LICENCES.get(spdx, LICENCES[RESERVED])


def recognised(text: str) -> str:
    """Return the SPDX name that a catalogue's words mean ("CC BY 4.0", an address, "cc-by-sa"), or "" for none."""
    words = text.strip().lower()
    for licence in LICENCES.values():
        known = {
            licence.spdx.lower(),
            licence.name.lower(),
            licence.address.lower(),
            licence.address.lower().rstrip("/"),
        }
        if words and words in known - {""}:
            return licence.spdx
    plain = words.removeprefix("creative commons").replace("_", "-").replace(" ", "-").strip("-")
    for licence in sorted(LICENCES.values(), key=lambda one: -len(one.spdx)):
        short = licence.spdx.lower().removesuffix("-4.0").removesuffix("-1.0")
        if plain in {short, short.removeprefix("cc-")} or plain.startswith(f"{short}-"):
            return licence.spdx
    return RESERVED if "rights reserved" in words else ""

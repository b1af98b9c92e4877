"""A number, with a tolerance."""

import random
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kind import Kind, Post, QuestionBlock, Raw, Words, one_text, text_of

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)?|[.,]\d+)")
_SPACES = re.compile(r"[\s\u00a0\u202f'’_]+")


class NumberBlock(QuestionBlock):
    """A number."""

    number = blocks.DecimalBlock(label=_("What is right"))
    tolerance = blocks.DecimalBlock(
        label=_("How far off is still right"), default=0, min_value=0, required=False
    )
    unit = blocks.CharBlock(label=_("Unit"), required=False, default="", max_length=20)

    class Meta:
        icon = "order"
        label = _("A number")


def number_in(text: Any, units: Sequence[str] = ()) -> Decimal | None:
    """Read a number as people write it: 1 200,5 and 1200.5 are the same, and one comma or point is a decimal one.

    With several of them the last is decimal where it is another than those before: 1.200,5 and 1,200.5. The unit may be
    written after it.
    """
    if isinstance(text, bool) or not isinstance(text, str | int | float | Decimal):
        return None
    plain = _SPACES.sub("", str(text).replace("−", "-"))[:60]
    for unit in units:
        short = _SPACES.sub("", unit).casefold()
        if short and plain.casefold().endswith(short):
            plain = plain[: -len(short)]
            break
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        decimal = max(".", ",", key=plain.rfind)
        other = "," if decimal == "." else "."
        plain = plain.replace(other, "")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None


class Number(Kind):
    """A number. All or nothing: right when it is no further off than the tolerance, which itself is still right."""

    name = "number"

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Keep number and tolerance as texts, so that no digit is lost."""
        source = next(iter(values.values()))
        units = [text_of(value, "unit") for value in values.values()]
        key = {
            "number": str(source.get("number") or 0),
            "tolerance": str(source.get("tolerance") or 0),
            "units": list(dict.fromkeys(unit for unit in units if unit)),
        }
        return key, {language: {"unit": text_of(value, "unit")} for language, value in values.items()}

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return what was typed, also where it is no number: the learner sees it again."""
        return one_text(post, name).strip()[:60] or None

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Give 1 within the tolerance."""
        given, right = number_in(answer, key["units"]), number_in(key["number"])
        if given is None or right is None:
            return 0.0
        return float(abs(given - right) <= (number_in(key["tolerance"]) or Decimal(0)))

    def said(self, words: Mapping[str, Any], answer: Any) -> str:
        """Say it with its unit."""
        unit = words.get("unit", "")
        said = str(answer) if answer is not None else ""
        return f"{said} {unit}" if number_in(said) is not None and unit else said

    def solution(self, key: Mapping[str, Any], words: Mapping[str, Any]) -> str:
        """Say number, tolerance and unit."""
        off = number_in(key["tolerance"])
        around = f" ± {key['tolerance']}" if off else ""
        return f"{key['number']}{around} {words.get('unit', '')}".strip()

"""A short text, a text with gaps, and an open answer that a person reads."""

import random
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kind import (
    Kind,
    Post,
    QuestionBlock,
    Raw,
    Words,
    entries_of,
    one_text,
    plainly,
    text_of,
)

GAP = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class ShortBlock(QuestionBlock):
    """A word or a few."""

    accepted = blocks.ListBlock(
        blocks.CharBlock(max_length=200),
        label=_("What is right"),
        min_num=1,
        max_num=50,
        help_text=_(
            "Capitals, spaces and the stop at the end do not count. An answer in any language of the quiz is taken."
        ),
    )
    accents = blocks.BooleanBlock(label=_("Accents count"), required=False)

    class Meta:
        icon = "edit"
        label = _("A short text")


class GapsBlock(QuestionBlock):
    """A text in which words are missing."""

    text = blocks.TextBlock(
        label=_("Text"),
        max_length=5000,
        help_text=_(
            "Put each missing word into double brackets, other right words after a bar: [[get-in|load-in]]."
        ),
    )

    class Meta:
        icon = "minus"
        label = _("Fill the gaps")

    def clean(self, value: Any) -> Any:
        """Ask for a gap."""
        cleaned = super().clean(value)
        if not GAP.search(cleaned.get("text") or ""):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "text": ValidationError(_("Put at least one word into double brackets: [[word]]."))
                }
            )
        return cleaned


class OpenBlock(QuestionBlock):
    """A longer answer, which a trainer reads."""

    class Meta:
        icon = "pilcrow"
        label = _("An open answer, read by a trainer")
        form_layout = ["question", "points", "topic"]


class Short(Kind):
    """A short text. All or nothing; it is right when it is one of the accepted texts, compared plainly."""

    name = "short"

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Keep what is accepted in all languages together."""
        source = next(iter(values.values()))
        texts = [str(text) for value in values.values() for _id, text in entries_of(value, "accepted")]
        key = {"accepted": list(dict.fromkeys(texts)), "accents": bool(source.get("accents"))}
        return key, {language: {} for language in values}

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the text."""
        return one_text(post, name).strip()[:500] or None

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Give 1 for an accepted text."""
        given = plainly(answer, accents=key["accents"])
        return float(
            bool(given) and given in {plainly(text, accents=key["accents"]) for text in key["accepted"]}
        )

    def solution(self, key: Mapping[str, Any], words: Mapping[str, Any]) -> str:
        """Give the first of the accepted texts."""
        return key["accepted"][0] if key["accepted"] else ""


class Gaps(Kind):
    """Missing words. Each gap counts for its share; compared plainly, without accents counting."""

    name = "gaps"

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Keep by place what each gap accepts. A translation with another number of gaps is not used: the source speaks."""
        texts = {language: text_of(value, "text") for language, value in values.items()}
        source = next(iter(texts.values()))
        count = len(GAP.findall(source))
        used = {lang: text if len(GAP.findall(text)) == count else source for lang, text in texts.items()}
        accepted: list[list[str]] = [[] for _gap in range(count)]
        for text in used.values():
            for place, found in enumerate(GAP.findall(text)):
                accepted[place] += [one.strip() for one in found.split("|") if one.strip()]
        key = {"accepted": [list(dict.fromkeys(found)) for found in accepted]}
        return key, {language: {"parts": self._parts(text)} for language, text in used.items()}

    def key_again(self, key: Mapping[str, Any], values: Mapping[str, Raw]) -> dict | None:
        """Take what is accepted from the pages, where there are as many gaps as there were."""
        again = super().key_again(key, values)
        return again if again and len(again["accepted"]) == len(key["accepted"]) else None

    @staticmethod
    def _parts(text: str) -> list[dict[str, Any]]:
        """Return the text around the gaps, in order: each part says whether a gap follows it, and which."""
        pieces = GAP.split(text)[::2]
        last = len(pieces) - 1
        return [{"text": piece, "gap": n if n < last else None} for n, piece in enumerate(pieces)]

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the text of each gap by its place."""
        places = [part["gap"] for part in words["parts"] if part["gap"] is not None]
        found = {str(place): one_text(post, f"{name}-{place}").strip()[:200] for place in places}
        return {place: text for place, text in found.items() if text} or None

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Give the share of the gaps that are filled right."""
        given = answer if isinstance(answer, dict) else {}
        accepted = key["accepted"]
        if not accepted:
            return 0.0
        right = sum(
            bool(plainly(given.get(str(place))))
            and plainly(given.get(str(place))) in {plainly(one) for one in texts}
            for place, texts in enumerate(accepted)
        )
        return right / len(accepted)

    def said(self, words: Mapping[str, Any], answer: Any) -> str:
        """Say what was filled in, in order."""
        given = answer if isinstance(answer, dict) else {}
        places = [part["gap"] for part in words["parts"] if part["gap"] is not None]
        return " / ".join(str(given.get(str(place), "…")) for place in places) if given else ""

    def solution(self, key: Mapping[str, Any], words: Mapping[str, Any]) -> str:
        """Give the first right word of each gap."""
        return " / ".join(found[0] if found else "…" for found in key["accepted"])


class Open(Kind):
    """An open answer. The machine does not judge it: it is worth what a trainer gives it, and nothing where it has no points."""

    name = "open"
    is_scored = False

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Nothing but the question."""
        return {}, {language: {} for language in values}

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the text as it was typed."""
        text = one_text(post, name)
        return text if text.strip() else None

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Not by the machine."""
        return None

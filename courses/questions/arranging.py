"""What belongs together, and what comes first. Both are answered by lists to choose from; dragging may come on top."""

import random
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions.kind import (
    Kind,
    Post,
    QuestionBlock,
    Raw,
    Words,
    in_each_language,
    shuffled,
    text_of,
)


class PairBlock(blocks.StructBlock):
    """Two things that belong together."""

    left = blocks.CharBlock(label=_("This"), max_length=300)
    right = blocks.CharBlock(label=_("belongs to this"), max_length=300)


class MatchingBlock(QuestionBlock):
    """Pairs to be found."""

    pairs = blocks.ListBlock(PairBlock(), label=_("Pairs"), min_num=2, max_num=20)
    extras = blocks.ListBlock(
        blocks.CharBlock(max_length=300),
        label=_("More to choose from, belonging to nothing"),
        default=[],
        required=False,
        max_num=20,
    )

    class Meta:
        icon = "link"
        label = _("What belongs together")


class OrderingBlock(QuestionBlock):
    """Things to be put into order."""

    steps = blocks.ListBlock(
        blocks.CharBlock(max_length=300),
        label=_("In the right order"),
        min_num=2,
        max_num=20,
        help_text=_("Learners see them mixed."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Put into order")


class Matching(Kind):
    """Pairs. Each pair found counts for its share; a right side that stands there twice is right both times.

    What is chosen from has names drawn at random, so that the page does not tell which belongs to which.
    """

    name = "matching"

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Keep for each left side which names are right."""
        pairs, extras = in_each_language(values, "pairs"), in_each_language(values, "extras")
        language = next(iter(pairs))
        numbers = [*(("pair", one) for one in pairs[language]), *(("extra", one) for one in extras[language])]
        names = {number: f"{chance.getrandbits(32):08x}" for number in numbers}

        def right_side(language: str, number: tuple[str, str]) -> str:
            where, one = number
            return text_of(pairs[language][one], "right") if where == "pair" else str(extras[language][one])

        offered: dict[
            str, tuple[str, str]
        ] = {}  # the same text is offered once, under the name drawn for it first
        for number in shuffled(numbers, chance):
            offered.setdefault(right_side(language, number), number)
        words: Words = {
            language: {
                "lefts": [{"id": number, "text": text_of(one, "left")} for number, one in found.items()],
                "rights": [
                    {"id": names[number], "text": right_side(language, number)} for number in offered.values()
                ],
            }
            for language, found in pairs.items()
        }
        key = {"names": {number: names["pair", number] for number in pairs[language]}}
        return {**key, "right": self._right(key["names"], pairs)}, words

    @staticmethod
    def _right(names: Mapping[str, str], pairs: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
        """Return the names that are right for each left side: its own, and those that read the same in some language."""
        right: dict[str, list[str]] = {}
        for number in next(iter(pairs.values())):
            same = {
                other
                for found in pairs.values()
                for other in names
                if other in found and text_of(found[other], "right") == text_of(found[number], "right")
            }
            if number in names:
                right[number] = sorted(names[other] for other in same | {number})
        return right

    def key_again(self, key: Mapping[str, Any], values: Mapping[str, Raw]) -> dict | None:
        """Keep the names, and take which belong together from the pages."""
        pairs = in_each_language(values, "pairs")
        right = self._right(key["names"], pairs)
        return {"names": dict(key["names"]), "right": right} if right.keys() == key["right"].keys() else None

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the chosen name for each left side."""
        known = {one["id"] for one in words["rights"]}
        sent = {one["id"]: post.get(f"{name}-{one['id']}", "") for one in words["lefts"]}
        return {left: right for left, right in sent.items() if right in known} or None

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Give the share of the pairs that were found."""
        given = answer if isinstance(answer, dict) else {}
        if not key["right"]:
            return 0.0
        return sum(given.get(left) in names for left, names in key["right"].items()) / len(key["right"])

    def said(self, words: Mapping[str, Any], answer: Any) -> str:
        """Say the pairs."""
        given = answer if isinstance(answer, dict) else {}
        rights = {one["id"]: one["text"] for one in words["rights"]}
        pairs = [(one["text"], rights.get(given.get(one["id"]))) for one in words["lefts"]]
        return "\n".join(f"{left} – {right}" for left, right in pairs if right)

    def solution(self, key: Mapping[str, Any], words: Mapping[str, Any]) -> str:
        """Say the right pairs."""
        offered = {one["id"] for one in words["rights"]}
        return self.said(
            words,
            {left: next((n for n in names if n in offered), None) for left, names in key["right"].items()},
        )


class Ordering(Kind):
    """An order. Each step right after the one that it should follow counts for its share; places given twice count as none."""

    name = "ordering"

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Keep the order under names drawn at random, and the steps mixed."""
        steps = in_each_language(values, "steps")
        source = list(next(iter(steps.values())))
        names = {number: f"{chance.getrandbits(32):08x}" for number in source}
        mixed = shuffled(source, chance)
        words = {
            language: {"steps": [{"id": names[number], "text": str(found[number])} for number in mixed]}
            for language, found in steps.items()
        }
        return {"names": names, "order": [names[number] for number in source]}, words

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the place of each step that got one, also where another step got the same: the learner sees it again."""
        answer = {}
        for step in words["steps"]:
            value = post.get(f"{name}-{step['id']}", "")
            if (
                isinstance(value, str)
                and value.isascii()
                and value.isdigit()
                and 1 <= int(value[:4]) <= len(words["steps"])
            ):
                answer[step["id"]] = int(value[:4])
        return answer or None

    def key_again(self, key: Mapping[str, Any], values: Mapping[str, Raw]) -> dict | None:
        """Keep the names, and take the order from the pages."""
        steps = next(iter(in_each_language(values, "steps").values()))
        if set(steps) != set(key["names"]):
            return None
        return {"names": dict(key["names"]), "order": [key["names"][number] for number in steps]}

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Give the share of steps, from the second on, whose place is the one right after the step before them."""
        given = answer if isinstance(answer, dict) else {}
        order = key["order"]
        if len(order) < 2:
            return 1.0 if order and given else 0.0
        times = Counter(place for place in given.values() if isinstance(place, int))

        def place_of(step: str) -> int | None:
            place = given.get(step)
            return place if isinstance(place, int) and times[place] == 1 else None

        def follows(first: str, second: str) -> bool:
            before, after = place_of(first), place_of(second)
            return before is not None and after == before + 1

        return sum(follows(a, b) for a, b in pairwise(order)) / (len(order) - 1)

    def said(self, words: Mapping[str, Any], answer: Any) -> str:
        """Say the steps in the order that was given."""
        given = answer if isinstance(answer, dict) else {}
        texts = {step["id"]: step["text"] for step in words["steps"]}
        placed = sorted(
            (place, texts[step]) for step, place in given.items() if step in texts and isinstance(place, int)
        )
        return "\n".join(f"{place}. {text}" for place, text in placed)

    def solution(self, key: Mapping[str, Any], words: Mapping[str, Any]) -> str:
        """Say the right order."""
        return self.said(words, {step: place for place, step in enumerate(key["order"], 1)})

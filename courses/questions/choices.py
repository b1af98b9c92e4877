"""One of several, several of several, true or false, and how far one agrees."""

import random
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from courses.questions.kind import (
    MOST,
    Kind,
    Post,
    QuestionBlock,
    Raw,
    Words,
    in_each_language,
    shuffled,
    text_of,
)


class OptionBlock(blocks.StructBlock):
    """Something to choose."""

    text = blocks.CharBlock(label=gettext_lazy("Answer"), max_length=500)
    right = blocks.BooleanBlock(label=gettext_lazy("This is right"), required=False)
    why = blocks.TextBlock(
        label=gettext_lazy("Say to those who choose it"), required=False, default="", max_length=1000
    )


class ChoiceBlock(QuestionBlock):
    """What single and multiple choice share."""

    options = blocks.ListBlock(OptionBlock(), label=gettext_lazy("Answers"), min_num=2, max_num=20)

    class Meta:
        icon = "radio-full"

    def clean(self, value: Any) -> Any:
        """Ask for a right answer."""
        cleaned = super().clean(value)
        if not any(option["right"] for option in cleaned["options"]):
            raise blocks.StructBlockValidationError(
                block_errors={"options": ValidationError(_("Mark at least one answer as right."))}
            )
        return cleaned


class SingleBlock(ChoiceBlock):
    """One answer of several."""

    class Meta:
        icon = "radio-full"
        label = gettext_lazy("One of several answers")


class MultipleBlock(ChoiceBlock):
    """Several answers of several."""

    class Meta:
        icon = "tick-inverse"
        label = gettext_lazy("Several of several answers")


class TruthBlock(QuestionBlock):
    """A statement that is true or false."""

    is_true = blocks.BooleanBlock(label=gettext_lazy("The statement is true"), required=False)

    class Meta:
        icon = "check"
        label = gettext_lazy("True or false")


class LikertBlock(QuestionBlock):
    """How far somebody agrees; no answer is right or wrong, and none gives points."""

    statements = blocks.ListBlock(
        blocks.CharBlock(max_length=300), label=gettext_lazy("Statements"), min_num=1, max_num=20
    )

    class Meta:
        icon = "sliders"
        label = gettext_lazy("How far do you agree?")
        form_layout = ["question", "topic", "statements"]


class Single(Kind):
    """One answer. All of the points or none; where several options are right, each of them is."""

    name = "single"

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Keep which options are right by their ids."""
        options = in_each_language(values, "options")
        source = next(iter(options.values()))
        order = shuffled(list(source), chance) if shuffle else list(source)
        key = {"right": [number for number, one in source.items() if one.get("right")], "known": list(source)}
        words = {
            language: {
                "options": [{"id": number, "text": text_of(found[number], "text")} for number in order],
                "why": {number: text_of(found[number], "why") for number in order},
            }
            for language, found in options.items()
        }
        return key, words

    def key_again(self, key: Mapping[str, Any], values: Mapping[str, Raw]) -> dict | None:
        """Take which options are right from the pages; options that came later could not be chosen and are not asked for."""
        options = next(iter(in_each_language(values, "options").values()))
        known = key["known"]
        if not set(known) & set(options):
            return None
        right = [
            one
            for one in known
            if options.get(one, {}).get("right") or (one not in options and one in key["right"])
        ]
        return {"right": right, "known": list(known)}

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the id of the chosen option."""
        value = post.get(name, "")
        return value if value in {option["id"] for option in words["options"]} else None

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Give 1 for a right option, else 0."""
        return 1.0 if isinstance(answer, str) and answer in key["right"] else 0.0

    def reasons(self, words: Mapping[str, Any], after: Mapping[str, Any], answer: Any) -> list[str]:
        """Say what belongs to the chosen options."""
        chosen = answer if isinstance(answer, list) else [answer]
        why = after.get("why", {})
        return [why[number] for number in chosen if isinstance(number, str) and why.get(number)]

    def said(self, words: Mapping[str, Any], answer: Any) -> str:
        """Name the chosen options."""
        chosen = answer if isinstance(answer, list) else [answer]
        return "; ".join(option["text"] for option in words["options"] if option["id"] in chosen)

    def solution(self, key: Mapping[str, Any], words: Mapping[str, Any]) -> str:
        """Name the right options."""
        return self.said(words, list(key["right"]))


class Multiple(Single):
    """Several answers. Each right one chosen counts for its share, each wrong one takes a share away; never below nothing.

    Where no option is right, choosing none is.
    """

    name = "multiple"

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the ids of the chosen options in the order of the page."""
        sent = {value for value in post.getlist(name)[:MOST] if isinstance(value, str)}
        return [option["id"] for option in words["options"] if option["id"] in sent] or None

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Give (right chosen - wrong chosen) / right, at least 0."""
        chosen = {one for one in answer if isinstance(one, str)} if isinstance(answer, list) else set()
        right = set(key["right"])
        if not right:
            return 0.0 if chosen else 1.0
        return max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))


class Truth(Kind):
    """True or false. All or nothing."""

    name = "truth"

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Keep whether it is true."""
        source = next(iter(values.values()))
        return {"true": bool(source.get("is_true"))}, {language: {} for language in values}

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return whether it was called true."""
        return {"true": True, "false": False}.get(str(post.get(name, "")))

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Give 1 where it was called what it is; no answer is none."""
        return 1.0 if isinstance(answer, bool) and answer == key["true"] else 0.0

    def said(self, words: Mapping[str, Any], answer: Any) -> str:
        """Say true or false."""
        return {True: _("True"), False: _("False")}[answer] if isinstance(answer, bool) else ""

    def solution(self, key: Mapping[str, Any], words: Mapping[str, Any]) -> str:
        """Say what it is."""
        return self.said(words, key["true"])


class Likert(Kind):
    """How far somebody agrees, from 1 to 5, statement by statement. Nothing is right: never scored."""

    name = "likert"
    is_scored = False
    steps = ("1", "2", "3", "4", "5")

    def freeze(
        self, values: Mapping[str, Raw], *, shuffle: bool, chance: random.Random
    ) -> tuple[dict, Words]:
        """Keep the statements in their order."""
        found = in_each_language(values, "statements")
        words = {
            language: {"statements": [{"id": number, "text": str(text)} for number, text in entries.items()]}
            for language, entries in found.items()
        }
        return {}, words

    def read(self, post: Post, name: str, words: Mapping[str, Any]) -> Any:
        """Return the step for each statement that got one."""
        sent = {one["id"]: post.get(f"{name}-{one['id']}", "") for one in words["statements"]}
        return {number: int(step) for number, step in sent.items() if step in self.steps} or None

    def score(self, key: Mapping[str, Any], answer: Any) -> float | None:
        """Nothing to score."""
        return None

    def said(self, words: Mapping[str, Any], answer: Any) -> str:
        """Say each step after its statement."""
        chosen = answer if isinstance(answer, dict) else {}
        return "\n".join(
            f"{one['text']} {chosen[one['id']]} / 5" for one in words["statements"] if one["id"] in chosen
        )

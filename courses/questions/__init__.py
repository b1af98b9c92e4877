"""Questions of quizzes: kinds, and what an attempt keeps of each. Pure code; nothing here asks the database."""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.questions import arranging, choices, numbers, texts
from courses.questions.kind import Kind, Post, text_of

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        choices.Single(),
        choices.Multiple(),
        choices.Truth(),
        texts.Short(),
        numbers.Number(),
        arranging.Matching(),
        arranging.Ordering(),
        texts.Gaps(),
        choices.Likert(),
        texts.Open(),
    )
}


class QuestionsBlock(blocks.StreamBlock):
    """The questions of a quiz or of a bank."""

    single = choices.SingleBlock()
    multiple = choices.MultipleBlock()
    truth = choices.TruthBlock()
    short = texts.ShortBlock()
    number = numbers.NumberBlock()
    matching = arranging.MatchingBlock()
    ordering = arranging.OrderingBlock()
    gaps = texts.GapsBlock()
    likert = choices.LikertBlock()
    open = texts.OpenBlock()

    class Meta:
        label = _("Questions")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one answer came to: points of points, None where a person has to say; and what is said to it."""

    points: float | None
    most: float
    said: str
    reasons: list[str]
    solution: str = ""

    @property
    def is_right(self) -> bool | None:
        """Whether all points were given."""
        return None if self.points is None else self.points >= self.most


def freeze(
    languages: Mapping[str, Mapping[str, Any]], *, shuffle: bool = False, chance: random.Random | None = None
) -> dict[str, Any]:
    """Return what an attempt keeps of a question, given its stored block in each language, the source first."""
    chance = chance or random.Random(secrets.randbits(64))  # noqa: S311 - seeded from the system; it mixes, it keeps no secret
    source = next(iter(languages.values()))
    kind = KINDS[source["type"]]
    values = {language: block["value"] for language, block in languages.items() if block["type"] == kind.name}
    key, words = kind.freeze(values, shuffle=shuffle, chance=chance)
    asked = {}
    after = {}
    for language, value in values.items():
        found = words[language]
        after[language] = {
            "if_right": text_of(value, "if_right"),
            "if_wrong": text_of(value, "if_wrong"),
            "why": found.pop("why", {}),
        }
        asked[language] = {"question": text_of(value, "question"), **found}
    return {
        "id": source["id"],
        "kind": kind.name,
        "points": _points(kind.name, source["value"]),
        "key": key,
        "words": asked,
        "after": after,
    }


def key_again(frozen: Mapping[str, Any], languages: Mapping[str, Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return key and points that the pages give a frozen question by now; None where it became another question."""
    source = next(iter(languages.values()))
    if source["type"] != frozen["kind"]:
        return None
    values = {
        language: block["value"] for language, block in languages.items() if block["type"] == frozen["kind"]
    }
    key = KINDS[frozen["kind"]].key_again(frozen["key"], values)
    if key is None:
        return None
    return {"key": key, "points": _points(frozen["kind"], source["value"])}


def _points(kind: str, value: Mapping[str, Any]) -> int:
    return 0 if kind == "likert" else max(0, int(value.get("points", 1) or 0))


def words_in(frozen: Mapping[str, Any], language: str, part: str = "words") -> dict[str, Any]:
    """Return a question's words in a language, else in its source language."""
    found = frozen[part]
    return found.get(language) or next(iter(found.values()))


def read_answers(questions: Sequence[Mapping[str, Any]], post: Post) -> dict[str, Any]:
    """Return the answers in a form by question. Whatever was sent, this does not raise."""
    answers = {}
    for frozen in questions:
        answer = KINDS[frozen["kind"]].read(post, f"q-{frozen['id']}", words_in(frozen, ""))
        if answer is not None:
            answers[frozen["id"]] = answer
    return answers


def waits_for_a_person(frozen: Mapping[str, Any]) -> bool:
    """Whether a trainer has to say what the answer is worth."""
    return frozen["points"] > 0 and not KINDS[frozen["kind"]].is_scored


def points_for(frozen: Mapping[str, Any], answer: Any, given: float | None = None) -> float | None:
    """Return the points of an answer; `given` are those that a trainer gave. None where they are still to be given.

    An open question that was not answered needs nobody: it is worth nothing.
    """
    most = frozen["points"]
    if given is not None:
        return min(max(float(given), 0.0), float(most))
    share = KINDS[frozen["kind"]].score(frozen["key"], answer)
    if share is not None:
        return share * most
    return None if most and answer is not None else 0.0


def total(
    questions: Sequence[Mapping[str, Any]],
    answers: Mapping[str, Any],
    given: Mapping[str, float] | None = None,
) -> tuple[float | None, float]:
    """Return the points reached and to be reached; None reached while a trainer has still to say."""
    given = given or {}
    found = [points_for(one, answers.get(one["id"]), given.get(one["id"])) for one in questions]
    most = float(sum(one["points"] for one in questions))
    known = [points for points in found if points is not None]
    return (sum(known) if len(known) == len(found) else None), most


def outcome_of(
    frozen: Mapping[str, Any], answer: Any, language: str, *, given: float | None = None, solve: bool = False
) -> Outcome:
    """Return what an answer came to, with the author's words to it."""
    kind = KINDS[frozen["kind"]]
    words, after = words_in(frozen, language), words_in(frozen, language, "after")
    points = points_for(frozen, answer, given)
    reasons = kind.reasons(words, after, answer)
    if kind.is_scored and points is not None:
        general = after["if_right"] if points >= frozen["points"] else after["if_wrong"]
        reasons = [*reasons, *([general] if general else [])]
    return Outcome(
        points=points,
        most=float(frozen["points"]),
        said=kind.said(words, answer),
        reasons=reasons,
        solution=kind.solution(frozen["key"], words) if solve else "",
    )

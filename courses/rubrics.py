"""A rubric as data: criteria with levels and points, named by ids that all languages of the page share. Pure.

Kept with a piece of work as it was when the work was handed in, in every language that it had then, so that a rubric changed
later rescores nothing.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, TypedDict


class Level(TypedDict):
    """What somebody may have reached in a criterion, in each language."""

    id: str
    points: int
    title: dict[str, str]
    text: dict[str, str]


class Criterion(TypedDict):
    """What is looked at, in each language."""

    id: str
    title: dict[str, str]
    text: dict[str, str]
    levels: list[Level]


class NotAnswered(ValueError):
    """Some criterion has no level, or one that is not its own."""


def frozen(versions: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> list[Criterion]:
    """Return the rubric of a page whose versions are given as (language, raw stream), the source first.

    The source says which criteria and levels there are and what they are worth; the others only name them.
    """
    criteria: list[Criterion] = []
    for number, (language, stream) in enumerate(versions):
        words = {block["id"]: block["value"] for block in stream if block["type"] == "criterion"}
        if not number:
            criteria = [_criterion(key, value) for key, value in words.items()]
        for criterion in criteria:
            value = words.get(criterion["id"])
            if value is None:
                continue
            criterion["title"][language] = value["title"]
            criterion["text"][language] = value.get("text") or ""
            levels = {one["id"]: one["value"] for one in value["levels"]}
            for level in criterion["levels"]:
                if level["id"] in levels:
                    level["title"][language] = levels[level["id"]]["title"]
                    level["text"][language] = levels[level["id"]].get("text") or ""
    return criteria


def _criterion(key: str, value: Mapping[str, Any]) -> Criterion:
    return {
        "id": key,
        "title": {},
        "text": {},
        "levels": [
            {"id": one["id"], "points": int(one["value"]["points"]), "title": {}, "text": {}}
            for one in value["levels"]
        ],
    }


def said(words: Mapping[str, str], language: str) -> str:
    """Return words in a language, or in the first that they have."""
    return words.get(language) or next(iter(words.values()), "")


def most_points(criteria: Iterable[Criterion]) -> int:
    """Return what can be reached at most."""
    return sum(max((level["points"] for level in one["levels"]), default=0) for one in criteria)


def points_of(criteria: Iterable[Criterion], answers: Mapping[str, str]) -> int:
    """Add up the levels that were chosen; raise NotAnswered where a criterion has none of its own."""
    total = 0
    for criterion in criteria:
        level = next((one for one in criterion["levels"] if one["id"] == answers.get(criterion["id"])), None)
        if level is None:
            raise NotAnswered(criterion["id"])
        total += level["points"]
    return total


def mean_of(points: Iterable[Decimal | int]) -> Decimal | None:
    """Return the mean of some reviewers' points to two places; None where nobody gave any."""
    known = [Decimal(one) for one in points]
    return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.01")) if known else None


def worded(criteria: Iterable[Criterion], answers: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    """Return the rubric for reading and for filling in, in one language; what was chosen is marked."""
    return [
        {
            "id": one["id"],
            "title": said(one["title"], language),
            "text": said(one["text"], language),
            "chosen": next((lv for lv in _levels(one, answers, language) if lv["chosen"]), None),
            "levels": _levels(one, answers, language),
        }
        for one in criteria
    ]


def _levels(criterion: Criterion, answers: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    return [
        {
            "id": level["id"],
            "number": number,
            "points": level["points"],
            "title": said(level["title"], language),
            "text": said(level["text"], language),
            "chosen": answers.get(criterion["id"]) == level["id"],
        }
        for number, level in enumerate(criterion["levels"], start=1)
    ]

"""Drawing some questions at random out of a bank. Pure."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Block = Mapping[str, Any]  # as a page stores it


@dataclass(frozen=True, slots=True)
class Short:
    """A topic of which more is drawn than there is."""

    topic: str
    there: int
    asked: int


def topic_of(value: Mapping[str, Any]) -> str:
    """Return a topic as it is compared: capitals and spaces around it do not count."""
    return " ".join(str(value.get("topic") or "").split()).casefold()


def draw(bank: Iterable[Block], draws: Iterable[Block], chance: random.Random) -> list[Block]:
    """Return the drawn questions, none twice. A draw without a topic comes last, so that it takes nothing from the others.

    Where the bank has fewer than a draw asks for, all that there are are taken.
    """
    left = list(bank)
    drawn: list[Block] = []
    for wanted in sorted(draws, key=lambda one: not topic_of(one["value"])):
        topic = topic_of(wanted["value"])
        pool = [one for one in left if not topic or topic_of(one["value"]) == topic]
        taken = chance.sample(pool, k=min(len(pool), int(wanted["value"].get("number") or 0)))
        drawn += taken
        left = [one for one in left if one not in taken]
    return drawn


def too_few(bank: Sequence[Block], draws: Sequence[Block]) -> Short | None:
    """Return the first topic of which more is drawn than the bank has; the whole bank is a topic without a name."""
    asked: dict[str, int] = {}
    names: dict[str, str] = {}
    for wanted in draws:
        topic = topic_of(wanted["value"])
        names.setdefault(topic, str(wanted["value"].get("topic") or ""))
        asked[topic] = asked.get(topic, 0) + int(wanted["value"].get("number") or 0)
    for topic, number in asked.items():
        there = sum(topic_of(one["value"]) == topic for one in bank)
        if topic and number > there:
            return Short(names[topic], there, number)
    total = sum(asked.values())
    return Short("", len(bank), total) if total > len(bank) else None

"""Short ways to fill an engine and to ask it."""

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from search.engines.contract import Answer, Engine
from search.parsing import parse
from search.passage import Passage

ANYONE = frozenset({"public"})

_numbers = itertools.count(1)


def passage(body: str = "", **fields: Any) -> Passage:
    """A public English page of its own, unless said otherwise."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "object": f"page:{number}", "parent": str(uuid.UUID(int=number)), "kind": "page",
        "title": f"Nr {number}", "url": f"/en/{number}/", "language": "en", "audience": "public",
        "body": body,
    }  # fmt: skip
    values |= fields
    values.setdefault("key", f"{values['object']}/{number}")
    return Passage(**values)


versions = itertools.count(1)


def fill(engine: Engine, *passages: Passage) -> tuple[Passage, ...]:
    """Write passages, each object whole."""
    objects: dict[str, list[Passage]] = {}
    for one in passages:
        objects.setdefault(one.object, []).append(one)
    assert engine.send(next(versions), objects) == set(objects)
    return passages


def ask(
    engine: Engine, text: str, labels: frozenset[str] = ANYONE, without: Sequence[str] = (), **fields: Any
) -> Answer:
    """Ask as somebody with these labels."""
    return engine.search(parse(text, **fields), labels, frozenset(without))


def parents(answer: Answer) -> list[str]:
    """The parents of an answer in order."""
    return [hit.parent for hit in answer.hits]


def found(engine: Engine, text: str, *expected: Passage, **fields: Any) -> None:
    """Exactly these are found, in whatever order."""
    answer = ask(engine, text, **fields)
    assert sorted(parents(answer)) == sorted(one.parent for one in expected), text
    assert answer.total == len(expected)


def change(
    engine: Engine, text: str, labels: frozenset[str] = ANYONE, *, given: dict[str, Any], **fields: Any
) -> Answer:
    """Ask with parts of a question that nobody types: places decided beforehand, meaning, synonyms."""
    return engine.search(replace(parse(text, **fields), **given), labels)

"""What an edition says of each of its items, read from its row; old rows say less and mean the same as ever.

Pure: nothing here asks the database. An item is a lesson, a quiz or an assignment: something to finish.
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

OPENED, DONE, PASSED = "opened", "done", "passed"
SUBMITTED, REVIEWED, ATTENDED = "submitted", "reviewed", "attended"

#: What can finish an item: opening it, the learner's own word, a result, work handed in, feedback on it, being there.
RULES = (OPENED, DONE, PASSED, SUBMITTED, REVIEWED, ATTENDED)

#: Rules under which somebody else's judgement finishes an item; a course finished through them is assessed.
ASSESSING = frozenset({PASSED, REVIEWED})

#: Rules under which a learner hands something in, which then waits for somebody.
HANDED_IN = frozenset({SUBMITTED, REVIEWED, PASSED})


@dataclass(frozen=True, slots=True)
class Release:
    """When an item opens to a learner: at once, on a date, or some days after they began. Never two of these."""

    on: datetime.datetime | None = None
    after_days: int | None = None

    def __bool__(self) -> bool:
        return self.on is not None or self.after_days is not None

    def moment(self, began: datetime.datetime) -> datetime.datetime | None:
        """Return when it opens to somebody whose days count from `began`; None when it is open from the start."""
        if self.on is not None:
            return self.on
        return began + datetime.timedelta(days=self.after_days) if self.after_days is not None else None

    def entry(self) -> dict[str, Any]:
        """Return it as an edition keeps it."""
        if self.on is not None:
            return {"on": self.on.astimezone(datetime.UTC).isoformat()}
        return {"after_days": self.after_days} if self.after_days is not None else {}


@dataclass(frozen=True, slots=True)
class EditionItem:
    """An item of an edition, frozen when the edition was."""

    key: uuid.UUID
    module: uuid.UUID
    title: str
    module_title: str = ""
    minutes: int = 0
    optional: bool = False
    kind: str = "lesson"
    rule: str = DONE
    requires: tuple[uuid.UUID, ...] = ()
    release: Release = field(default_factory=Release)

    @property
    def is_conditional(self) -> bool:
        """Whether it is held back from some learners for some time, so that its text has an audience of its own."""
        return bool(self.requires or self.release)

    def entry(self) -> dict[str, Any]:
        """Return it as an edition keeps it."""
        return {
            "key": str(self.key),
            "kind": self.kind,
            "module": str(self.module),
            "title": self.title,
            "module_title": self.module_title,
            "minutes": self.minutes,
            "optional": self.optional,
            "rule": self.rule,
            "requires": [str(key) for key in self.requires],
            "release": self.release.entry(),
        }

    def terms(self) -> list[Any]:
        """Return what makes it another item to finish when it changes; words and minutes do not.

        A plain lesson has the terms that editions had before there were rules, so that their digests hold.
        """
        plain: list[Any] = [str(self.key), self.optional]
        extra: dict[str, Any] = {}
        if self.kind != "lesson":
            extra["kind"] = self.kind
        if self.rule != DONE:
            extra["rule"] = self.rule
        if self.requires:
            extra["requires"] = sorted(str(key) for key in self.requires)
        if self.release:
            extra["release"] = self.release.entry()
        return [*plain, extra] if extra else plain


def read_item(entry: Mapping[str, Any]) -> EditionItem:
    """Read one entry of an edition."""
    release = entry.get("release") or {}
    on = release.get("on")
    return EditionItem(
        key=uuid.UUID(entry["key"]),
        module=uuid.UUID(entry["module"]),
        title=entry["title"],
        module_title=entry.get("module_title", ""),
        minutes=entry.get("minutes", 0),
        optional=entry.get("optional", False),
        kind=entry.get("kind", "lesson"),
        rule=entry.get("rule", DONE),
        requires=tuple(uuid.UUID(key) for key in entry.get("requires", ())),
        release=Release(
            on=datetime.datetime.fromisoformat(on) if on else None, after_days=release.get("after_days")
        ),
    )


def read_items(entries: Iterable[Mapping[str, Any]]) -> tuple[EditionItem, ...]:
    """Read all entries of an edition, in order."""
    return tuple(read_item(entry) for entry in entries)


def in_possible_order(items: Iterable[EditionItem]) -> list[EditionItem]:
    """Keep of each item's prerequisites those that come before it.

    So no two items can wait for each other, whatever authors choose and however they reorder.
    """
    before: set[uuid.UUID] = set()
    kept = []
    for item in items:
        kept.append(replace(item, requires=tuple(key for key in item.requires if key in before)))
        before.add(item.key)
    return kept


def is_key(text: str) -> bool:
    """Whether a text that came from outside can be the key of an item or a block."""
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True

"""Progress in a learning path: how many of each step's courses are completed, and what comes next. Pure."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Step:
    """Some courses, and how many of them the step takes; never more than there are."""

    title: str
    courses: tuple[tuple[uuid.UUID, str], ...]
    needed: int

    def entry(self) -> dict[str, Any]:
        """Return it as a row keeps it."""
        return {
            "title": self.title,
            "needed": self.needed,
            "courses": [{"key": str(key), "title": title} for key, title in self.courses],
        }

    def done(self, completed: Collection[uuid.UUID]) -> int:
        """Return how many courses count towards the step."""
        return min(sum(key in completed for key, _title in self.courses), self.needed)

    def is_done(self, completed: Collection[uuid.UUID]) -> bool:
        """Whether enough of its courses are completed."""
        return self.done(completed) >= self.needed

    @property
    def rule(self) -> str:
        """Say how many it takes."""
        if self.needed >= len(self.courses):
            return _("All of these") if len(self.courses) > 1 else ""
        return _("%(needed)s of these %(total)s") % {"needed": self.needed, "total": len(self.courses)}


def read_steps(entries: Iterable[Mapping[str, Any]]) -> list[Step]:
    """Read the steps of a row."""
    return [
        Step(
            entry["title"],
            tuple((uuid.UUID(course["key"]), course["title"]) for course in entry["courses"]),
            entry["needed"],
        )
        for entry in entries
    ]


def is_complete(steps: Sequence[Step], completed: Collection[uuid.UUID]) -> bool:
    """Whether every step is done."""
    return bool(steps) and all(step.is_done(completed) for step in steps)


@dataclass(frozen=True, slots=True)
class PathProgress:
    """Where somebody stands in a path. A step counts as many courses as it takes."""

    done: int
    total: int
    next_key: uuid.UUID | None
    next_title: str

    @property
    def sentence(self) -> str:
        """Say it in one plain sentence or two."""
        if self.total and self.done >= self.total:
            return _("All %(total)s courses completed.") % {"total": self.total}
        counted = _("%(done)s of %(total)s courses completed.") % {"done": self.done, "total": self.total}
        if not self.next_title:
            return counted
        return f"{counted} {_('Next: %(title)s.') % {'title': self.next_title}}"


def progress_along(
    steps: Sequence[Step], completed: Collection[uuid.UUID], titles: Mapping[uuid.UUID, str] | None = None
) -> PathProgress:
    """Compute where somebody stands from the set of completed courses."""
    current = next((step for step in steps if not step.is_done(completed)), None)
    key = next((key for key, _title in current.courses if key not in completed), None) if current else None
    title = ""
    if current and key:
        title = (titles or {}).get(key) or dict(current.courses)[key]
    return PathProgress(
        done=sum(step.done(completed) for step in steps),
        total=sum(step.needed for step in steps),
        next_key=key,
        next_title=title,
    )

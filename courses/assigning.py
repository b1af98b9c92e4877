"""What an assignment asks for and by when, as its source-language page says, or as it was frozen with a piece of work. Pure."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from courses.rubrics import Criterion, most_points

TEXT, FILES, BOTH = "text", "files", "both"


@dataclass(frozen=True, slots=True)
class Terms:
    """The rules of an assignment. `gives` above zero says that learners review each other."""

    takes: str = BOTH
    rubric: list[Criterion] = field(default_factory=list)
    pass_mark: int | None = None
    due_on: datetime.datetime | None = None
    due_after_days: int | None = None
    takes_late: bool = True
    gives: int = 0
    gets: int = 0
    patience: int = 7

    @property
    def is_for_peers(self) -> bool:
        """Whether learners review each other."""
        return self.gives > 0

    @property
    def most(self) -> int:
        """The most points that the rubric gives."""
        return most_points(self.rubric)

    def entry(self) -> dict[str, Any]:
        """Return it as a piece of work keeps it."""
        return {**asdict(self), "due_on": self.due_on.isoformat() if self.due_on else None}


def read_terms(entry: Mapping[str, Any]) -> Terms:
    """Read what a piece of work keeps."""
    known = {name: entry[name] for name in Terms.__dataclass_fields__ if name in entry}
    due = known.get("due_on")
    return Terms(**{**known, "due_on": datetime.datetime.fromisoformat(due) if due else None})


def due_of(
    terms: Terms,
    *,
    began: datetime.datetime,
    zone: datetime.tzinfo,
    of_group: datetime.datetime | None = None,
    extended: datetime.datetime | None = None,
) -> datetime.datetime | None:
    """Return by when one learner hands in: what they were given, else their group's day, else the page's; None for no day.

    Days after the start end with the day where the learner lives. More time never takes time away.
    """
    due = of_group or terms.due_on
    if due is None and terms.due_after_days is not None:
        day = began.astimezone(zone).date() + datetime.timedelta(days=terms.due_after_days)
        due = datetime.datetime.combine(day, datetime.time(23, 59), tzinfo=zone)
    if extended is not None and (due is None or extended > due):
        return extended
    return due

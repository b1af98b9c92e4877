"""When an item is finished, and whether it is open. Pure functions: every screen, list, feed and label asks these two."""

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from courses.items import ASSESSING, EditionItem


class Moments(Protocol):
    """What is known of an item of an enrolment: `ItemState`, or anything with its columns."""

    opened_at: datetime.datetime | None
    done_at: datetime.datetime | None
    submitted_at: datetime.datetime | None
    reviewed_at: datetime.datetime | None
    passed_at: datetime.datetime | None
    attended_at: datetime.datetime | None
    waived_at: datetime.datetime | None
    finished_at: datetime.datetime | None


def is_finished(rule: str, state: Moments | None) -> bool:
    """Whether an item with this rule is finished by what its state says.

    What was finished once stays so, under whichever rule that was; waived is finished. Done is not passed, and passed is
    not done: only what the rule names counts.
    """
    if state is None:
        return False
    if state.finished_at is not None or state.waived_at is not None:
        return True
    return getattr(state, f"{rule}_at") is not None


def is_assessed(rule: str, state: Moments | None) -> bool:
    """Whether the item was judged by somebody and met its rule; a waived item was not."""
    return rule in ASSESSING and state is not None and getattr(state, f"{rule}_at") is not None


@dataclass(frozen=True, slots=True)
class Lock:
    """Why an item is not open to a learner: it opens at a moment, or other items are to be finished first, or both."""

    opens_at: datetime.datetime | None = None
    waits_for: tuple[uuid.UUID, ...] = ()


def lock_on(
    item: EditionItem,
    *,
    began: datetime.datetime,
    now: datetime.datetime,
    finished: Collection[uuid.UUID],
    seen: Collection[uuid.UUID],
) -> Lock | None:
    """Return what keeps an item closed to a learner; None when it is open.

    `seen` are items that the learner has opened or was let into early: what was open once stays open, whatever authors
    change. `now` is the moment of pausing for those who pause.
    """
    if not item.is_conditional or item.key in seen or item.key in finished:
        return None
    opens_at = item.release.moment(began)
    if opens_at is not None and opens_at <= now:
        opens_at = None
    waits_for = tuple(key for key in item.requires if key not in finished)
    return Lock(opens_at, waits_for) if opens_at or waits_for else None

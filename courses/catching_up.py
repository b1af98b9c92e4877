"""After a pause: by when to do what was missed. Pure, and the same every time it is asked."""

import datetime
import math
import uuid
from collections.abc import Sequence

from courses.items import EditionItem

MINUTES_A_WEEK = 60  # for whoever has no last day to reach
WEEK = datetime.timedelta(days=7)


def plan(
    left: Sequence[EditionItem], *, start: datetime.date, end: datetime.date | None = None
) -> list[tuple[uuid.UUID, datetime.date]]:
    """Spread items over the days from `start`: to `end` by their minutes, or an hour's worth a week where nothing ends.

    The last is due on `end` itself; never is anything due before `start`.
    """
    total = sum(max(item.minutes, 1) for item in left)
    done = 0
    planned = []
    for item in left:
        done += max(item.minutes, 1)
        if end is not None and end > start:
            due = start + datetime.timedelta(days=math.ceil((end - start).days * done / total))
        else:
            due = start + WEEK * math.ceil(done / MINUTES_A_WEEK)
        planned.append((item.key, due))
    return planned


def behind(
    items: Sequence[EditionItem],
    *,
    finished: set[uuid.UUID],
    deadlines: dict[uuid.UUID, datetime.date],
    today: datetime.date,
) -> list[EditionItem]:
    """Return what somebody who comes back has to catch up with: what was due meanwhile, or all that is left where nothing is."""
    left = [item for item in items if not item.optional and item.key not in finished]
    if not deadlines:
        return left
    return [item for item in left if item.key in deadlines and deadlines[item.key] < today]

"""One function computes progress; learner and trainer see the same number and the same sentence."""

import datetime
import uuid
import zoneinfo
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.finishing import Lock
from courses.items import EditionItem
from pages.templatetags.house import minutes as say_minutes


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an enrolment stands in its edition. `done` and `total` count required items only."""

    done: int
    total: int
    next_key: uuid.UUID | None = None
    next_title: str = ""
    next_minutes: int = 0
    next_opens: datetime.date | None = None
    waits: bool = False  # what is next is not open yet

    @property
    def is_finished(self) -> bool:
        """Whether nothing required is left."""
        return self.total > 0 and self.done == self.total

    @property
    def numbers(self) -> dict[str, int]:
        """The fraction, as evidence keeps it."""
        return {"done": self.done, "total": self.total}

    @property
    def sentence(self) -> str:
        """Say it in one plain sentence or two."""
        if self.is_finished:
            return _("All %(total)s done.") % {"total": self.total}
        if not self.next_title:
            return self.counted
        if self.next_opens:
            following = _("Next: %(title)s, opens on %(day)s.") % {
                "title": self.next_title,
                "day": date_format(self.next_opens, "DATE_FORMAT"),
            }
        elif self.waits:
            following = _("Next: %(title)s, not open yet.") % {"title": self.next_title}
        else:
            following = _("Next: %(title)s, %(time)s.") % {
                "title": self.next_title,
                "time": say_minutes(self.next_minutes),
            }
        return f"{self.counted} {following}"

    @property
    def counted(self) -> str:
        """Say only how much is done, where the next lesson's title is not at hand in the reader's language."""
        if self.is_finished:
            return self.sentence
        return _("%(done)s of %(total)s done.") % {"done": self.done, "total": self.total}


def progress_in(
    items: Sequence[EditionItem],
    finished: Collection[uuid.UUID],
    *,
    titles: Mapping[uuid.UUID, str] | None = None,
    locks: Mapping[uuid.UUID, Lock] | None = None,
    zone: datetime.tzinfo | None = None,
) -> Progress:
    """Compute progress in an edition from the set of finished items.

    `titles` names lessons in the reader's language; the edition's own title stands in for pages that are gone. What is next
    is the first required item that is neither finished nor locked, else the first locked one, with the day on which it opens
    in the learner's time zone.
    """
    locks = locks or {}
    required = [item for item in items if not item.optional]
    left = [item for item in required if item.key not in finished]
    done = len(required) - len(left)
    following = next((item for item in left if item.key not in locks), left[0] if left else None)
    if following is None:
        return Progress(done, len(required))
    lock = locks.get(following.key)
    opens = (
        lock.opens_at.astimezone(zone or zoneinfo.ZoneInfo("UTC")).date() if lock and lock.opens_at else None
    )
    return Progress(
        done=done,
        total=len(required),
        next_key=following.key,
        next_title=(titles or {}).get(following.key) or following.title,
        next_minutes=following.minutes,
        next_opens=opens,
        waits=lock is not None,
    )

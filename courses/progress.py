"""One function computes progress; learner and trainer see the same number and the same sentence."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.models import Edition
from pages.templatetags.house import minutes as say_minutes


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an enrolment stands in its edition. `done` and `total` count required items only."""

    done: int
    total: int
    next_key: uuid.UUID | None
    next_title: str
    next_minutes: int

    @property
    def is_finished(self) -> bool:
        """Whether nothing required is left."""
        return self.total > 0 and self.done == self.total

    @property
    def sentence(self) -> str:
        """Say it in one plain sentence or two."""
        if self.is_finished:
            return _("All %(total)s done.") % {"total": self.total}
        if not self.next_title:
            return self.counted
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
    edition: Edition, done: Collection[uuid.UUID], titles: dict[uuid.UUID, str] | None = None
) -> Progress:
    """Compute progress in an edition from the set of finished items.

    `titles` names lessons in the reader's language; the edition's own title stands in for pages that are gone. What is next
    is the first required item that is not done, else the first optional one.
    """
    required = edition.required
    keys = [uuid.UUID(item["key"]) for item in required]
    count = sum(key in done for key in keys)
    left = [item for item in required if uuid.UUID(item["key"]) not in done]
    following = left[0] if left else None
    key = uuid.UUID(following["key"]) if following else None
    return Progress(
        done=count,
        total=len(keys),
        next_key=key,
        next_title=((titles or {}).get(key) or following["title"]) if following and key else "",
        next_minutes=following["minutes"] if following else 0,
    )

"""What taking up a newer edition does to one learner's progress: before, after, and why."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.finishing import is_finished
from courses.items import EditionItem
from courses.models import Edition, Enrolment, ItemState
from courses.progress import Progress, progress_in


@dataclass(slots=True)
class Upgrade:
    """The screen that is shown before anything changes. `after` is exactly what taking it up will give."""

    edition: Edition
    before: Progress
    after: Progress
    added: list[EditionItem] = field(default_factory=list)
    removed: list[EditionItem] = field(default_factory=list)
    removed_finished: list[EditionItem] = field(default_factory=list)
    now_required: list[EditionItem] = field(default_factory=list)
    now_optional: list[EditionItem] = field(default_factory=list)
    other_rule: list[EditionItem] = field(default_factory=list)
    other_release: list[EditionItem] = field(default_factory=list)
    finished_already: set[uuid.UUID] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        """Whether nothing that a learner would notice differs; the order may."""
        return not any(
            (
                self.added,
                self.removed,
                self.now_required,
                self.now_optional,
                self.other_rule,
                self.other_release,
            )
        )


def upgrade_of(
    enrolment: Enrolment, edition: Edition, *, titles: Mapping[uuid.UUID, str] | None = None
) -> Upgrade:
    """Compare the learner's edition with another. One query, beside the editions themselves."""
    states = {state.item: state for state in ItemState.objects.filter(enrolment=enrolment)}
    finished = {key for key, state in states.items() if state.finished_at is not None}
    # A rule that became easier may be met already by what the learner did.
    after = finished | {item.key for item in edition.contents if is_finished(item.rule, states.get(item.key))}
    old = {item.key: item for item in enrolment.edition.contents}
    new = {item.key: item for item in edition.contents}
    both = [(old[key], item) for key, item in new.items() if key in old]
    removed = [item for item in enrolment.edition.contents if item.key not in new]
    return Upgrade(
        edition=edition,
        before=progress_in(enrolment.edition.contents, finished, titles=titles),
        after=progress_in(edition.contents, after, titles=titles),
        added=[item for item in edition.contents if item.key not in old],
        removed=removed,
        removed_finished=[item for item in removed if item.key in finished],
        now_required=[now for was, now in both if was.optional and not now.optional],
        now_optional=[now for was, now in both if now.optional and not was.optional],
        other_rule=[now for was, now in both if was.rule != now.rule],
        other_release=[
            now for was, now in both if (was.requires, was.release) != (now.requires, now.release)
        ],
        finished_already=after,
    )

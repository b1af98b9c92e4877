"""Where people stand in courses: the numbers and sentences that every screen takes from here."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.finishing import Lock, lock_on
from courses.items import EditionItem
from courses.models import Enrolment, ItemState
from courses.outline import Contents, Item, Outline, contents_of
from courses.progress import Progress, progress_in
from members.models import Person
from members.prepared import Prepared


@dataclass(slots=True)
class Marks:
    """What a learner has finished, and what they have opened or were let into early."""

    finished: set[uuid.UUID] = field(default_factory=set)
    seen: set[uuid.UUID] = field(default_factory=set)


@dataclass(slots=True)
class Standing:
    """Where a person stands in a course."""

    enrolment: Enrolment
    contents: Contents
    marks: Marks
    locks: dict[uuid.UUID, Lock]
    progress: Progress
    new_items: int = 0
    has_newer: bool = False
    gone: list[EditionItem] = field(default_factory=list)
    resume: Item | None = None
    zone: datetime.tzinfo | None = None

    @property
    def done(self) -> set[uuid.UUID]:
        """The finished items."""
        return self.marks.finished

    @property
    def completed(self) -> bool:
        """Whether the course is completed, for good."""
        return self.enrolment.completed_at is not None

    @property
    def is_paused(self) -> bool:
        """Whether the person pauses."""
        return self.enrolment.paused_at is not None

    @property
    def news(self) -> str:
        """Say what the newest edition adds to the one that the learner follows; empty when nothing differs."""
        if self.has_newer and not self.new_items:
            return _("The course has changed since you began.")
        return say_news(self.new_items, completed=self.completed)

    @property
    def gone_sentence(self) -> str:
        """Say what is still required in the learner's edition and no longer there to be done."""
        if not self.gone:
            return ""
        return _(
            "“%(title)s” has been taken out of this course. See the newest edition to go on without it."
        ) % {"title": self.gone[0].title}


def say_news(new_items: int, *, completed: bool) -> str:
    """Say how many lessons were added since the learner began or finished; empty when none."""
    if not new_items:
        return ""
    if completed:
        told = ngettext(
            "%(n)s new lesson since you finished.", "%(n)s new lessons since you finished.", new_items
        )
    else:
        told = ngettext(
            "%(n)s new lesson has been added since you began.",
            "%(n)s new lessons have been added since you began.",
            new_items,
        )
    return told % {"n": new_items}


def open_enrolments(person: Person | int) -> Any:
    """Return the person's running enrolments, each with its cohort; first the one that they were in last or have just begun."""
    found = Enrolment.objects.filter(person=person, ended_at__isnull=True).select_related("cohort")
    return found.order_by(Coalesce("last_seen_at", "enrolled_at").desc(), "-pk")


def _running_in(people: Sequence[int], courses: Sequence[uuid.UUID]) -> Any:
    return open_enrolments(people[0]).filter(course_id=courses[0])[:1]


def _marks_in(enrolments: Sequence[int]) -> Any:
    rows = ItemState.objects.filter(enrolment__in=enrolments).order_by()
    return rows.annotate(
        is_finished=ExpressionWrapper(Q(finished_at__isnull=False), output_field=BooleanField()),
        is_seen=ExpressionWrapper(
            Q(opened_at__isnull=False) | Q(let_in_at__isnull=False), output_field=BooleanField()
        ),
    ).values_list("enrolment_id", "item", "is_finished", "is_seen")


_running = Prepared(_running_in)
_marks = Prepared(_marks_in)
_states = Prepared(
    lambda enrolments, items: ItemState.objects.filter(enrolment_id=enrolments[0], item=items[0]).order_by()
)


def state_of(enrolment: Enrolment, item: uuid.UUID) -> ItemState | None:
    """Return where an item of an enrolment stands; None where nothing has happened to it. One query."""
    found: ItemState | None = _states.first([enrolment.pk], [item])
    return found


def marks_of(enrolments: Iterable[Enrolment]) -> defaultdict[int, Marks]:
    """Return the marks of some enrolments by their numbers. One query."""
    found: defaultdict[int, Marks] = defaultdict(Marks)
    for number, key, finished, seen in _marks.rows([one.pk for one in enrolments]):
        marks = found[number]
        if finished:
            marks.finished.add(key)
        if seen:
            marks.seen.add(key)
    return found


def locks_in(
    contents: Contents, enrolment: Enrolment, marks: Marks, *, now: datetime.datetime | None = None
) -> dict[uuid.UUID, Lock]:
    """Return what keeps items of an edition closed to a learner."""
    conditional = [item for item in contents if item.is_conditional]
    if not conditional:
        return {}
    now = enrolment.paused_at or now or timezone.now()
    began = enrolment.began_at
    locks = {
        item.key: lock_on(item, began=began, now=now, finished=marks.finished, seen=marks.seen)
        for item in conditional
    }
    return {key: lock for key, lock in locks.items() if lock}


def standing_in(
    enrolment: Enrolment,
    contents: Contents,
    marks: Marks,
    *,
    outline: Outline | None = None,
    zone: datetime.tzinfo | None = None,
) -> Standing:
    """Work out where an enrolment stands; titles come from the outline that the reader sees.

    This is the one place where evidence becomes a number and a sentence, for the learner and for everybody else.
    """
    locks = locks_in(contents, enrolment, marks)
    titles: Mapping[uuid.UUID, str] = outline.titles if outline else {}
    progress = progress_in(contents, marks.finished, titles=titles, locks=locks, zone=zone)
    standing = Standing(enrolment, contents, marks, locks, progress, zone=zone)
    if outline is None:
        return standing
    known = {item.key for item in contents}
    standing.has_newer = outline.edition_id is not None and outline.edition_id != enrolment.edition_id
    if standing.has_newer:
        newer = [item.terms for item in outline.items() if item.key not in known]
        standing.new_items = len(newer)
        locks |= locks_in(tuple(newer), enrolment, marks)
        standing.gone = [
            item
            for item in contents
            if not item.optional and item.key not in outline.by_key and item.key not in marks.finished
        ]
    last = enrolment.last_item
    if last and last not in marks.finished and last not in locks:
        standing.resume = outline.by_key.get(last)
    if standing.resume is None and progress.next_key:
        standing.resume = outline.by_key.get(progress.next_key)
    return standing


def standing_of(request: HttpRequest, outline: Outline) -> Standing | None:
    """Return where the signed-in person stands in this course, or None. Two queries."""
    if not request.user.is_authenticated:
        return None
    enrolment = _running.first([request.user.pk], [outline.key])
    if enrolment is None:
        return None
    return standing_in(
        enrolment,
        contents_of(request, enrolment.edition_id),
        marks_of([enrolment])[enrolment.pk],
        outline=outline,
        zone=request.user.zone,
    )

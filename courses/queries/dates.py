"""What happens when, to one person: meetings of their cohorts, days by which lessons are to be finished, lessons that open."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import CohortDate
from courses.outline import contents_of_all
from courses.queries.pages import plans_of, words_of
from courses.queries.standing import Standing, marks_of, open_enrolments, standing_in
from members.models import Person

SESSION, DEADLINE, OPENS, CATCH_UP = "session", "deadline", "opens", "catch up"


@dataclass(frozen=True, slots=True)
class DateEntry:
    """Something with a day. `uid` is the same whenever the same thing is told again; `day` without a time is a whole day."""

    uid: str
    kind: str
    title: str
    course: str
    day: datetime.date
    starts_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None
    address: str = ""
    place: str = ""
    link: str = ""

    @property
    def order(self) -> tuple[datetime.date, datetime.datetime, str]:
        """Whole days come before what happens on them."""
        least = datetime.datetime.min.replace(tzinfo=datetime.UTC)
        return self.day, self.starts_at or least, self.title

    @property
    def said(self) -> str:
        """Say what it is."""
        words = {
            DEADLINE: _("To be finished: %(title)s"),
            CATCH_UP: _("Catch up: %(title)s"),
            OPENS: _("Opens: %(title)s"),
        }
        return words[self.kind] % {"title": self.title} if self.kind in words else self.title


def running_of(request: HttpRequest, person: Person) -> list[Standing]:
    """Return where a person stands in the courses that they follow and do not pause. Two queries beside what is kept."""
    running = list(open_enrolments(person).filter(paused_at__isnull=True).select_related("cohort", "course"))
    contents = contents_of_all(request, {one.edition_id for one in running})
    marks = marks_of(running)
    return [standing_in(one, contents[one.edition_id], marks[one.pk], zone=person.zone) for one in running]


def dates_of(
    person: Person, standings: Sequence[Standing], *, since: datetime.datetime | None = None
) -> list[DateEntry]:
    """Return a person's dates from a moment on (now unless named), in order. Three queries, however many there are.

    Nothing is told of courses that they pause, and no deadline of what they have finished. After a pause the plan for catching
    up stands in the place of the days that it replaces.
    """
    since = since or timezone.now()
    standings = [standing for standing in standings if not standing.is_paused]
    if not standings:
        return []
    planned = plans_of([standing.enrolment for standing in standings])
    cohorts = {standing.enrolment.cohort_id for standing in standings} - {None}
    dates = list(CohortDate.objects.filter(cohort__in=cohorts).order_by("starts_at", "pk")) if cohorts else []
    keys = {date.item for date in dates if date.item} | {one.enrolment.course_id for one in standings}
    keys |= {key for plan in planned.values() for key in plan}
    keys |= {key for standing in standings for key, lock in standing.locks.items() if lock.opens_at}
    words = words_of(keys)
    found: list[DateEntry] = []
    for standing in standings:
        one = standing.enrolment
        course = words.get(one.course_id, (one.course.title, ""))
        teller = _Teller(person.zone, since, course[0], course[1], words)
        plan = planned.get(one.pk, {})
        found += teller.of_cohort([d for d in dates if d.cohort_id == one.cohort_id], standing, plan)
        found += teller.of_plan(plan, standing)
        found += teller.of_releases(standing)
    return sorted(found, key=lambda entry: entry.order)


@dataclass(slots=True)
class _Teller:
    """Tells the dates of one enrolment."""

    zone: datetime.tzinfo
    since: datetime.datetime
    course: str
    course_address: str
    words: Mapping[uuid.UUID, tuple[str, str]]

    def of_cohort(
        self, dates: list[CohortDate], standing: Standing, plan: Mapping[uuid.UUID, datetime.date]
    ) -> list[DateEntry]:
        """Tell meetings, and days by which something is to be finished that is not."""
        told = []
        for date in dates:
            is_deadline = date.kind == CohortDate.Kind.DEADLINE
            if (date.ends_at or date.starts_at) < self.since:
                continue
            if is_deadline and (date.item in standing.done or date.item in plan):
                continue
            words = self.words.get(date.item) if date.item else None
            told.append(
                DateEntry(
                    uid=str(date.uuid),
                    kind=DEADLINE if is_deadline else SESSION,
                    title=words[0] if words and is_deadline else date.title,
                    course=self.course,
                    day=date.starts_at.astimezone(self.zone).date(),
                    starts_at=date.starts_at.astimezone(self.zone),
                    ends_at=date.ends_at.astimezone(self.zone) if date.ends_at else None,
                    address=words[1] if words else self.course_address,
                    place=date.place,
                    link=date.link,
                )
            )
        return told

    def of_plan(self, plan: Mapping[uuid.UUID, datetime.date], standing: Standing) -> list[DateEntry]:
        """Tell the days of the plan for catching up, for what is not finished."""
        titles = {item.key: item.title for item in standing.contents}
        today = self.since.astimezone(self.zone).date()
        told = []
        for key, due in plan.items():
            if key in standing.done or due < today:
                continue
            title, address = self.words.get(key, (titles.get(key, "?"), self.course_address))
            uid = f"{standing.enrolment.pk}-{key}-catch-up"
            told.append(DateEntry(uid, CATCH_UP, title, self.course, due, address=address))
        return told

    def of_releases(self, standing: Standing) -> list[DateEntry]:
        """Tell when lessons open that are closed by the date alone."""
        told = []
        titles = {item.key: item.title for item in standing.contents}
        for key, lock in standing.locks.items():
            if lock.opens_at is None or lock.opens_at < self.since:
                continue
            title, address = self.words.get(key, (titles.get(key, "?"), self.course_address))
            at = lock.opens_at.astimezone(self.zone)
            uid = f"{standing.enrolment.pk}-{key}-opens"
            told.append(DateEntry(uid, OPENS, title, self.course, at.date(), starts_at=at, address=address))
        return told

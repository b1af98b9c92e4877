"""Who of a course is stuck and why, and whom a message to a part of it reaches."""

import datetime
import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Cohort, Enrolment, GroupMessage, ItemState, Question
from courses.rules import looked_after
from members.audiences import Viewer
from members.models import Person

QUIET_DAYS = 10  # without anything, somebody may be stuck
FAILED_TIMES = 2


def quiet(now: datetime.datetime | None = None) -> Q:
    """Return the condition for those who could have done something and did nothing for ten days."""
    limit = (now or timezone.now()) - datetime.timedelta(days=QUIET_DAYS)
    return (
        (Q(last_seen_at__lt=limit) | Q(last_seen_at__isnull=True, enrolled_at__lt=limit))
        & (Q(nothing_before__isnull=True) | Q(nothing_before__lt=limit))
        & (Q(cohort__isnull=True) | Q(cohort__starts_on__lt=limit.date()))
    )


def failed_in(course_key: uuid.UUID) -> QuerySet[ItemState]:
    """Return the items of a course that somebody did not pass twice and has not finished since."""
    return ItemState.objects.filter(
        course_id=course_key, failures__gte=FAILED_TIMES, finished_at__isnull=True
    ).order_by()


def unanswered_in(course_key: uuid.UUID) -> QuerySet[Question]:
    """Return the questions of a course that wait for an answer."""
    return Question.objects.filter(course_id=course_key, answered_at__isnull=True)


def under_way() -> Q:
    """Return the condition for those who follow a course now, have not completed it, and do not pause."""
    return Q(ended_at__isnull=True, completed_at__isnull=True, paused_at__isnull=True)


def stuck(enrolments: QuerySet[Enrolment], course_key: uuid.UUID) -> QuerySet[Enrolment]:
    """Keep those who are stuck: quiet, failed twice, or waiting for an answer."""
    return enrolments.filter(under_way()).filter(
        quiet()
        | Q(pk__in=failed_in(course_key).values("enrolment_id"))
        | Q(pk__in=unanswered_in(course_key).order_by().values("enrolment_id"))
    )


def reasons_of(enrolments: list[Enrolment], course_key: uuid.UUID) -> dict[int, list[str]]:
    """Say of each of these enrolments why it is stuck, if it is. Three queries."""
    numbers = [one.pk for one in enrolments]
    told: dict[int, list[str]] = {number: [] for number in numbers}
    rows = Enrolment.objects.filter(under_way(), quiet(), pk__in=numbers)
    now = timezone.now()
    for number, seen, enrolled in rows.values_list("pk", "last_seen_at", "enrolled_at"):
        told[number].append(_("Nothing for %(days)s days.") % {"days": (now - (seen or enrolled)).days})
    for number, failures in (
        failed_in(course_key).filter(enrolment__in=numbers).values_list("enrolment_id", "failures")
    ):
        told[number].append(_("Not passed %(times)s times.") % {"times": failures})
    asked = unanswered_in(course_key).filter(enrolment__in=numbers).order_by("-asked_at")
    since = dict(asked.values_list("enrolment_id", "asked_at"))
    for number, at in since.items():
        days = (now - at).days
        told[number].append(
            _("A question unanswered for %(days)s days.") % {"days": days}
            if days
            else _("A question unanswered since today.")
        )
    return told


def learners(person: Viewer, course_key: uuid.UUID, *, cohort: Cohort | None = None) -> QuerySet[Enrolment]:
    """Return the enrolments of a course that a person looks after, of one cohort where one is named."""
    condition = looked_after(person, course_key)
    if condition is None:
        return Enrolment.objects.none()
    found = Enrolment.objects.filter(condition)
    return found.filter(cohort=cohort) if cohort else found


def addressed(*, by: Person, course_key: uuid.UUID, cohort: Cohort | None, audience: str) -> QuerySet[Person]:
    """Return the people whom a message to a part of a group reaches; never the writer, never a closed account."""
    Audience = GroupMessage.Audience
    found: Any = learners(by, course_key, cohort=cohort).filter(ended_at__isnull=True)
    if audience == Audience.FINISHED:
        found = found.filter(completed_at__isnull=False)
    elif audience == Audience.STUCK:
        found = stuck(found, course_key)
    elif audience == Audience.NOT_BEGUN:
        found = found.filter(under_way(), last_seen_at__isnull=True)
    else:
        found = found.filter(under_way())
    people = Person.objects.filter(pk__in=found.order_by().values("person_id"), is_active=True)
    return people.exclude(pk=by.pk).order_by("pk")

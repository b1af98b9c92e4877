"""Cohorts: which may be joined, how many places are free, and what happens when."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from courses.models import Cohort, CohortDate, Enrolment, Waiting
from courses.queries.standing import Standing
from members.models import Affiliation, Organisation, Person


@dataclass(slots=True)
class Offer:
    """A cohort as somebody sees who thinks of joining."""

    cohort: Cohort
    free: int | None  # None: as many as want to come
    waiting: Waiting | None = None

    @property
    def is_full(self) -> bool:
        """Whether the next person waits."""
        return self.free is not None and self.free <= 0


def _counted(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("cohort").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def with_places(cohorts: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Annotate how many places are `taken`, how many are `kept` for open offers, how many people `wait`."""
    here = Q(cohort=OuterRef("pk"))
    return cohorts.annotate(
        taken=_counted(Enrolment.objects.filter(here, ended_at__isnull=True)),
        kept=_counted(Waiting.objects.filter(here, closed_at__isnull=True, offered_at__isnull=False)),
        wait=_counted(Waiting.objects.filter(here, closed_at__isnull=True, offered_at__isnull=True)),
    )


def free_in(cohort: Any) -> int | None:
    """Return how many places of a cohort (from `with_places`) are free; None where there is no number of them."""
    return None if cohort.places is None else max(cohort.places - cohort.taken - cohort.kept, 0)


def offers_in(request: HttpRequest, course_key: uuid.UUID, standing: Standing | None) -> dict[str, Any]:
    """Return what the page of a course says of cohorts: those to join, where one waits, the own one with its next dates."""
    person = request.user
    own = standing.enrolment.cohort if standing else None
    cohorts: list[Any] = []
    if own is None:
        cohorts = list(with_places(Cohort.objects.filter(course_id=course_key).to_join()))
    waiting: dict[int, Waiting] = {}
    if person.is_authenticated and own is None:
        mine = Waiting.objects.filter(person=person, cohort__course_id=course_key, closed_at__isnull=True)
        waiting = {one.cohort_id: one for one in mine.select_related("cohort")}
        known = {cohort.pk for cohort in cohorts}
        extra = [pk for pk in waiting if pk not in known]
        if extra:  # a cohort by invitation whose list they are on
            cohorts += list(with_places(Cohort.objects.filter(pk__in=extra)))
    return {
        "offers": [Offer(cohort, free_in(cohort), waiting.get(cohort.pk)) for cohort in cohorts],
        "cohort": own,
        "cohort_dates": list(coming_dates([own.pk])[:3]) if own else [],
        "may_enrol_staff": person.is_authenticated and bool(organisations_of(person)),
    }


def coming_dates(cohorts: Iterable[int], *, since: datetime.datetime | None = None) -> QuerySet[CohortDate]:
    """Return the dates of some cohorts that are not over."""
    since = since or timezone.now()
    return (
        CohortDate.objects.filter(cohort__in=list(cohorts))
        .filter(Q(ends_at__gte=since) | Q(ends_at__isnull=True, starts_at__gte=since))
        .select_related("cohort")
        .order_by("starts_at", "pk")
    )


def organisations_of(person: Person) -> list[Organisation]:
    """Return the member organisations for which the person may enrol colleagues: those that they work at. One query."""
    return list(Organisation.objects.current().filter(affiliations__person=person).order_by("name"))


def staff_of(organisation: Organisation) -> list[Affiliation]:
    """Return who works at an organisation. One query."""
    found = Affiliation.objects.filter(organisation=organisation, person__is_active=True)
    return list(found.select_related("person").order_by("person__name", "pk"))

"""A cohort as those see it who lead it."""

from typing import Any

from courses.models import Cohort, CohortDate, Enrolment, ItemState
from courses.queries.cohorts import free_in, with_places


def cohort_for(cohort: Cohort) -> dict[str, Any]:
    """Return what the page of a cohort shows. Six queries, however many people are in it."""
    counted = with_places(Cohort.objects.filter(pk=cohort.pk)).get()
    enrolments = Enrolment.objects.filter(cohort=cohort, ended_at__isnull=True).select_related(
        "person", "organisation"
    )
    waiting = cohort.waiting.filter(closed_at__isnull=True).select_related("person")
    invitations = cohort.invitations.filter(withdrawn_at__isnull=True).select_related("accepted_by")
    return {
        "cohort": counted,
        "free": free_in(counted),
        "dates": list(cohort.dates.all()),
        "people": list(enrolments.order_by("person__name", "pk")),
        "waiting_list": list(waiting.order_by("asked_at", "pk")),
        "invitations": list(invitations),
        "facilitators": list(cohort.facilitators.select_related("person")),
    }


def attendance_of(date: CohortDate) -> list[dict[str, Any]]:
    """Return the people of the cohort of a meeting, and who of them is noted as having been there. Two queries."""
    enrolments = list(
        Enrolment.objects.filter(cohort=date.cohort, ended_at__isnull=True)
        .select_related("person", "edition", "course", "cohort")
        .order_by("person__name", "pk")
    )
    there = set(
        ItemState.objects.filter(
            enrolment__in=enrolments, item=date.item, attended_at__isnull=False
        ).values_list("enrolment_id", flat=True)
    )
    return [{"enrolment": one, "was_there": one.pk in there} for one in enrolments]

"""Keep a place while on tour, and come back with a plan."""

import datetime

from django.db import transaction
from django.utils import timezone

from courses.catching_up import behind, plan
from courses.models import CohortDate, Enrolment, ItemState, Pause
from courses.signals import enrolment_paused, enrolment_resumed
from members.models import Person


@transaction.atomic
def pause(*, enrolment: Enrolment, by: Person, until: datetime.date | None = None, reason: str = "") -> Pause:
    """Keep the place and expect nothing meanwhile. Asking again only changes until when."""
    enrolment = Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    now = timezone.now()
    running, made = Pause.objects.get_or_create(
        enrolment=enrolment,
        ended_at__isnull=True,
        defaults={"until": until, "reason": reason, "by": by, "began_at": now},
    )
    if not made:
        running.until, running.reason = until, reason or running.reason
        running.save(update_fields=["until", "reason"])
        return running
    Enrolment.objects.filter(pk=enrolment.pk).update(paused_at=now)
    enrolment_paused.send(Enrolment, enrolment_id=enrolment.pk, pause_id=running.pk)
    return running


@transaction.atomic
def resume(*, enrolment: Enrolment, by: Person | None) -> Pause | None:
    """Come back: days since the start go on where they stopped, and the plan for catching up is made, once.

    Without `by` the pause ended by itself, on the day that was named.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("cohort", "person", "edition")
        .get(pk=enrolment.pk)
    )
    running = Pause.objects.filter(enrolment=enrolment, ended_at__isnull=True).first()
    if running is None:
        return None
    now = timezone.now()
    zone = enrolment.person.zone
    days = (now.astimezone(zone).date() - running.began_at.astimezone(zone).date()).days
    running.ended_at = max(now, running.began_at)
    running.plan = _plan_for(enrolment, now.astimezone(zone).date())
    running.save(update_fields=["ended_at", "plan"])
    Enrolment.objects.filter(pk=enrolment.pk).update(
        paused_at=None, paused_days=enrolment.paused_days + max(days, 0), last_seen_at=now
    )
    enrolment_resumed.send(Enrolment, enrolment_id=enrolment.pk, pause_id=running.pk)
    return running


def _plan_for(enrolment: Enrolment, today: datetime.date) -> list[dict[str, str]]:
    finished = set(
        ItemState.objects.filter(enrolment=enrolment, finished_at__isnull=False).values_list(
            "item", flat=True
        )
    )
    deadlines: dict = {}
    end = None
    if enrolment.cohort is not None:
        end = enrolment.cohort.ends_on
        zone = enrolment.person.zone
        rows = CohortDate.objects.filter(cohort=enrolment.cohort, kind=CohortDate.Kind.DEADLINE)
        deadlines = {row.item: row.starts_at.astimezone(zone).date() for row in rows}
    left = behind(enrolment.edition.contents, finished=finished, deadlines=deadlines, today=today)
    return [{"item": str(key), "due": due.isoformat()} for key, due in plan(left, start=today, end=end)]


def resume_those_due() -> int:
    """End the pauses whose last day has come where their people live; return how many."""
    count = 0
    latest = timezone.now().date() + datetime.timedelta(days=1)
    due = Pause.objects.filter(ended_at__isnull=True, until__lte=latest).select_related("enrolment__person")
    for one in due:
        today = timezone.now().astimezone(one.enrolment.person.zone).date()
        if one.until is not None and one.until <= today:
            resume(enrolment=one.enrolment, by=None)
            count += 1
    return count

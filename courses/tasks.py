"""Thin: ids in, one action called. Running a task twice or late does no harm."""

from celery import shared_task

from courses.actions.letters import deliver
from courses.actions.pausing import resume_those_due
from courses.actions.waiting import lapse_offers
from courses.models import Letter

AT_ONCE = 500  # letters a sweep sends


@shared_task
def send_letters(letter_ids: list[int]) -> None:
    """Send some letters unless they were sent meanwhile."""
    deliver(letter_ids)


@shared_task
def sweep() -> None:
    """Send what was left behind, give places on whose offer was not answered, end pauses that were to end."""
    lapse_offers()
    resume_those_due()
    deliver(list(Letter.objects.to_send().order_by("try_at").values_list("pk", flat=True)[:AT_ONCE]))

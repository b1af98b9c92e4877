"""Thin: one action."""

from celery import shared_task

from badges import actions


@shared_task
def issue_waiting() -> None:
    """Sign and draw what was awarded; also the sweep for lost wake-ups and killed workers."""
    actions.issue_waiting()

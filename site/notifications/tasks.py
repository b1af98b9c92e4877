"""Thin: one action each. Rows say what is to be done, so running twice or late does no harm."""

from celery import shared_task

from notifications import actions


@shared_task
def fan_out() -> None:
    """Tell of every post that is still to be told of; also the sweep for lost wake-ups and killed workers."""
    actions.carry_on()


@shared_task
def write_digests() -> None:
    """Write the digests that are due."""
    actions.write_digests()

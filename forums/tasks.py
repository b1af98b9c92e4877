"""Thin: one action called."""

from celery import shared_task

from forums import actions


@shared_task
def sweep() -> None:
    """End restrictions whose time has come, and remove drafts and files that nobody came back to."""
    actions.lift_what_is_over()
    actions.sweep_drafts()

"""Thin: one action called. Running a task twice or late does no harm."""

from celery import shared_task

from courses.actions.pausing import resume_those_due
from courses.actions.peer_sweeping import read_files, sweep_reviews
from courses.actions.quizzes import close_overdue
from courses.actions.waiting import lapse_offers


@shared_task
def sweep() -> None:
    """Give places on whose offer was not answered, end pauses that were to end, hand in quizzes whose time is up, and see to
    reviews that nobody gives.
    """
    lapse_offers()
    resume_those_due()
    close_overdue()
    sweep_reviews()
    read_files()

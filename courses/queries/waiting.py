"""What waits for a trainer: one rule for the cards, the desk of a course and the feedback desk, so that they count alike."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from courses.models import ItemState, Submission


def waiting_for_a_trainer() -> QuerySet[ItemState]:
    """Return what was handed in and nobody has answered: lessons, open answers to quizzes, and assignments, but for those that
    are still with other learners or were taken back.
    """
    elsewhere = _work().filter(Q(withdrawn_at__isnull=False) | Q(trainer_from__gt=timezone.now()))
    return ItemState.objects.filter(~Exists(elsewhere), waits_since__isnull=False)


def beside_assignments() -> QuerySet[ItemState]:
    """Return what waits for a trainer and is no assignment: it is answered on the desk of its course."""
    return waiting_for_a_trainer().filter(~Exists(_work()))


def _work() -> QuerySet[Submission]:
    """The version of an assignment that counts for a state, where it is one."""
    same = {"enrolment": OuterRef("enrolment"), "item": OuterRef("item")}
    return Submission.objects.filter(**same, submitted_at__isnull=False, replaced_at__isnull=True).order_by()

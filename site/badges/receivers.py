"""Facts heard: a course was completed."""

from typing import Any

from django.dispatch import receiver

from badges.actions import award_for_completion
from courses.models import Completion
from courses.signals import course_completed


@receiver(course_completed)
def completed(completion_id: int, **kwargs: Any) -> None:
    """Award it, in the transaction of the completion itself."""
    completion = Completion.objects.select_related("enrolment__person", "enrolment__course").get(
        pk=completion_id
    )
    award_for_completion(completion=completion)

"""Follow a learning path; complete it, for good."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import EnrolmentClosed
from courses.models import Completion, PathFollowing
from courses.paths import Step, is_complete, read_steps
from courses.queries.paths import steps_now
from courses.signals import path_completed
from members.models import Person


@transaction.atomic
def follow_path(*, person: Person, path_key: uuid.UUID, by: Person) -> PathFollowing:
    """Begin a path with its steps as they are now. What was completed before counts at once."""
    title, steps = steps_now(path_key)
    if not steps:
        raise EnrolmentClosed(_("This path has no courses yet. Come back when it has been published."))
    following, _made = PathFollowing.objects.get_or_create(
        person=person, path_key=path_key, defaults={"title": title, "steps": _entries(steps)}
    )
    _settle(following)
    return following


@transaction.atomic
def take_up_path(*, following: PathFollowing, by: Person) -> PathFollowing:
    """Go over to the steps as they are now, because the person chose to after seeing both."""
    title, steps = steps_now(following.path_key)
    if steps:
        following.title, following.steps = title, _entries(steps)
        following.save(update_fields=["title", "steps"])
        _settle(following)
    return following


@transaction.atomic
def stop_following(*, following: PathFollowing, by: Person) -> None:
    """Let a path go; courses stay as they are. One that was completed is kept."""
    if following.completed_at is None:
        following.delete()


def complete_paths(*, person_id: int, course_key: uuid.UUID) -> None:
    """Settle the paths of a person in which a course stands that they completed just now."""
    running = PathFollowing.objects.select_for_update().filter(person_id=person_id, completed_at__isnull=True)
    for following in running:
        if any(str(course_key) == course["key"] for step in following.steps for course in step["courses"]):
            _settle(following)


def _entries(steps: list[Step]) -> list[dict[str, Any]]:
    return [step.entry() for step in steps]


def _settle(following: PathFollowing) -> None:
    if following.completed_at is not None:
        return
    rows = Completion.objects.filter(enrolment__person_id=following.person_id, kind=Completion.Kind.COMPLETED)
    completed = set(rows.values_list("enrolment__course_id", flat=True))
    if is_complete(read_steps(following.steps), completed):
        following.completed_at, following.completed_with = timezone.now(), following.steps
        following.save(update_fields=["completed_at", "completed_with"])
        path_completed.send(PathFollowing, following_id=following.pk)

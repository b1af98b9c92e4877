"""Facts heard: pages that may change a course's outline; what frees a place."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page

from courses.actions import freeze_edition
from courses.actions.paths import complete_paths
from courses.actions.waiting import offer_free_places
from courses.models import Completion, CoursePage, Enrolment, ItemPage, ModulePage, item_models
from courses.models.below import course_key_of
from courses.signals import course_completed, enrolment_ended
from pages.signals import page_changed


@receiver(page_changed)
def outline_may_have_changed(sender: type, page: Page, gone: bool, **kwargs: Any) -> None:
    """Freeze an edition when the outline is another than before."""
    if isinstance(page, CoursePage | ModulePage | ItemPage):
        _freeze(page)


@receiver(post_delete)
def part_deleted(sender: type, instance: Any, **kwargs: Any) -> None:
    """The same, once the row has gone."""
    if sender is ModulePage or sender in item_models():
        _freeze(instance)


def _freeze(page: Page) -> None:
    key = course_key_of(page)
    if key:
        freeze_edition(course_key=key)


@receiver(enrolment_ended)
def a_place_is_free(enrolment_id: int, **kwargs: Any) -> None:
    """Whoever waits longest is offered the place."""
    cohort = Enrolment.objects.select_related("cohort").get(pk=enrolment_id).cohort
    if cohort is not None:
        offer_free_places(cohort=cohort)


@receiver(course_completed)
def paths_may_be_complete(completion_id: int, **kwargs: Any) -> None:
    """A course that is completed may have been the last of a learning path."""
    completion = Completion.objects.select_related("enrolment").get(pk=completion_id)
    if completion.kind == Completion.Kind.COMPLETED:
        complete_paths(person_id=completion.enrolment.person_id, course_key=completion.enrolment.course_id)

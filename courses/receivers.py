"""Published, unpublished, moved and deleted pages may change a course's outline."""

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page

from courses.actions import freeze_edition
from courses.models import CoursePage, LessonPage, ModulePage
from pages.signals import page_changed

STEP = CoursePage.steplen


@receiver(page_changed)
def outline_may_have_changed(sender: type, page: Page, gone: bool, **kwargs: Any) -> None:
    """Freeze an edition when the outline is another than before."""
    if isinstance(page, CoursePage | ModulePage | LessonPage):
        _freeze(page)


@receiver(post_delete, sender=ModulePage)
@receiver(post_delete, sender=LessonPage)
def part_deleted(sender: type, instance: Page, **kwargs: Any) -> None:
    """The same, once the row has gone."""
    _freeze(instance)


def _freeze(page: Page) -> None:
    key = (
        CoursePage.objects.filter(path=page.path[: STEP * 4])
        .values_list("translation_key", flat=True)
        .first()
    )
    if key:
        freeze_edition(course_key=key)

"""What trainers see of the CMS, and what they cannot change there."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from courses.models import CoursePage, Enrolment
from members.audiences import is_staff


@hooks.register("before_edit_page")
def say_who_is_under_way(request: HttpRequest, page: Page) -> None:
    """Tell the author how many people follow the course whose outline is about to change."""
    if request.method != "GET" or not isinstance(page.specific_deferred, CoursePage):
        return
    count = Enrolment.objects.filter(course_id=page.translation_key, ended_at__isnull=True).count()
    if count:
        messages.info(
            request,
            _(
                "%(count)s people follow this course. What they have finished stays finished, whatever you change."
            )
            % {"count": count},
        )


@hooks.register("construct_main_menu")
def only_what_they_may_use(request: HttpRequest, menu_items: list[Any]) -> None:
    """Trainers work on pages; reports over all pages are the editors'."""
    if not is_staff(request.user):
        menu_items[:] = [
            item for item in menu_items if item.name in ("explorer", "images", "documents", "help")
        ]

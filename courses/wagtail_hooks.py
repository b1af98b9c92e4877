"""What trainers see of the CMS and cannot change there; what authors are told before learners are touched; copies made whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from courses.actions.copying import settle_copy
from courses.models import CoursePage, ItemPage, ModulePage
from courses.queries.publishing import say_what_goes, touched_by
from members.audiences import is_staff, standing_of

OURS = (CoursePage, ModulePage, ItemPage)
THEIRS = frozenset({"explorer", "images", "documents", "help", "course-translations"})


@hooks.register("before_publish_page")
def ask_before_learners_are_touched(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stop a publish that makes a new edition of a course that people follow; the draft is saved, and the next screen asks."""
    specific = page.specific_deferred
    if not isinstance(specific, OURS) or not page.pk:
        return None
    touched = touched_by(page.specific)
    if touched is None or not touched.changes_outline or not touched.people:
        return None
    return HttpResponseRedirect(reverse("courses_cms:publish", args=[page.pk]))


@hooks.register("before_delete_page")
def say_before_deleting(request: HttpRequest, page: Page) -> None:
    """Tell how many learners a page is taken from; before unpublishing, a template of Wagtail's does that."""
    told = say_what_goes(page) if request.method == "GET" else ""
    if told:
        messages.warning(request, told)


@hooks.register("before_move_page")
def say_before_moving(request: HttpRequest, page: Page, destination: Page) -> None:
    """Tell how many learners follow the course whose order changes."""
    specific = page.specific_deferred
    if request.method != "GET" or not isinstance(specific, OURS):
        return
    touched = touched_by(page.specific)
    if touched and touched.people:
        messages.warning(
            request,
            ngettext(
                "%(n)s person follows this course. Moving makes a new edition: they are asked, and nobody is moved along.",
                "%(n)s people follow this course. Moving makes a new edition: they are asked, and nobody is moved along.",
                touched.people,
            )
            % {"n": touched.people},
        )


@hooks.register("after_copy_page")
def make_the_copy_whole(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Give a copied course or module its own prerequisites, and its other languages."""
    if not isinstance(page.specific_deferred, OURS):
        return
    made = settle_copy(original=page, copy=new_page, by=request.user)
    if made:
        messages.info(request, _("Its versions in other languages were copied too, as drafts."))


@hooks.register("construct_main_menu")
def only_what_they_may_use(request: HttpRequest, menu_items: list[Any]) -> None:
    """Trainers work on pages; reports over all pages are the editors'."""
    if not is_staff(request.user):
        menu_items[:] = [item for item in menu_items if item.name in THEIRS]


@hooks.register("register_admin_urls")
def our_screens() -> list:
    """Mount them under /cms/courses/."""
    return [path("courses/", include("courses.cms_urls"))]


class TranslationsMenuItem(MenuItem):
    """Those see it who write courses."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person teaches or edits."""
        return bool(standing_of(request.user) & {"trainer", "editor", "secretariat"})


@hooks.register("register_admin_menu_item")
def translations_menu_item() -> MenuItem:
    """Lead to what wants translating."""
    return TranslationsMenuItem(
        gettext_lazy("Translations of courses"),
        reverse_lazy("courses_cms:translations"),
        name="course-translations",
        icon_name="globe",
        order=310,
    )

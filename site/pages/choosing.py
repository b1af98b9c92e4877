"""Who writes pages in the CMS chooses among the pages that they may see or edit, and is told of no others."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from files.models import StoredFile
from files.rules import choosable
from members.audiences import is_staff
from members.models import Person
from pages.models.base import visible


def choosable_pages(pages: QuerySet[Page], person: Person) -> QuerySet[Page]:
    """Keep what the person may see or edit, and the root of all. Editors see everything in the CMS."""
    if is_staff(person):
        return pages
    edited = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(
        person, {"add", "change"}
    )
    seen = visible(Page.objects.all(), person)
    return pages.filter(
        Q(pk__in=seen.order_by().values("pk")) | Q(pk__in=edited.order_by().values("pk")) | Q(depth=1)
    )


def names_what_is_closed(field: Any, new: Any, old: Any, person: Person) -> bool:
    """Whether a text that the person wrote names a page or file that is not theirs to choose and was not there before.

    Choosers offer none; a form can be sent by hand.
    """
    named = {*_named_in(field, new)} - {*_named_in(field, old)}
    files = {number for model, number in named if issubclass(model, StoredFile)}
    pages = {number for model, number in named if issubclass(model, Page)}
    return (
        choosable(StoredFile.objects.filter(pk__in=files), person).count() < len(files)
        or choosable_pages(Page.objects.filter(pk__in=pages), person).count() < len(pages)
    )  # fmt: skip


def _named_in(field: Any, value: Any) -> set[tuple[Any, int]]:
    found = field.extract_references(value) if value else ()
    return {(model, int(number)) for model, number, *_where in found if str(number).isdigit()}


class Browse(BrowseView):
    """Wagtail's chooser, below pages that the person may see."""

    def get_object_list(self) -> QuerySet[Page]:
        """To others the page above is not there, and nothing below it is listed."""
        self._must_be_open(self.parent_page)
        return choosable_pages(super().get_object_list(), self.request.user)

    def _must_be_open(self, page: Page) -> None:
        if not choosable_pages(Page.objects.filter(pk=page.pk), self.request.user).exists():
            raise Http404


class ChosenTogether(ChosenMultipleView):
    """What Wagtail's chooser answers about several chosen pages, of those that the person may choose."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for them alone."""
        asked = [int(number) for number in request.GET.getlist("id") if number.isdigit()]
        allowed = choosable_pages(Page.objects.filter(pk__in=asked), request.user)  # type: ignore[arg-type]  # behind the door of the CMS
        given = request.GET.copy()
        given.setlist("id", [str(pk) for pk in allowed.values_list("pk", flat=True)])
        request.GET = given  # type: ignore[assignment]  # Wagtail's view reads it
        answer: HttpResponse = super().get(request)
        return answer


class ConfirmMove(MoveConfirmView):
    """Wagtail's question before a move; it looks for a free address before it asks who moves, and says what it found."""

    def dispatch(
        self, request: HttpRequest, page_to_move_id: int, destination_id: int, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Ask who moves first."""
        page = get_object_or_404(Page, pk=page_to_move_id)
        if not page.permissions_for_user(request.user).can_move():
            raise PermissionDenied
        answer: HttpResponse = super().dispatch(request, page_to_move_id, destination_id, *args, **kwargs)
        return answer


#: They stand before Wagtail's own, under the same names.
urlpatterns: list[URLPattern] = [
    path("choose-page/", require_admin_access(Browse.as_view())),
    path("choose-page/<int:parent_page_id>/", require_admin_access(Browse.as_view())),
    path("choose-page/chosen-multiple/", require_admin_access(ChosenTogether.as_view())),
    path(
        "pages/<int:page_to_move_id>/move/<int:destination_id>/confirm/",
        require_admin_access(ConfirmMove.as_view()),
    ),
]

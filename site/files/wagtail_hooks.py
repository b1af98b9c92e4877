"""What editors see of files in the CMS."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail import hooks
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet

from files import rules
from files.models import StoredFile


@hooks.register("before_serve_document")
def through_our_own_door(document: StoredFile, request: HttpRequest) -> HttpResponse:
    """Wagtail's own document address obeys the same rule as ours, and leads there: it would tell the type by the name."""
    if not rules.may_open(document, request.user):
        raise Http404
    return HttpResponseRedirect(document.address)


class ChoosableFiles(DocumentsAdminAPIViewSet):
    """The CMS's own list of files for its scripts: of those that the person may choose."""

    def get_queryset(self) -> QuerySet[StoredFile]:
        """Keep them."""
        return rules.choosable(super().get_queryset(), self.request.user)


@hooks.register("construct_admin_api", order=10)  # after Wagtail's own
def list_what_they_may_choose(router: Any) -> None:
    """Take the place of Wagtail's list."""
    router.register_endpoint("documents", ChoosableFiles)

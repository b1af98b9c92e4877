"""What editors see of files in the CMS."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from wagtail import hooks

from files import rules
from files.models import StoredFile


@hooks.register("before_serve_document")
def through_our_own_door(document: StoredFile, request: HttpRequest) -> HttpResponse:
    """Wagtail's own document address obeys the same rule as ours, and leads there: it would tell the type by the name."""
    if not rules.may_open(document, request.user):
        raise Http404
    return HttpResponseRedirect(document.address)

"""The one door through which files leave, and what they look like."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from files import rules, serving
from files.models import Preview, StoredFile
from files.signals import file_served


@require_safe
def serve(request: HttpRequest, uuid: UUID, name: str) -> HttpResponseBase:
    """Serve a file to whoever may open it; to all others it is not there."""
    file = get_object_or_404(StoredFile, uuid=uuid)
    if not rules.may_open(file, request.user):
        raise Http404
    try:
        response = serving.respond(request, file)
    except FileNotFoundError as error:
        raise Http404 from error
    if serving.is_first_part(request, response):
        file_served.send(StoredFile, file_id=file.pk, person=request.user)
    return response


@require_safe
def preview(request: HttpRequest, uuid: UUID, number: int) -> HttpResponseBase:
    """Show what a page of a file looks like to whoever may open the file. Looking is no download."""
    found = get_object_or_404(
        Preview.objects.select_related("extraction__file"), extraction__file__uuid=uuid, number=number
    )
    if not rules.may_open(found.extraction.file, request.user):
        raise Http404
    try:
        return serving.respond_with_preview(request, found)
    except FileNotFoundError as error:
        raise Http404 from error

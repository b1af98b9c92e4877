"""The one door through which files leave."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from files import rules, serving
from files.models import StoredFile
from files.signals import file_served


@require_safe
def serve(request: HttpRequest, uuid: UUID, name: str) -> HttpResponseBase:
    """Serve a file to whoever may open it; to all others it is not there."""
    file = get_object_or_404(StoredFile, uuid=uuid)
    if not rules.may_open(file, request.user):
        raise Http404
    response = serving.respond(request, file)
    first_bytes = response.status_code == 200 or response.headers.get("Content-Range", "").startswith(
        "bytes 0-"
    )
    if request.method == "GET" and first_bytes and response.status_code in (200, 206):
        file_served.send(StoredFile, file_id=file.pk, person=request.user)
    return response

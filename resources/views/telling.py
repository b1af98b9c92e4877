"""A resource told to other programs: citations, feeds, and the OAI-PMH repository."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from files.serving import disposition
from resources.citing import DOWNLOADS
from resources.citing.formats import cite_key
from resources.describing import described
from resources.harvesting import answer as answer_harvester
from resources.views import page_of


@require_safe
def cite(request: HttpRequest, key: uuid.UUID, ending: str) -> HttpResponse:
    """Give a citation as a file for a reference manager."""
    download = DOWNLOADS.get(ending)
    if download is None:
        raise Http404
    page = page_of(request, key)
    work = described([key], page.language)[key]
    response = HttpResponse(download.write(work), content_type=download.media_type)
    response["Content-Disposition"] = disposition(f"{cite_key(work)}.{ending}", inline=False)
    response["Cache-Control"] = "private, no-cache"
    return response


@csrf_exempt  # harvesters post, and nothing is changed
@require_http_methods(["GET", "HEAD", "POST"])
def harvest(request: HttpRequest) -> HttpResponse:
    """Answer a harvester. Arguments come in the address or, by POST, in the body; the same one twice is an error of
    the protocol.
    """
    given: QueryDict = request.POST if request.method == "POST" else request.GET
    return HttpResponse(answer_harvester(given), content_type="text/xml; charset=utf-8")

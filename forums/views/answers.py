"""Small answers for scripts: is there news in a topic, whom could this name mean, keep this draft. Each is also reachable
without a script, by a page that does the same.
"""

import asyncio
import json
from collections.abc import AsyncIterator

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.asgi import ASGIRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forums import actions, queries
from forums.errors import SavedElsewhere
from forums.models import Draft, Topic
from forums.queries.addressing import offers
from forums.views import SignedInRequest, number_in
from members.audiences import Viewer
from members.models import Person

EVERY = 5.0  # seconds between two looks of an open stream
STREAM_FOR = (
    300.0  # seconds; then the browser opens it again, and a server that restarts has not long to wait
)
FIELDS = {"text", "title", "tags", "language", "place_what", "place_where"}


@never_cache
@require_safe
def news(request: HttpRequest, pk: int) -> JsonResponse:
    """Say how many posts came after the one that the reader has seen. One query beside the reader's labels."""
    last = _last_number(request.user, pk)
    if last is None:
        raise Http404
    return JsonResponse(_news(last, number_in(request, "after") or 0))


def _last_number(person: Viewer, pk: int) -> int | None:
    return Topic.objects.visible_to(person).filter(pk=pk).values_list("last_number", flat=True).first()


def _news(last: int, after: int) -> dict[str, object]:
    count = max(0, last - after)
    words = ngettext("%(n)s new post", "%(n)s new posts", count) % {"n": count}
    return {"last": last, "count": count, "words": words if count else ""}


@never_cache
@require_safe
async def stream(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Tell of news as it comes, where the server can keep a connection open without keeping a worker; elsewhere 204, which
    tells the browser to ask now and then instead. Access is asked at every look.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    person = await request.auser()
    after = number_in(request, "after") or 0
    if await sync_to_async(_last_number)(person, pk) is None:
        raise Http404
    response = StreamingHttpResponse(_events(person.pk, pk, after), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(person_pk: int | None, pk: int, after: int) -> AsyncIterator[str]:
    told = after
    loop = asyncio.get_running_loop()
    until = loop.time() + STREAM_FOR
    while loop.time() < until:
        last = await sync_to_async(_last_number_for)(person_pk, pk)
        if last is None:
            return
        if last > told:
            told = last
            yield f"data: {json.dumps(_news(last, after))}\n\n"
        else:
            yield ": \n\n"  # whoever went away is noticed by writing
        await asyncio.sleep(EVERY)


def _last_number_for(person_pk: int | None, pk: int) -> int | None:
    person: Viewer | None = AnonymousUser()
    if person_pk is not None:
        person = Person.objects.filter(pk=person_pk, is_active=True).first()
    return _last_number(person, pk) if person is not None else None


@never_cache
@login_required
@require_safe
def addressed(request: SignedInRequest) -> JsonResponse:
    """Offer whom the writer may mean. Nobody is offered who is not in the list of people, in the topic, or in charge of it."""
    topic_pk = number_in(request, "topic")
    topic = queries.topic_for(request.user, topic_pk) if topic_pk else None
    slug = request.GET.get("forum", "")
    forum = queries.forum_for(request.user, slug) if slug else None
    found = offers(request.GET.get("q", ""), writer=request.user, topic=topic, forum=forum)
    return JsonResponse({"offers": [{"handle": one.handle, "note": one.note} for one in found]})


@login_required
@require_POST
def keep_draft(request: SignedInRequest) -> JsonResponse:
    """Keep a draft while somebody writes. 409 with the other text where another window has saved since."""
    action, target = request.POST.get("action", ""), request.POST.get("target", "")
    given = request.POST.get("version", "")
    if action not in Draft.Action.values or not target or len(target) > 80 or not given.isdigit():
        return JsonResponse({"error": _("This draft cannot be kept.")}, status=400)
    said = {name: value for name, value in request.POST.items() if name in FIELDS and isinstance(value, str)}
    try:
        draft = actions.save_draft(
            person=request.user, action=action, target=target, said=said, version=min(int(given), 2**31 - 1)
        )
    except SavedElsewhere as error:
        other = Draft.objects.filter(person=request.user, action=action, target=target).first()
        return JsonResponse(
            {
                "error": str(error),
                "said": other.said if other else {},
                "version": other.version if other else 0,
            },
            status=409,
        )
    return JsonResponse({"version": draft.version, "words": _("Your draft is kept.")})

"""A learner's own desk: what comes next, notes, transcript, calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from courses.actions import notes as note_actions
from courses.calendars import BEFORE, written
from courses.models import CalendarFeed
from courses.queries import own
from courses.queries.dates import dates_of, running_of

DATES = 5  # the next ones, on the desk


@never_cache
@login_required
@require_GET
def learning(request: HttpRequest) -> HttpResponse:
    """All that the person learns."""
    return render(request, "courses/learning.html", own.everything_of(request, request.user, dates=DATES))


@never_cache
@login_required
@require_GET
def notes(request: HttpRequest) -> HttpResponse:
    """Notes, bookmarks and reflections, by course."""
    return render(request, "courses/notes.html", {"courses": own.notes_of(request.user)})


@never_cache
@login_required
@require_GET
def transcript(request: HttpRequest) -> HttpResponse:
    """All that the person has followed and what it came to, for reading and printing."""
    return render(
        request,
        "courses/transcript.html",
        {"rows": own.transcript_of(request.user), "today": timezone.now().astimezone(request.user.zone)},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """The person's dates, and the address under which their calendar program reads them."""
    if request.method == "POST":
        if "close" in request.POST:
            note_actions.close_calendar(person=request.user, by=request.user)
            messages.success(request, _("The address is dead. Your calendar program gets nothing more."))
        elif "renew" in request.POST:
            note_actions.renew_calendar(person=request.user, by=request.user)
            messages.success(request, _("Here is a new address. The old one is dead."))
        else:
            note_actions.calendar_of(request.user)
        return HttpResponseRedirect(reverse("courses:calendar"))
    found = CalendarFeed.objects.filter(person=request.user).first()
    address = request.build_absolute_uri(reverse("calendar:feed", args=[found.token])) if found else ""
    return render(
        request,
        "courses/calendar.html",
        {"dates": dates_of(request.user, running_of(request, request.user)), "address": address},
    )


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The dates for a calendar program; whoever has the address reads them, in the person's language and time zone."""
    found = CalendarFeed.objects.filter(token=token, person__is_active=True).select_related("person").first()
    if found is None:
        raise Http404
    person = found.person
    with translation.override(person.language):
        dates = dates_of(person, running_of(request, person), since=timezone.now() - BEFORE)
        body = written(dates, name=_("My learning"), zone=person.time_zone)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="learning.ics"'
    response["Cache-Control"] = "private, max-age=600"
    response["Content-Language"] = person.language
    response["X-Robots-Tag"] = "noindex"
    return response

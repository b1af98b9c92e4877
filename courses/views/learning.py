"""Enrol, mark as done, take up a new edition, leave; and one page of all that a person learns."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import actions, queries
from courses.models import CoursePage, Enrolment, ItemEvent, LessonPage
from courses.outline import outline_of


def told_in_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn a CourseError into a message on the page that the person came from."""

    @wraps(view)
    def wrapped(request: HttpRequest, course: uuid.UUID, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, course, *args, **kwargs)
        except actions.CourseError as error:
            messages.error(request, str(error))
            return _to_course(request, course)

    return wrapped


def _to_course(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    outline = outline_of(request, key)
    return HttpResponseRedirect(outline.address if outline else f"/{request.LANGUAGE_CODE}/learning/")


def _own_enrolment(request: HttpRequest, key: uuid.UUID) -> Enrolment:
    enrolment = (
        Enrolment.objects.select_related("edition", "course")
        .filter(person=request.user, course_id=key, ended_at__isnull=True)
        .first()
    )
    if enrolment is None:
        raise actions.EnrolmentClosed(_("You do not follow this course at the moment. Enrol to go on."))
    return enrolment


@login_required
@require_GET
def learning(request: HttpRequest) -> HttpResponse:
    """All that the person learns."""
    return render(request, "courses/learning.html", queries.learning_of(request.user))


@login_required
@require_POST
@told_in_words
def enrol(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Enrol in one click and go to the first lesson."""
    if not CoursePage.objects.visible_to(request.user).filter(translation_key=course).exists():
        raise Http404
    actions.enrol(person=request.user, course_key=course, by=request.user)
    outline = outline_of(request, course)
    if outline is None or not outline.modules:
        return _to_course(request, course)
    messages.success(request, _("You are enrolled. What you finish is kept here and under “My learning”."))
    return HttpResponseRedirect(outline.modules[0].items[0].address)


@login_required
@require_POST
@told_in_words
def mark_done(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Mark a lesson as done and go on to the next, or to the course when all is done."""
    enrolment = _own_enrolment(request, course)
    lesson = (
        LessonPage.objects.visible_to(request.user).in_best_language().filter(translation_key=item).first()
    )
    if lesson is None:
        raise actions.NoSuchItem(_("This lesson is not there any more. What you finished is kept."))
    actions.record_event(
        enrolment=enrolment,
        item=item,
        verb=ItemEvent.Verb.DONE,
        key=f"done:{item}",
        by=request.user,
        title=lesson.title,
        revision=lesson.live_revision_id,
        language=request.LANGUAGE_CODE,
    )
    outline = outline_of(request, course)
    seen = outline.seen_by(request.user).items() if outline else []
    place = next((i for i, entry in enumerate(seen) if entry.key == item), None)
    if place is not None and place + 1 < len(seen):
        return HttpResponseRedirect(seen[place + 1].address)
    return _to_course(request, course)


@login_required
@require_POST
@told_in_words
def take_up(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Go over to the newest edition."""
    enrolment = _own_enrolment(request, course)
    edition = queries.newest_edition(course)
    if edition is not None:
        actions.take_up_edition(enrolment=enrolment, edition=edition, by=request.user)
        messages.success(request, _("You follow the newest edition now. All that you finished counts in it."))
    return _to_course(request, course)


@login_required
@require_POST
@told_in_words
def leave(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Leave a course; what was done stays."""
    actions.leave(enrolment=_own_enrolment(request, course), by=request.user)
    messages.success(request, _("You have left the course. What you did is kept, and you can come back."))
    return HttpResponseRedirect(f"/{request.LANGUAGE_CODE}/learning/")

"""Enrol, finish, hand in, look at a new edition and take it up, pause, leave."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import actions
from courses.actions import pausing
from courses.forms import HandInForm, PauseForm
from courses.models import ItemEvent
from courses.outline import outline_of
from courses.queries.learning import newest_edition
from courses.queries.upgrades import upgrade_of
from courses.views.doors import (
    home_of_learning,
    own_enrolment,
    own_lesson,
    to_course,
    told_in_words,
    visible_course,
)


@login_required
@require_POST
@told_in_words
def enrol(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Enrol in one click and go to the first lesson."""
    page = visible_course(request, course)
    actions.enrol(person=request.user, course_key=course, by=request.user)
    outline = outline_of(request, course)
    if outline is None or not outline.modules:
        return HttpResponseRedirect(page.address)
    messages.success(request, _("You are enrolled. What you finish is kept here and under “My learning”."))
    return HttpResponseRedirect(outline.modules[0].items[0].address)


@login_required
@require_POST
@told_in_words
def mark_done(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Mark a lesson as done and go on to the next, or to the course when all is done."""
    return _record(request, course, item, verb=ItemEvent.Verb.DONE, key=f"done:{item}")


@login_required
@require_POST
@told_in_words
def hand_in(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Say that what a lesson asks for has been handed in, and where it is."""
    form = HandInForm(request.POST)
    if not form.is_valid():
        raise actions.CourseError(" ".join(message for errors in form.errors.values() for message in errors))
    answer = _record(
        request,
        course,
        item,
        verb=ItemEvent.Verb.SUBMITTED,
        key=f"submitted:{form.cleaned_data['key']}",
        note=form.cleaned_data["note"],
    )
    messages.success(request, _("Handed in. The trainers see it on their desk."))
    return answer


def _record(
    request: HttpRequest, course: uuid.UUID, item: uuid.UUID, *, verb: str, key: str, note: str = ""
) -> HttpResponse:
    enrolment = own_enrolment(request, course)
    lesson = own_lesson(request, course, item)
    actions.record_event(
        enrolment=enrolment,
        item=item,
        verb=verb,
        key=key,
        by=request.user,
        title=lesson.title,
        revision=lesson.live_revision_id,
        language=request.LANGUAGE_CODE,
        note=note,
    )
    if verb != ItemEvent.Verb.DONE:
        return HttpResponseRedirect(lesson.address)
    outline = outline_of(request, course)
    seen = outline.seen_by(request.user).items() if outline else []
    place = next((i for i, entry in enumerate(seen) if entry.key == item), None)
    if place is not None and place + 1 < len(seen):
        return HttpResponseRedirect(seen[place + 1].address)
    return to_course(request, course)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def edition(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Show what the newest edition changes for the learner, before and after; take it up when they say so."""
    enrolment = own_enrolment(request, course)
    newest = newest_edition(course)
    if newest is None or newest.pk == enrolment.edition_id:
        messages.info(request, _("You follow the newest edition of this course."))
        return to_course(request, course)
    if request.method == "POST" and request.POST.get("edition") == str(newest.number):
        actions.take_up_edition(enrolment=enrolment, edition=newest, by=request.user)
        messages.success(request, _("You follow the newest edition now. All that you finished counts in it."))
        return to_course(request, course)
    if request.method == "POST":
        messages.warning(
            request, _("The course has changed once more. Look at it again before you take it up.")
        )
    outline = outline_of(request, course)
    titles = outline.titles if outline else {}
    return render(
        request,
        "courses/edition.html",
        {
            "outline": outline,
            "upgrade": upgrade_of(enrolment, newest, titles=titles),
            "titles": titles,
            "enrolment": enrolment,
            "no_translation": False,
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def pause(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Keep the place while on tour, until a day or until further notice."""
    enrolment = own_enrolment(request, course)
    form = PauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pausing.pause(
            enrolment=enrolment,
            by=request.user,
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("Your place is kept. Nothing is expected of you until you come back."))
        return to_course(request, course)
    return render(
        request,
        "courses/pause.html",
        {"form": form, "outline": outline_of(request, course), "enrolment": enrolment},
    )


@login_required
@require_POST
@told_in_words
def resume(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Come back; the page of the course shows the plan for catching up."""
    if pausing.resume(enrolment=own_enrolment(request, course), by=request.user):
        messages.success(request, _("Welcome back. Here is a plan for catching up."))
    return to_course(request, course)


@login_required
@require_POST
@told_in_words
def leave(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """Leave a course; what was done stays."""
    actions.leave(enrolment=own_enrolment(request, course), by=request.user)
    messages.success(request, _("You have left the course. What you did is kept, and you can come back."))
    return HttpResponseRedirect(home_of_learning())

"""What a learner writes in a lesson: notes and reflections for themselves, questions to the trainers."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.actions import CourseError, NoSuchItem
from courses.actions import notes as note_actions
from courses.forms import NoteForm, QuestionForm, ReflectionForm
from courses.outline import outline_of
from courses.queries.pages import lock_for
from courses.queries.standing import standing_of
from courses.views.doors import own_enrolment, own_item, told_in_words


def _refuse(form: NoteForm | ReflectionForm | QuestionForm) -> CourseError:
    return CourseError(" ".join(str(message) for errors in form.errors.values() for message in errors))


@login_required
@require_POST
@told_in_words
def note(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Keep a note and a bookmark."""
    lesson, form = own_item(request, course, item), NoteForm(request.POST)
    own_enrolment(request, course)
    if not form.is_valid():
        raise _refuse(form)
    note_actions.keep_note(
        person=request.user,
        course_key=course,
        item=item,
        title=lesson.title,
        text=form.cleaned_data["text"],
        bookmark=form.cleaned_data["is_bookmark"],
    )
    messages.success(request, _("Your note is kept. You find all of them under “My learning”."))
    return HttpResponseRedirect(f"{lesson.address}#own-note")


@login_required
@require_POST
@told_in_words
def question(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Ask the trainers."""
    lesson, form = own_item(request, course, item), QuestionForm(request.POST)
    enrolment = own_enrolment(request, course)
    if not form.is_valid():
        raise _refuse(form)
    note_actions.ask(
        enrolment=enrolment,
        item=item,
        title=lesson.title,
        text=form.cleaned_data["text"],
        key=str(form.cleaned_data["key"]),
        by=request.user,
    )
    messages.success(request, _("Your question is with the trainers. The answer comes here and by mail."))
    return HttpResponseRedirect(f"{lesson.address}#questions")


@login_required
@require_POST
@told_in_words
def reflection(request: HttpRequest, course: uuid.UUID, item: uuid.UUID, block: uuid.UUID) -> HttpResponse:
    """Keep an answer that nobody else reads, under the question as the lesson asks it now."""
    form = ReflectionForm(request.POST)
    own_enrolment(request, course)
    lesson = own_item(request, course, item)
    outline = outline_of(request, course)
    if outline is None or lock_for(request.user, lesson, outline, standing_of(request, outline)):
        raise NoSuchItem(_("This lesson is not there any more. What you finished is kept."))
    prompt = next(
        (
            b["value"]["prompt"]
            for b in lesson.body.raw_data
            if b["type"] == "reflection" and b["id"] == str(block)
        ),
        None,
    )
    if prompt is None:
        raise NoSuchItem(_("The lesson no longer asks this. Your answer was not changed."))
    if not form.is_valid():
        raise _refuse(form)
    note_actions.keep_reflection(
        person=request.user,
        course_key=course,
        item=item,
        block=block,
        title=lesson.title,
        prompt=prompt,
        text=form.cleaned_data["text"],
    )
    messages.success(request, _("Your answer is kept. Nobody else reads it."))
    return HttpResponseRedirect(f"{lesson.address}#reflection-{block}")

"""A learner takes a quiz: begin, answer, keep, hand in, read the result."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.actions import CourseError, quizzes
from courses.models import Attempt
from courses.outline import outline_of
from courses.queries.quizzes import own_attempt, result_of, seconds_left, tries_left
from courses.questions import asking, read_answers
from courses.views.doors import own_enrolment, to_course, told_in_words


@login_required
@require_POST
@told_in_words
def begin(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Begin an attempt, or go on with the open one."""
    enrolment = own_enrolment(request, course)
    try:
        attempt = quizzes.begin(
            enrolment=enrolment, item=item, by=request.user, language=request.LANGUAGE_CODE
        )
    except CourseError as error:
        messages.error(request, str(error))
        outline = outline_of(request, course)
        here = outline.by_key.get(item) if outline else None
        return HttpResponseRedirect(here.address) if here else to_course(request, course)
    return HttpResponseRedirect(reverse("courses:attempt", args=[attempt.uuid]))


@never_cache
@login_required
@require_safe
def attempt(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """The questions, or what came of them. Whoever looks at an attempt whose time is up closes it."""
    found = _own(request, number)
    if quizzes.close_if_overdue(found):
        found = _own(request, number)
    if found.is_open:
        return _form(request, found)
    language = get_language() or ""
    left = tries_left(found)
    return render(
        request,
        "courses/quiz/result.html",
        {**_place(request, found), **result_of(found, language, left=left), "left": left},
    )


@login_required
@require_POST
def keep(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Keep what is answered so far: for the script on the page, and for its button."""
    found = _own(request, number)
    by_script = request.headers.get("Accept") == "application/json"
    try:
        found = quizzes.keep_answers(
            attempt=found, answers=_sent(request, found), by=request.user, **_from(request)
        )
    except quizzes.AttemptClosed as error:
        if by_script:
            return JsonResponse({"closed": True, "said": str(error)}, status=410)
        messages.warning(request, str(error))
        return HttpResponseRedirect(_address(found))
    except quizzes.AnsweredElsewhere as error:
        if by_script:
            return JsonResponse({"said": str(error), "reload": True}, status=409)
        return _once_more(request, number, str(error))
    if by_script:
        return JsonResponse({"version": found.version, "left": seconds_left(found)})
    language = request.POST.get("language", "")
    if language in {code for one in found.questions for code in one["words"]}:
        with override(language):
            return HttpResponseRedirect(_address(found))
    messages.success(request, _("Your answers are kept. You can close this page and go on later."))
    return HttpResponseRedirect(_address(found))


@login_required
@require_POST
def submit(request: HttpRequest, number: uuid.UUID) -> HttpResponse:
    """Hand in. Where answers are missing it asks first, unless the learner or the clock has said so."""
    found = _own(request, number)
    answers = _sent(request, found)
    try:
        if "sure" not in request.POST and found.is_open and len(answers) < len(found.questions):
            found = quizzes.keep_answers(attempt=found, answers=answers, by=request.user, **_from(request))
            return _form(request, found, asks=True)
        found = quizzes.submit(attempt=found, answers=answers, by=request.user, **_from(request))
    except quizzes.AttemptClosed as error:
        messages.warning(request, str(error))
    except quizzes.AnsweredElsewhere as error:
        return _once_more(request, number, str(error))
    except CourseError as error:
        messages.error(request, str(error))
        return to_course(request, found.enrolment.course_id)
    return HttpResponseRedirect(_address(found))


def _own(request: HttpRequest, number: uuid.UUID) -> Attempt:
    found = own_attempt(request.user, number)
    if found is None:
        raise Http404
    return found


def _address(attempt: Attempt) -> str:
    return reverse("courses:attempt", args=[attempt.uuid])


def _sent(request: HttpRequest, attempt: Attempt) -> dict[str, Any]:
    return read_answers(attempt.questions, request.POST)


def _from(request: HttpRequest) -> dict[str, Any]:
    """Return which page sent the form, and what it knew."""
    version = request.POST.get("version", "")
    known = int(version[:9]) if version.isascii() and version.isdigit() else -1
    return {"version": known, "window": request.POST.get("window", "")[:36].replace("\x00", "")}


def _once_more(request: HttpRequest, number: uuid.UUID, said: str) -> HttpResponse:
    """Show what was sent, which is not kept yet, with the version that there is now: sending it again keeps it."""
    found = _own(request, number)
    if not found.is_open:
        return HttpResponseRedirect(_address(found))
    messages.warning(request, said)
    return _form(request, found, answers=_sent(request, found), status=409)


def _form(
    request: HttpRequest,
    attempt: Attempt,
    *,
    answers: dict[str, Any] | None = None,
    asks: bool = False,
    status: int = 200,
) -> HttpResponse:
    language = get_language() or ""
    answers = attempt.answers if answers is None else answers
    shown = [asking.asked(one, answers.get(one["id"]), language) for one in attempt.questions]
    languages = {code for one in attempt.questions for code in one["words"]}
    context = {
        **_place(request, attempt),
        "attempt": attempt,
        "questions": shown,
        "unanswered": [(n, one) for n, one in enumerate(shown, 1) if not one["is_answered"]],
        "asks": asks,
        "seconds": seconds_left(attempt),
        "window": uuid.uuid4(),
        "other": next((code for code in sorted(languages) if code != language), ""),
    }
    return render(request, "courses/quiz/attempt.html", context, status=status)


def _place(request: HttpRequest, attempt: Attempt) -> dict[str, Any]:
    """Return where the quiz lies in its course, and what comes after it."""
    outline = outline_of(request, attempt.enrolment.course_id)
    seen = outline.seen_by(request.user).items() if outline else []
    place = next((n for n, item in enumerate(seen) if item.key == attempt.item), None)
    here = seen[place] if place is not None else None
    after = seen[place + 1] if place is not None and place + 1 < len(seen) else None
    return {
        "outline": outline,
        "here": here,
        "following": after,
        "title": here.title if here else attempt.title,
        "colour": outline.colour if outline else "capacity",
    }

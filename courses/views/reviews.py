"""Reviews that learners give each other. No view here says whose work it is, nor to whom it says who reviews."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions import CourseError, peer_review
from courses.actions.reviewing import given_in
from courses.assigning import read_terms
from courses.blind import blind_name, is_picture, is_shown_whole
from courses.models import Review
from courses.outline import outline_of
from courses.queries.reviewing import reviewing_of
from courses.review_forms import context_of, given_from
from courses.rubrics import worded
from courses.views.doors import home_of_learning
from courses.views.sending import send_file


@never_cache
@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """What the person may review, in all courses, and the reviews that they gave."""
    return render(request, "courses/reviews.html", reviewing_of(request.user))


@login_required
@require_POST
def claim(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Take the next piece of work to review, or learn that nothing holds one up."""
    try:
        review = peer_review.claim(item=item, by=request.user)
    except peer_review.NothingToReview as nothing:
        messages.success(request, str(nothing))
    except CourseError as error:
        messages.error(request, str(error))
    else:
        return HttpResponseRedirect(reverse("courses:review", args=[review.uuid]))
    outline = outline_of(request, course)
    entry = outline.by_key.get(item) if outline else None
    return HttpResponseRedirect(f"{entry.address}#work" if entry else home_of_learning())


def _own(request: HttpRequest, key: uuid.UUID) -> Review:
    found = Review.objects.filter(uuid=key, reviewer=request.user, kind=Review.Kind.PEER)
    review = found.select_related("submission").prefetch_related("passages", "submission__files").first()
    if review is None:
        raise Http404
    return review


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Read somebody's work without knowing whose it is, and review it."""
    mine = _own(request, key)
    typed = given_from(request.POST) if request.method == "POST" else given_in(mine)
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "give":
                peer_review.give_review(review=mine, given=typed, by=request.user)
                messages.success(request, _("Your review is given. Thank you: somebody goes on with it."))
            else:
                peer_review.keep_review(review=mine, given=typed, by=request.user)
                messages.success(request, _("Your review is kept. Nobody reads it before you give it."))
            return HttpResponseRedirect(reverse("courses:review", args=[mine.uuid]))
        except CourseError as error:
            problem = str(error)
    work = mine.submission
    outline = outline_of(request, work.course_id)
    rubric = worded(read_terms(work.terms).rubric, typed.answers, request.LANGUAGE_CODE)
    files = [
        {
            "number": number,
            "file": file,
            "name": blind_name(number, file.format),
            "is_whole": is_shown_whole(file.format),
            "is_picture": is_picture(file.format),
        }
        for number, file in enumerate(work.files.all(), start=1)
    ]
    return render(
        request,
        "courses/review.html",
        {
            **context_of(work, typed, rubric),
            "review": mine,
            "problem": problem,
            "blind_files": files,
            "outline": outline,
            "item": outline.by_key.get(work.item) if outline else None,
        },
        status=400 if problem else 200,
    )


@login_required
@require_safe
def review_file(request: HttpRequest, key: uuid.UUID, number: int, name: str) -> HttpResponseBase:
    """A file of the work, without its name; one that could tell whose it is is never sent."""
    files = list(_own(request, key).submission.files.all())
    if not 1 <= number <= len(files) or not is_shown_whole(files[number - 1].format):
        raise Http404
    file = files[number - 1]
    return send_file(request, file, blind_name(number, file.format))

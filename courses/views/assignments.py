"""Write a draft, hand it in, take it back, begin again; and one's own work with the feedback on it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.actions import CourseError, handing_in
from courses.actions.handing_in import DraftMovedOn
from courses.assigning import read_terms
from courses.items import is_key
from courses.models import Review, Submission, SubmissionFile
from courses.outline import outline_of
from courses.passages import cut
from courses.queries.assignments import work_of
from courses.rubrics import worded
from courses.views.doors import own_assignment, told_in_words
from courses.views.sending import send_file


@login_required
@require_POST
@told_in_words
def draft(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Keep the draft; with it add or drop a file, or go on to handing in. A script gets the answer as JSON."""
    enrolment, page, terms = own_assignment(request, course, item)
    by_script = "application/json" in request.headers.get("Accept", "")
    text = request.POST.get("text", "")
    version = request.POST.get("version", "0")
    here = HttpResponseRedirect(f"{page.address}#work")
    try:
        kept = handing_in.save_draft(
            enrolment=enrolment,
            item=terms,
            title=page.title,
            text=text,
            version=int(version) if version.isdigit() else 0,
            by=request.user,
        )
    except DraftMovedOn as moved:
        if by_script:
            told = {"version": moved.draft.version, "text": moved.draft.text, "words": str(moved)}
            return JsonResponse(told, status=409)
        context = {"page": page, "mine": text, "kept": moved.draft, "said": str(moved), "course": course}
        return render(request, "courses/assignment/conflict.html", context, status=409)
    except CourseError as error:
        if by_script:
            return JsonResponse({"words": str(error)}, status=400)
        messages.error(request, str(error))
        return here
    if by_script:
        return JsonResponse({"version": kept.version, "words": _("Your draft is kept.")})
    dropped = request.POST.get("drop", "")
    if dropped:
        file = kept.files.filter(uuid=dropped).first() if is_key(dropped) else None
        if file is not None:
            handing_in.drop_file(file=file, by=request.user)
            messages.success(request, _("“%(name)s” is taken off.") % {"name": file.name})
        return here
    refused = False
    for upload in request.FILES.getlist("files"):
        try:
            handing_in.add_file(
                enrolment=enrolment, item=terms, title=page.title, upload=upload, by=request.user
            )
        except CourseError as error:
            refused = True
            messages.error(request, str(error))
    if request.POST.get("do") == "hand-in" and not refused:
        return HttpResponseRedirect(reverse("courses:work-hand-in", args=[course, item]))
    if not refused:
        messages.success(request, _("Your draft is kept. Nobody else sees it before you hand it in."))
    return here


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def hand_in(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Show once more what is handed in and what happens then; hand it in when they say so."""
    enrolment, page, terms = own_assignment(request, course, item)
    if request.method == "POST":
        key = request.POST.get("key", "")
        try:
            handing_in.hand_in(
                enrolment=enrolment,
                item=terms,
                key=key if is_key(key) else str(uuid.uuid4()),
                by=request.user,
                page=page,
                language=request.LANGUAGE_CODE,
            )
            messages.success(request, _("Your work is handed in."))
        except CourseError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(f"{page.address}#work")
    work = work_of(enrolment, terms)
    if work is None or work.draft is None:
        return HttpResponseRedirect(f"{page.address}#work")
    return render(
        request,
        "courses/assignment/hand_in.html",
        {"page": page, "work": work, "course": course, "outline": outline_of(request, course)},
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@told_in_words
def take_back(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Ask whether they mean it, then take the work back."""
    enrolment, page, terms = own_assignment(request, course, item)
    work = work_of(enrolment, terms)
    if work is None or work.current is None:
        return HttpResponseRedirect(f"{page.address}#work")
    if request.method == "POST":
        try:
            handing_in.withdraw(submission=work.current, by=request.user)
            messages.success(request, _("Your work is taken back. It is a draft again."))
        except CourseError as error:
            messages.error(request, str(error))
        return HttpResponseRedirect(f"{page.address}#work")
    return render(
        request, "courses/assignment/take_back.html", {"page": page, "work": work, "course": course}
    )


@login_required
@require_POST
@told_in_words
def again(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> HttpResponse:
    """Begin a new version from the one that has feedback."""
    enrolment, page, terms = own_assignment(request, course, item)
    try:
        handing_in.begin_again(enrolment=enrolment, item=terms, by=request.user)
    except CourseError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{page.address}#work")


def _own(request: HttpRequest, key: uuid.UUID) -> Submission:
    found = Submission.objects.filter(enrolment__person=request.user).select_related(
        "enrolment__person", "course"
    )
    reviews = Review.objects.said().select_related("reviewer")
    found = found.prefetch_related("files", Prefetch("reviews", reviews.prefetch_related("passages")))
    return get_object_or_404(found, uuid=key)


@never_cache
@login_required
@require_safe
def submission(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A version of one's own work, with the feedback beside it; also after the course is left or gone."""
    mine = _own(request, key)
    outline = outline_of(request, mine.course_id)
    entry = outline.by_key.get(mine.item) if outline else None
    return render(
        request,
        "courses/assignment/submission.html",
        {
            "submission": mine,
            "item": entry,
            "outline": outline,
            **feedback_on(request, mine, list(mine.reviews.all())),
        },
    )


def feedback_on(request: HttpRequest, work: Submission, reviews: list[Review]) -> dict:
    """Return the text cut at all remarks, and each review with its rubric in words; nothing here says who a peer is.

    What a trainer said before they corrected it comes with it, the latest first.
    """
    passages = sorted(
        (one for review in reviews for one in review.passages.all()), key=lambda one: (one.start, one.pk)
    )
    numbers = {one.pk: number for number, one in enumerate(passages, start=1)}
    terms = read_terms(work.terms)
    before = Review.objects.filter(submission=work, replaced_at__isnull=False).select_related("reviewer")
    earlier = list(before.order_by("-given_at", "-pk")) if any(one.corrects_id for one in reviews) else []
    return {
        "pieces": cut(work.text, passages),
        "terms": terms,
        "reviews": [
            {
                "review": review,
                "number": place,
                "is_trainer": review.kind == Review.Kind.TRAINER,
                "rubric": worded(terms.rubric, review.answers, request.LANGUAGE_CODE),
                "remarks": [(numbers[one.pk], one) for one in review.passages.all()],
                "earlier": earlier if review.corrects_id else [],
            }
            for place, review in enumerate(reviews, start=1)
        ],
    }


@login_required
@require_safe
def submission_file(request: HttpRequest, key: uuid.UUID, file: uuid.UUID, name: str) -> HttpResponseBase:
    """A file of one's own work, under its own name."""
    found = SubmissionFile.objects.filter(
        submission__uuid=key, submission__enrolment__person=request.user, uuid=file
    )
    row = found.first()
    if row is None:
        raise Http404
    return send_file(request, row, row.name)

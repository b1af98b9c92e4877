"""Who comes in, and how a refusal is told."""

import uuid
from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError, EnrolmentClosed, ItemLocked, NoSuchItem
from courses.items import EditionItem
from courses.models import (
    AssignmentPage,
    Cohort,
    Course,
    CoursePage,
    Edition,
    Enrolment,
    ItemPage,
    LessonPage,
    item_models,
)
from courses.outline import outline_of
from courses.queries.pages import lock_for
from courses.queries.standing import open_enrolments, standing_of
from courses.rules import guided_by
from courses.sentences import say_lock
from members.audiences import Viewer, labels_of
from members.prepared import Holder, Prepared

View = Callable[..., HttpResponse]


def home_of_learning() -> str:
    """Return the address of one's own desk."""
    return f"/{get_language()}/learning/"


def to_course(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Go to the page of a course, or to one's own desk where it is gone."""
    outline = outline_of(request, key)
    return HttpResponseRedirect(outline.address if outline else home_of_learning())


def told_in_words(view: View) -> View:
    """Turn a CourseError into a message on the page of the course."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except CourseError as error:
            messages.error(request, str(error))
            course = kwargs.get("course")
            return to_course(request, course) if course else HttpResponseRedirect(home_of_learning())

    return wrapped


def _enrolment_in(people: Sequence[int], courses: Sequence[uuid.UUID]) -> Any:
    found = open_enrolments(people[0]).filter(course_id=courses[0])
    return found.select_related("edition", "course", "cohort", "person")[:1]


_enrolments = Prepared(_enrolment_in)


@cache
def _pages_of(model: type[ItemPage]) -> Prepared:
    """Return the query for the page of an item in the best language, without its text."""

    def page(labels: Sequence[str], items: Sequence[uuid.UUID], languages: Sequence[str]) -> Any:
        seen = model.objects.visible_to(cast(Viewer, Holder(labels))).in_best_language(languages[0])
        found = seen.filter(translation_key=items[0]).defer("body").select_related("locale")
        return found.order_by("pk")[:1]

    return Prepared(page)


def visible_course(request: HttpRequest, key: uuid.UUID) -> CoursePage:
    """Return the page of a course that the person may see, in their language where there is one; else there is nothing here."""
    page = CoursePage.objects.visible_to(request.user).in_best_language().filter(translation_key=key).first()
    if page is None:
        raise Http404
    return page


def own_enrolment(request: HttpRequest, key: uuid.UUID) -> Enrolment:
    """Return the person's running enrolment in a course; raise EnrolmentClosed where there is none."""
    enrolment: Enrolment | None = _enrolments.first([request.user.pk], [key])
    if enrolment is None:
        raise EnrolmentClosed(_("You do not follow this course at the moment. Enrol to go on."))
    return enrolment


def own_lesson(request: HttpRequest, course: uuid.UUID, item: uuid.UUID) -> LessonPage:
    """Return the page of a lesson of a course in the reader's language; raise NoSuchItem where it is gone or not to be seen."""
    page = own_item(request, course, item, [LessonPage])
    assert isinstance(page, LessonPage)  # noqa: S101 - asked for above
    return page


def own_item(
    request: HttpRequest,
    course: uuid.UUID,
    item: uuid.UUID,
    models: Sequence[type[ItemPage]] | None = None,
) -> ItemPage:
    """Return the page of an item of a course in the reader's language; raise NoSuchItem where it is gone or not to be seen."""
    outline = outline_of(request, course)
    if outline is not None and item in outline.by_key:
        for model in models or item_models():
            found: ItemPage | None = _pages_of(model).first(
                labels_of(request.user), [item], [get_language() or ""]
            )
            if found is not None:
                return found
    raise NoSuchItem(_("This lesson is not there any more. What you finished is kept."))


def own_assignment(
    request: HttpRequest, course: uuid.UUID, item: uuid.UUID
) -> tuple[Enrolment, AssignmentPage, EditionItem]:
    """Return the person's enrolment, the page, and what their edition says of it; raise ItemLocked where it is not open yet."""
    enrolment = own_enrolment(request, course)
    page = own_item(request, course, item, [AssignmentPage])
    assert isinstance(page, AssignmentPage)  # noqa: S101 - asked for above
    outline = outline_of(request, course)
    if outline is not None:
        lock = lock_for(request.user, page, outline, standing_of(request, outline))
        if lock is not None:
            raise ItemLocked(say_lock(lock, outline.titles, request.user.zone))
    newest = Edition.objects.filter(course_id=course).order_by("-number").first()
    for edition in (enrolment.edition, newest):
        for known in edition.contents if edition else ():
            if known.key == item:
                return enrolment, page, known
    raise NoSuchItem(_("This lesson is no longer part of the course."))


def for_guides(view: View) -> View:
    """Let those in who look after the course or a cohort of it; give the view the course, and the cohort that the address names.

    To others there is nothing here: whether a course has learners is not theirs to know.
    """

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, course: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        mine = guided_by(request.user, course)
        if mine is not None and not mine:
            raise Http404
        found = get_object_or_404(Course, pk=course)
        if "uuid" in kwargs:
            cohorts = Cohort.objects.filter(course=found)
            cohorts = cohorts if mine is None else cohorts.filter(pk__in=mine)
            kwargs["cohort"] = get_object_or_404(cohorts, uuid=kwargs.pop("uuid"))
        try:
            response = view(request, found, *args, **kwargs)
        except CourseError as error:
            messages.error(request, str(error))
            response = HttpResponseRedirect(back_from(request, found))
        response["Cache-Control"] = "private, no-store"
        return response

    return wrapped


def back_from(request: HttpRequest, course: Course) -> str:
    """Return where a form of the desk was sent from, where that is on this site; else the desk."""

    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc == request.get_host() and f"/teaching/{course.pk}/" in came.path:
        return came.path
    return f"/{get_language()}/learning/teaching/{course.pk}/"

"""What an author sees who looks at a draft as a learner would: the drafts around it too, and nobody's progress."""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from courses.finishing import Lock
from courses.models import CoursePage, Edition, Enrolment, ItemPage, QuizPage
from courses.outline import Outline, draw, outline_around
from courses.queries.pages import lesson_context, stations_of
from courses.queries.quizzes import freeze_quiz
from courses.queries.standing import Marks, Standing, standing_in
from courses.questions import asking
from members.audiences import Viewer
from members.models import Person


def course_preview(request: HttpRequest, page: CoursePage, mode: str) -> dict[str, Any]:
    """Return what the preview of a course shows."""
    outline = draw(page.translation_key, drafts=True) if page.pk else None
    standing = _just_begun(request.user, outline) if outline and mode == "learner" else None
    return {
        "outline": outline,
        "standing": standing,
        "stations": stations_of(outline, standing) if outline else [],
        "may_enrol": standing is None and page.self_paced,
        "is_preview": True,
    }


def lesson_preview(request: HttpRequest, page: ItemPage, mode: str) -> dict[str, Any]:
    """Return what the preview of a lesson shows: as a visitor, as a learner, or as one to whom it is not open yet."""
    outline = outline_around(page)
    if outline is None or page.translation_key not in outline.by_key:
        return {
            "outline": outline,
            "stations": [],
            "standing": None,
            "lock": None,
            "is_readable": True,
            "is_preview": True,
        }
    standing = None if mode == "" else _just_begun(request.user, outline)
    lock = None
    if mode == "waiting":
        terms = outline.by_key[page.translation_key].terms
        opens = terms.release.on or (
            timezone.now() + datetime.timedelta(days=terms.release.after_days or 0)
            if terms.release.after_days
            else None
        )
        lock = Lock(opens, terms.requires) if terms.is_conditional else None
    return {**lesson_context(outline, page, standing, lock, None), "is_preview": True}


def questions_preview(page: QuizPage) -> dict[str, Any]:
    """Return what the form of an attempt shows, asked from the draft; nothing of it can be sent."""
    asked = freeze_quiz([page])
    return {
        "questions": [asking.asked(frozen, None, page.language) for frozen in asked],
        "title": page.title,
        "is_preview": True,
        "no_translation": True,
        "colour": "capacity",
    }


def _just_begun(viewer: Viewer, outline: Outline) -> Standing:
    """Return the standing of somebody who enrolled a moment ago; nothing of it is saved."""
    contents = tuple(item.terms for item in outline.items())
    person = viewer if viewer.is_authenticated else Person()
    enrolment = Enrolment(
        person=person, course_id=outline.key, edition=Edition(course_id=outline.key, number=0)
    )
    enrolment.edition_id = outline.edition_id or 0
    return standing_in(enrolment, contents, Marks(), outline=outline, zone=person.zone)

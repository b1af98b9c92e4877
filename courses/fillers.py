"""What a lesson shows to each reader alone: their own answers to its private questions, and where they are with its quizzes."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from courses.items import is_key
from courses.models import Enrolment, Reflection
from courses.models.below import course_key_of
from courses.queries.quizzes import quizzes_set_into
from pages.living import fills


@fills("reflection")
def reflections_for(request: HttpRequest, page: Any, values: Collection[str]) -> Mapping[str, str]:
    """Return the form of each private question with the reader's own answer; others are told how to get one. Three queries."""
    person = request.user
    if getattr(request, "is_preview", False):
        return {
            value: render_to_string("courses/lesson/_reflection.html", {"is_preview": True}, request)
            for value in values
        }
    course = course_key_of(page)
    follows = (
        person.is_authenticated
        and Enrolment.objects.filter(person=person, course_id=course, ended_at__isnull=True).exists()
    )
    if not follows:
        return {value: render_to_string("courses/lesson/_reflection.html", {}, request) for value in values}
    kept = {
        str(one.block): one for one in Reflection.objects.filter(person=person, item=page.translation_key)
    }
    return {
        value: render_to_string(
            "courses/lesson/_reflection.html",
            {
                "follows": True,
                "course": course,
                "item": page.translation_key,
                "block": uuid.UUID(value),
                "kept": kept.get(value),
            },
            request,
        )
        for value in values
        if is_key(value)
    }


@fills("quiz")
def quizzes_for(request: HttpRequest, page: Any, values: Collection[str]) -> Mapping[str, str]:
    """Return the card of each quiz, which leads into it and says what finishes it. Nothing for one of another course."""
    chosen = {int(value) for value in values if value.isdigit()}
    return {
        str(number): render_to_string("courses/lesson/_quiz_card.html", card, request)
        for number, card in quizzes_set_into(request, page, chosen).items()
    }

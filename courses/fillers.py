"""What a lesson shows to each reader alone: their own answers to its private questions."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from courses.items import is_key
from courses.models import Enrolment, Reflection
from courses.models.below import course_key_of
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

"""The courses that somebody teaches or leads a cohort of, with what waits for them in each."""

import uuid
from typing import Any

from django.db.models import Count, Q

from courses.models import Course, Enrolment, Facilitator, Question
from courses.queries.groups import under_way
from courses.queries.pages import colours_of, words_of
from courses.queries.waiting import waiting_for_a_trainer
from courses.rules import taught_by
from members.models import Person


def teaching_of(person: Person) -> list[dict[str, Any]]:
    """Return the courses with their figures, those first in which something waits. Eight queries, however many there are."""
    taught = taught_by(person)
    led: dict[uuid.UUID, set[int]] = {}
    for key, cohort in Facilitator.objects.filter(person=person).values_list(
        "cohort__course_id", "cohort_id"
    ):
        led.setdefault(key, set()).add(cohort)
    keys = taught | set(led)
    courses = {course.pk: course for course in Course.objects.filter(pk__in=keys)}
    mine = Q(course__in=taught) | Q(cohort__in={cohort for found in led.values() for cohort in found})
    enrolments = Enrolment.objects.filter(mine, course__in=keys).order_by()
    counts = {
        key: (going, done)
        for key, going, done in enrolments.values_list("course_id").annotate(
            going=Count("pk", filter=under_way()),
            done=Count("pk", filter=Q(completed_at__isnull=False, ended_at__isnull=True)),
        )
    }
    own = Q(enrolment__course__in=taught) | Q(
        enrolment__cohort__in={cohort for found in led.values() for cohort in found}
    )
    asked = Question.objects.filter(own, course__in=keys, answered_at__isnull=True).order_by()
    questions = dict(asked.values_list("course_id").annotate(n=Count("pk")))
    handed = waiting_for_a_trainer().filter(own, course__in=keys).order_by()
    waiting = dict(handed.values_list("course_id").annotate(n=Count("pk")))
    words, colours = words_of(keys), colours_of(keys)
    rows = [
        {
            "key": key,
            "title": words[key][0] if key in words else course.title,
            "address": words[key][1] if key in words else "",
            "colour": colours.get(key, "capacity"),
            "under_way": counts.get(key, (0, 0))[0],
            "finished": counts.get(key, (0, 0))[1],
            "questions": questions.get(key, 0),
            "waiting": waiting.get(key, 0),
            "leads_only": key not in taught,
        }
        for key, course in courses.items()
    ]
    return sorted(rows, key=lambda row: (-(row["questions"] + row["waiting"]), row["title"]))

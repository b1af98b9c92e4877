"""The learners of a course as rows of a table, with the numbers and sentences that the screens show."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from courses.models import Cohort, Course, Enrolment, ItemState
from courses.outline import contents_of, contents_of_all, outline_of
from courses.queries.groups import learners, reasons_of
from courses.queries.learning import newest_edition
from courses.queries.standing import marks_of, standing_in

AT_ONCE = 400  # learners read at once


def table_of(
    request: HttpRequest, course: Course, cohort: Cohort | None
) -> tuple[list[str], Iterator[list[Any]]]:
    """Return the head and the rows: one learner each, one column an item of the newest edition with the day it was finished."""
    newest = newest_edition(course.pk)
    items = contents_of(request, newest.pk) if newest else ()
    outline = outline_of(request, course.pk)
    titles = outline.titles if outline else {}
    head = [
        _("Name"),
        _("E-mail address"),
        _("Group"),
        _("Organisation"),
        _("Enrolled"),
        _("Last seen"),
        _("Done"),
        _("Of"),
        _("Progress"),
        _("Completed"),
        _("Paused"),
        _("Left"),
        _("Stuck"),
        *(titles.get(item.key, item.title) for item in items),
    ]
    keys = [item.key for item in items]
    found = learners(request.user, course.pk, cohort=cohort)
    return head, _rows(request, course, found, keys)


def _rows(request: HttpRequest, course: Course, found: Any, keys: list) -> Iterator[list[Any]]:
    numbers = list(found.order_by("person__name", "pk").values_list("pk", flat=True))
    outline = outline_of(request, course.pk)
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        enrolments = {
            one.pk: one
            for one in Enrolment.objects.filter(pk__in=part).select_related(
                "person", "cohort", "organisation"
            )
        }
        ordered = [enrolments[pk] for pk in part if pk in enrolments]
        marks = marks_of(ordered)
        contents = contents_of_all(request, {one.edition_id for one in ordered})
        reasons = reasons_of(ordered, course.pk)
        days: dict[int, dict] = {}
        rows = ItemState.objects.filter(enrolment__in=part, finished_at__isnull=False)
        for number, item, at in rows.values_list("enrolment_id", "item", "finished_at"):
            days.setdefault(number, {})[item] = at
        for one in ordered:
            zone = one.person.zone
            standing = standing_in(one, contents[one.edition_id], marks[one.pk], outline=outline, zone=zone)
            moments = [one.enrolled_at, one.last_seen_at, one.completed_at, one.paused_at, one.ended_at]
            enrolled, seen, completed, paused, left = (at.astimezone(zone) if at else None for at in moments)
            finished = days.get(one.pk, {})
            yield [
                one.person.name,
                one.person.email,
                one.cohort.name if one.cohort else "",
                one.organisation.name if one.organisation else "",
                enrolled,
                seen,
                standing.progress.done,
                standing.progress.total,
                standing.progress.sentence,
                completed,
                paused,
                left,
                " ".join(reasons[one.pk]),
                *(finished[key].astimezone(zone).date() if key in finished else "" for key in keys),
            ]

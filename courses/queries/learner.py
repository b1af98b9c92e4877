"""One learner as those see them who look after the course: every item with the sentence that the learner reads."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from courses.finishing import Lock
from courses.items import EditionItem
from courses.models import Enrolment, ItemEvent, ItemState
from courses.outline import contents_of, outline_of
from courses.queries.assignments import works_of
from courses.queries.groups import reasons_of
from courses.queries.needs import waivers_of
from courses.queries.standing import marks_of, standing_in
from courses.sentences import needs

EVENTS = 60  # the latest of them


@dataclass(slots=True)
class ItemRow:
    """An item of a learner's edition, as it stands for them."""

    item: EditionItem
    title: str
    state: ItemState | None
    lock: Lock | None
    needs: str
    is_finished: bool


def learner_for(request: HttpRequest, enrolment: Enrolment) -> dict[str, Any]:
    """Return what the page of a learner shows; `enrolment` comes with its person, course and cohort. Ten queries."""
    contents = contents_of(request, enrolment.edition_id)
    outline = outline_of(request, enrolment.course_id)
    zone = enrolment.person.zone
    standing = standing_in(
        enrolment, contents, marks_of([enrolment])[enrolment.pk], outline=outline, zone=zone
    )
    states = {state.item: state for state in ItemState.objects.filter(enrolment=enrolment)}
    waivers = waivers_of(enrolment, zone)
    titles = outline.titles if outline else {}
    known = {item.key: titles.get(item.key, item.title) for item in contents}
    works = works_of(enrolment, contents, states)
    rows = []
    for item in contents:
        state, lock = states.get(item.key), standing.locks.get(item.key)
        rows.append(
            ItemRow(
                item=item,
                title=known[item.key],
                state=state,
                lock=lock,
                needs=works[item.key].sentence(zone)
                if item.key in works and lock is None and item.key not in waivers
                else needs(item, state, lock, titles=known, zone=zone, waived=waivers.get(item.key, "")),
                is_finished=item.key in standing.done,
            )
        )
    events = ItemEvent.objects.filter(enrolment=enrolment).select_related("by").order_by("-pk")[:EVENTS]
    return {
        "standing": standing,
        "rows": rows,
        "reasons": reasons_of([enrolment], enrolment.course_id)[enrolment.pk],
        "events": list(events),
        "questions": list(enrolment.questions.select_related("answered_by").order_by("-asked_at")),
        "completions": list(enrolment.completions.order_by("completed_at", "pk")),
        "changes": list(enrolment.edition_changes.select_related("from_edition", "to_edition")),
        "pauses": list(enrolment.pauses.order_by("-pk")),
        "outline": outline,
    }

"""The sentence of an item for one learner, with whoever waived it."""

import datetime
import uuid
from collections.abc import Mapping

from courses.finishing import Lock
from courses.items import EditionItem
from courses.models import Enrolment, ItemEvent, ItemState
from courses.sentences import needs, say_waived


def needs_of(
    item: EditionItem,
    state: ItemState | None,
    lock: Lock | None,
    *,
    titles: Mapping[uuid.UUID, str],
    zone: datetime.tzinfo | None,
    enrolment: Enrolment | None = None,
) -> str:
    """Say what finishes the item and what is missing. A query only where it was waived, for who did and why."""
    waived = ""
    if enrolment is not None and state is not None and state.waived_at is not None:
        waived = waivers_of(enrolment, zone).get(item.key, "")
    return needs(item, state, lock, titles=titles, zone=zone, waived=waived)


def waivers_of(enrolment: Enrolment, zone: datetime.tzinfo | None) -> dict[uuid.UUID, str]:
    """Say of each waived item who waived it, when and why. One query."""
    events = ItemEvent.objects.filter(enrolment=enrolment, verb=ItemEvent.Verb.WAIVED).select_related("by")
    return {
        event.item: say_waived(str(event.by) if event.by else "—", event.at, event.note, zone)
        for event in events.order_by("-pk")
    }

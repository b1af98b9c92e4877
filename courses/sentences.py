"""One sentence that says what finishes an item and what is missing. Learner and trainer read the same."""

import datetime
import uuid
from collections.abc import Mapping

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from courses import items
from courses.finishing import Lock, is_finished
from courses.items import EditionItem
from courses.models import ItemState

#: What is still to be done, by the rule of the item.
MISSING = {
    items.OPENED: gettext_lazy("This lesson is finished by opening it. Nothing else is needed."),
    items.DONE: gettext_lazy("To finish this lesson mark it as done. Nothing else is missing."),
    items.SUBMITTED: gettext_lazy("To finish this lesson hand in what it asks for, then say so here."),
    items.REVIEWED: gettext_lazy(
        "To finish this lesson hand in what it asks for. It is finished when a trainer has given feedback."
    ),
    items.PASSED: gettext_lazy(
        "To finish this lesson hand in what it asks for, and pass. A trainer notes the result here."
    ),
    items.ATTENDED: gettext_lazy("To finish this lesson take part on the day. Who was there is noted here."),
}

MISSING_IN_A_QUIZ = {
    items.PASSED: gettext_lazy("To finish this quiz, pass it."),
    items.SUBMITTED: gettext_lazy("To finish this quiz, hand it in. Every result counts."),
}


def moment(at: datetime.datetime, zone: datetime.tzinfo | None) -> str:
    """Say a moment in somebody's time zone: 3 December 2026, 09:00."""
    local = at.astimezone(zone) if zone else at
    return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'TIME_FORMAT')}"


def titles_listed(keys: tuple[uuid.UUID, ...], titles: Mapping[uuid.UUID, str]) -> str:
    """Name some items: “A”, “B” and “C”."""
    quoted = [
        pgettext("a title in quotation marks", "“%(title)s”") % {"title": titles.get(key, "?")}
        for key in keys
    ]
    return get_text_list(quoted, _("and"))


def say_lock(lock: Lock, titles: Mapping[uuid.UUID, str], zone: datetime.tzinfo | None) -> str:
    """Say why an item is not open yet, and what to do about it."""
    first = titles_listed(lock.waits_for, titles)
    if lock.opens_at and first:
        return _("This lesson opens on %(moment)s, when %(lessons)s is finished.") % {
            "moment": moment(lock.opens_at, zone),
            "lessons": first,
        }
    if lock.opens_at:
        return _("This lesson opens on %(moment)s. There is nothing to do until then.") % {
            "moment": moment(lock.opens_at, zone)
        }
    return _("Finish %(lessons)s first; then this lesson opens.") % {"lessons": first}


def needs(
    item: EditionItem,
    state: ItemState | None,
    lock: Lock | None = None,
    *,
    titles: Mapping[uuid.UUID, str] | None = None,
    zone: datetime.tzinfo | None = None,
    waived: str = "",
) -> str:
    """Say what finishes this item and what is missing, as it stands for one learner.

    `waived` is who waived it and why, where that is what finished it.
    """
    if is_finished(item.rule, state):
        return waived or _say_finished(state, zone)
    if lock:
        return say_lock(lock, titles or {}, zone)
    said = _say_under_way(item, state, zone)
    if item.optional:
        return _("%(needed)s This lesson is optional; the course does not need it.") % {"needed": said}
    return said


def _say_finished(state: ItemState | None, zone: datetime.tzinfo | None) -> str:
    if state is not None and state.passed_at is not None:
        return _("This lesson is passed. Nothing is missing.")
    return _("This lesson is done. Nothing is missing.")


def _say_under_way(item: EditionItem, state: ItemState | None, zone: datetime.tzinfo | None) -> str:
    if state is not None and state.failures and state.waits_since is None and item.kind == "quiz":
        return _("Not passed yet. Read what was said to your answers, then try again.")
    if state is not None and item.rule == items.PASSED and state.failures and item.kind != "quiz":
        return _("Not passed yet. Try again; a trainer notes the result here.")
    if state is not None and state.waits_since is not None:
        return _("Handed in on %(moment)s. It is with the trainers now; there is nothing to do.") % {
            "moment": moment(state.waits_since, zone)
        }
    missing = MISSING_IN_A_QUIZ if item.kind == "quiz" and item.rule in MISSING_IN_A_QUIZ else MISSING
    return str(missing[item.rule])


def say_waived(name: str, at: datetime.datetime, reason: str, zone: datetime.tzinfo | None) -> str:
    """Say who waived an item, when and why."""
    return _("Waived by %(name)s on %(day)s: %(reason)s Nothing is missing.") % {
        "name": name,
        "day": date_format(at.astimezone(zone) if zone else at, "DATE_FORMAT"),
        "reason": reason if reason.endswith((".", "!", "?")) else f"{reason}.",
    }


def say_closed(lock: Lock) -> str:
    """Say to somebody who does not follow the course why they cannot read a lesson that opens later than others."""
    if lock.opens_at and lock.opens_at > timezone.now():
        return _("This lesson opens on %(day)s, to people who follow the course.") % {
            "day": date_format(timezone.localtime(lock.opens_at), "DATE_FORMAT")
        }
    return _("This lesson opens in the course of time, to people who follow the course.")

"""Verbs of learning. Every write of evidence goes through here, in one short transaction each."""

import contextlib
import hashlib
import json
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import (
    Completion,
    Course,
    CoursePage,
    Edition,
    Enrolment,
    ItemEvent,
    ItemState,
    LessonPage,
    ModulePage,
)
from courses.signals import course_completed, enrolled, item_recorded
from members.models import Person

STEP = CoursePage.steplen


class CourseError(Exception):
    """What was asked cannot be done; the message says why, to a person."""


class EnrolmentClosed(CourseError):
    """The course cannot be joined, or the enrolment has ended."""


class NoSuchItem(CourseError):
    """The lesson is no part of the edition that the learner follows."""


@transaction.atomic
def freeze_edition(*, course_key: uuid.UUID) -> Edition | None:
    """Make an edition of the live source outline if it differs from the newest; return the newest.

    Idempotent, and serialised by the course's row. An edition that nobody follows is replaced, so that publishing a new course
    lesson by lesson does not leave a dozen. Returns None while the course's source page is not live or has no lessons.
    """
    page = CoursePage.objects.filter(translation_key=course_key).order_by("pk").first()
    if page is None or not page.live:
        return None
    course, _made = Course.objects.select_for_update().update_or_create(
        key=course_key, defaults={"title": page.title}
    )
    items = _items_of(page)
    newest = course.editions.order_by("-number").first()
    if not items:
        return newest
    digest = hashlib.sha256(json.dumps([(i["key"], i["optional"]) for i in items]).encode()).hexdigest()
    if newest is not None and newest.digest == digest:
        if newest.items != items:
            # Only words changed: the outline is the same edition, shown under its present titles.
            newest.items = items
            newest.save(update_fields=["items"])
        return newest
    if newest is not None and not Enrolment.objects.filter(edition=newest).exists():
        newest.items, newest.digest = items, digest
        newest.save(update_fields=["items", "digest"])
        return newest
    return course.editions.create(number=newest.number + 1 if newest else 1, digest=digest, items=items)


def _items_of(page: CoursePage) -> list[dict]:
    modules = {
        row["path"]: row
        for row in ModulePage.objects.child_of(page).live().values("path", "translation_key", "title")
    }
    lessons = LessonPage.objects.descendant_of(page).live().order_by("path")
    return [
        {
            "key": str(row["translation_key"]),
            "module": str(modules[row["path"][:-STEP]]["translation_key"]),
            "title": row["title"],
            "module_title": modules[row["path"][:-STEP]]["title"],
            "minutes": row["minutes"],
            "optional": row["optional"],
        }
        for row in lessons.values("path", "translation_key", "title", "minutes", "optional")
        if row["path"][:-STEP] in modules
    ]


def enrol(*, person: Person, course_key: uuid.UUID, by: Person) -> Enrolment:
    """Let a person follow a course in its newest edition. Doing it twice, or fifty times at once, is one enrolment."""
    course = Course.objects.filter(key=course_key).first()
    edition = course.editions.order_by("-number").first() if course else None
    if course is None or edition is None:
        raise EnrolmentClosed(_("This course has no lessons yet. Come back when it has been published."))
    try:
        with transaction.atomic():
            running = Enrolment.objects.filter(person=person, course=course, ended_at__isnull=True).first()
            if running:
                return running
            attempt = Enrolment.objects.filter(person=person, course=course).count() + 1
            enrolment = Enrolment.objects.create(
                person=person, course=course, edition=edition, attempt=attempt
            )
            enrolled.send(Enrolment, enrolment_id=enrolment.pk)
            return enrolment
    except IntegrityError:
        return Enrolment.objects.get(person=person, course=course, ended_at__isnull=True)


@transaction.atomic
def leave(*, enrolment: Enrolment, by: Person) -> None:
    """End an enrolment. What the person did stays theirs; coming back is another attempt."""
    Enrolment.objects.filter(pk=enrolment.pk, ended_at__isnull=True).update(ended_at=timezone.now())


@transaction.atomic
def take_up_edition(*, enrolment: Enrolment, edition: Edition, by: Person) -> None:
    """Go over to another edition of the same course, because the learner chose to. Finished items count there too."""
    if edition.course_id != enrolment.course_id:
        raise NoSuchItem(_("That edition belongs to another course."))
    Enrolment.objects.filter(pk=enrolment.pk).update(edition=edition)
    enrolment.edition = edition


def record_event(
    *,
    enrolment: Enrolment,
    item: uuid.UUID,
    verb: str,
    key: str,
    by: Person,
    title: str = "",
    revision: int | None = None,
    language: str = "",
) -> bool:
    """Write down that something happened to an item; say whether it was new.

    The key makes a repeated request one event. Event, state and what follows from them (a completion, other rooms' rows) are
    saved together or not at all. Raises NoSuchItem for what is in no edition of the course.
    """
    if enrolment.ended_at:
        raise EnrolmentClosed(_("You have left this course. Enrol again to go on."))
    known = {uuid.UUID(entry["key"]): entry for entry in enrolment.edition.items}
    if item not in known:
        newest = enrolment.course.editions.order_by("-number").first()
        known = {uuid.UUID(entry["key"]): entry for entry in (newest.items if newest else [])}
    if item not in known:
        raise NoSuchItem(_("This lesson is no longer part of the course."))
    try:
        with transaction.atomic():
            event = ItemEvent.objects.create(
                enrolment=enrolment,
                item=item,
                verb=verb,
                key=key,
                by=by,
                language=language,
                revision=revision,
                title=title or known[item]["title"],
            )
            _settle_state(event)
            Enrolment.objects.filter(pk=enrolment.pk).update(last_item=item, last_seen_at=event.at)
            item_recorded.send(ItemEvent, enrolment_id=enrolment.pk, item=item, verb=verb)
            if verb == ItemEvent.Verb.DONE:
                _complete_if_all_done(enrolment)
    except IntegrityError:
        if ItemEvent.objects.filter(enrolment=enrolment, key=key).exists():
            return False
        raise
    return True


def note_opened(*, enrolment: Enrolment, page: LessonPage, by: Person) -> None:
    """Remember that the learner is at this lesson.

    The first time it is an event; coming back to the same page writes nothing.
    """
    if enrolment.last_item == page.translation_key:
        return
    with contextlib.suppress(NoSuchItem):
        new = record_event(
            enrolment=enrolment,
            item=page.translation_key,
            verb=ItemEvent.Verb.OPENED,
            key=f"opened:{page.translation_key}",
            by=by,
            title=page.title,
            revision=page.live_revision_id,
            language=page.language,
        )
        if not new:
            Enrolment.objects.filter(pk=enrolment.pk).update(
                last_item=page.translation_key, last_seen_at=timezone.now()
            )


def _settle_state(event: ItemEvent) -> None:
    field = "done_at" if event.verb == ItemEvent.Verb.DONE else "opened_at"
    state, made = ItemState.objects.get_or_create(
        enrolment_id=event.enrolment_id, item=event.item, defaults={field: event.at}
    )
    if not made and getattr(state, field) is None:
        ItemState.objects.filter(pk=state.pk, **{f"{field}__isnull": True}).update(**{field: event.at})


def _complete_if_all_done(enrolment: Enrolment) -> None:
    required = {uuid.UUID(entry["key"]) for entry in enrolment.edition.required}
    done = set(
        ItemState.objects.filter(enrolment=enrolment, done_at__isnull=False).values_list("item", flat=True)
    )
    if not required or not required <= done:
        return
    completion, made = Completion.objects.get_or_create(
        enrolment=enrolment,
        kind=Completion.Kind.COMPLETED,
        defaults={
            "title": enrolment.course.title,
            "criteria": {
                "edition": enrolment.edition.number,
                "required": [
                    {"key": entry["key"], "title": entry["title"]} for entry in enrolment.edition.required
                ],
            },
        },
    )
    if made:
        course_completed.send(Completion, enrolment_id=enrolment.pk, completion_id=completion.pk)


@transaction.atomic
def rebuild_states(*, enrolment: Enrolment) -> None:
    """Replay the events of an enrolment into its states; the result is what was there unless a state was lost or altered."""
    states: dict[uuid.UUID, ItemState] = {}
    for event in enrolment.events.order_by("pk"):
        state = states.setdefault(event.item, ItemState(enrolment=enrolment, item=event.item))
        if event.verb == ItemEvent.Verb.DONE:
            state.done_at = state.done_at or event.at
        else:
            state.opened_at = state.opened_at or event.at
    enrolment.states.all().delete()
    ItemState.objects.bulk_create(states.values())

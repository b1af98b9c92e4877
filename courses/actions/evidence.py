"""The one door for evidence: `record_event`. Events are added, states and completions follow in the same transaction."""

import contextlib
import datetime
import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from courses.actions.errors import EnrolmentClosed, ItemLocked, NoSuchItem
from courses.finishing import is_assessed, is_finished
from courses.items import ASSESSING, EditionItem
from courses.models import Completion, Edition, EditionChange, Enrolment, ItemEvent, ItemPage, ItemState
from courses.queries.standing import locks_in, marks_of, state_of
from courses.sentences import say_lock
from courses.signals import course_completed, item_recorded
from members.models import Person

Verb = ItemEvent.Verb

#: The moment of a state that each verb sets; set once, but for `failed`, which keeps the latest.
MOMENT: Mapping[str, str] = {
    Verb.OPENED: "opened_at",
    Verb.DONE: "done_at",
    Verb.SUBMITTED: "submitted_at",
    Verb.REVIEWED: "reviewed_at",
    Verb.PASSED: "passed_at",
    Verb.FAILED: "failed_at",
    Verb.ATTENDED: "attended_at",
    Verb.WAIVED: "waived_at",
    Verb.LET_IN: "let_in_at",
}
ANSWERS = frozenset(
    {Verb.REVIEWED, Verb.PASSED, Verb.FAILED, Verb.WAIVED}
)  # what was handed in waits no longer
PARTICIPATED = 0.5  # share of what is required that is finished by whoever took part


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
    note: str = "",
    at: datetime.datetime | None = None,
) -> ItemEvent | None:
    """Write down that something happened to an item; return the event, or None where it was known already.

    The key makes a repeated request one event. Event, state and what follows from them (a completion, other rooms' rows) are
    saved together or not at all; events of one enrolment come one after another, so that the last two of a course, at the same
    moment, complete it. What a learner does themselves needs the item to be open to them. Raises NoSuchItem for what is in no
    edition of the course that they may follow, and ItemLocked.
    """
    if enrolment.ended_at:
        raise EnrolmentClosed(_("You have left this course. Enrol again to go on."))
    known = _item_in(enrolment, item)
    at = at or timezone.now()
    try:
        with transaction.atomic():
            _come_one_after_another(enrolment, item, by, at)
            if by.pk == enrolment.person_id:
                _refuse_what_is_locked(enrolment, known)
            event = ItemEvent(
                enrolment=enrolment,
                item=item,
                verb=verb,
                key=key,
                by=by,
                language=language,
                revision=revision,
                title=title or known.title,
                note=note,
                at=at,
            )
            state = state_of(enrolment, item) or ItemState(
                enrolment=enrolment, course_id=enrolment.course_id, item=item
            )
            apply(event, state, rule=known.rule)
            event.save()
            state.save()
            item_recorded.send(ItemEvent, enrolment_id=enrolment.pk, item=item, verb=verb)
            if event.finishes or verb in (Verb.PASSED, Verb.REVIEWED):
                settle_completions(enrolment, at=at)
            if event.finishes:
                note_what_opens_next(enrolment)
    except IntegrityError:
        if ItemEvent.objects.filter(enrolment=enrolment, key=key).exists():
            return None
        raise
    return event


def apply(event: ItemEvent, state: ItemState, *, rule: str | None = None) -> None:
    """Let an event change a state; with the rule of the item the event is marked if it finishes it.

    Replaying (without a rule) believes the mark, so that a rule that changed later changes nothing.
    """
    if event.verb == Verb.FAILED:
        state.failures += 1
        state.failed_at = event.at
    elif event.verb in MOMENT and getattr(state, MOMENT[event.verb]) is None:
        setattr(state, MOMENT[event.verb], event.at)
    if event.verb == Verb.SUBMITTED:
        state.waits_since = event.at
    elif event.verb in ANSWERS:
        state.waits_since = None
    if rule is not None:
        event.finishes = state.finished_at is None and is_finished(rule, state)
    if event.finishes and state.finished_at is None:
        state.finished_at = event.at


def note_what_opens_next(enrolment: Enrolment) -> None:
    """Note from when on there is something to do again, where all that is open to a learner is finished."""
    contents = enrolment.edition.contents
    if not any(item.release for item in contents):
        return
    marks = marks_of([enrolment])[enrolment.pk]
    locks = locks_in(contents, enrolment, marks)
    left = [item for item in contents if not item.optional and item.key not in marks.finished]
    opens = [locks[item.key].opens_at if item.key in locks else None for item in left]
    before = min((at for at in opens if at), default=None) if opens and all(opens) else None
    if before != enrolment.nothing_before:
        Enrolment.objects.filter(pk=enrolment.pk).update(nothing_before=before)
        enrolment.nothing_before = before


def _item_in(enrolment: Enrolment, key: uuid.UUID) -> EditionItem:
    """Find the item in the learner's edition, else in the newest: what was added may be finished before it is taken up."""
    for item in enrolment.edition.contents:
        if item.key == key:
            return item
    newest = Edition.objects.filter(course_id=enrolment.course_id).order_by("-number").first()
    for item in newest.contents if newest else ():
        if item.key == key:
            return item
    raise NoSuchItem(_("This lesson is no longer part of the course."))


def _come_one_after_another(enrolment: Enrolment, item: uuid.UUID, by: Person, at: datetime.datetime) -> None:
    """Hold the enrolment's row until the end of the transaction; where the learner acts, note where they are."""
    row = Enrolment.objects.filter(pk=enrolment.pk, ended_at__isnull=True)
    if by.pk == enrolment.person_id:
        found = row.update(last_item=item, last_seen_at=at)
    else:
        found = bool(row.select_for_update().values_list("pk").first())
    if not found:
        raise EnrolmentClosed(_("You have left this course. Enrol again to go on."))


def _refuse_what_is_locked(enrolment: Enrolment, item: EditionItem) -> None:
    if not item.is_conditional:
        return
    lock = locks_in((item,), enrolment, marks_of([enrolment])[enrolment.pk]).get(item.key)
    if lock:
        titles = {one.key: one.title for one in enrolment.edition.contents}
        raise ItemLocked(say_lock(lock, titles, enrolment.person.zone))


def note_opened(*, enrolment: Enrolment, page: ItemPage, by: Person, seen: bool = False) -> bool:
    """Remember that the learner is at this lesson; say whether opening it finished it.

    The first time it is an event; coming back to the same page writes nothing. `seen` says that it was opened before.
    """
    here = enrolment.last_item == page.translation_key
    if seen and here:
        return False
    if seen:
        Enrolment.objects.filter(pk=enrolment.pk).update(
            last_item=page.translation_key, last_seen_at=timezone.now()
        )
        return False
    with contextlib.suppress(NoSuchItem, ItemLocked, EnrolmentClosed):
        event = record_event(
            enrolment=enrolment,
            item=page.translation_key,
            verb=Verb.OPENED,
            key=f"opened:{page.translation_key}",
            by=by,
            title=page.title,
            revision=page.live_revision_id,
            language=get_language() or page.language,
        )
        return event is not None and event.finishes
    return False


def carry_over(*, enrolment: Enrolment, change: EditionChange, by: Person) -> None:
    """Write down what counts as finished by the rules of an edition just taken up and did not by those before."""
    states = {state.item: state for state in ItemState.objects.filter(enrolment=enrolment)}
    for item in enrolment.edition.contents:
        state = states.get(item.key)
        if state is None or state.finished_at is not None or not is_finished(item.rule, state):
            continue
        event = ItemEvent(
            enrolment=enrolment,
            item=item.key,
            verb=Verb.CARRIED,
            key=f"carried:{change.to_edition_id}:{item.key}",
            title=item.title,
            by=by,
            at=change.at,
        )
        apply(event, state, rule=item.rule)
        event.save()
        state.save()


def settle_completions(enrolment: Enrolment, *, at: datetime.datetime | None = None) -> None:
    """Write down what the enrolment has come to by now; what was written before stays."""
    required = enrolment.edition.required
    done = marks_of([enrolment])[enrolment.pk].finished
    count = sum(item.key in done for item in required)
    if not required or count < PARTICIPATED * len(required):
        return
    Kind = Completion.Kind
    known = set(Completion.objects.filter(enrolment=enrolment).values_list("kind", flat=True))
    due = {Kind.PARTICIPATED} | ({Kind.COMPLETED, Kind.ASSESSED} if count == len(required) else set())
    if due <= known:
        return
    at = at or timezone.now()
    states = {state.item: state for state in ItemState.objects.filter(enrolment=enrolment)}
    judged = [item for item in required if item.rule in ASSESSING]
    if not judged or not all(is_assessed(item.rule, states.get(item.key)) for item in judged):
        due.discard(Kind.ASSESSED)
    for kind in (Kind.PARTICIPATED, Kind.COMPLETED, Kind.ASSESSED):
        if kind in due - known:
            _complete(enrolment, kind, states, at)
    if Kind.COMPLETED in due - known:
        Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=at)
        enrolment.completed_at = at


def _complete(
    enrolment: Enrolment, kind: str, states: Mapping[uuid.UUID, ItemState], at: datetime.datetime
) -> None:
    completion = Completion.objects.create(
        enrolment=enrolment,
        kind=kind,
        title=enrolment.course.title,
        completed_at=at,
        criteria={
            "edition": enrolment.edition.number,
            "share": PARTICIPATED if kind == Completion.Kind.PARTICIPATED else 1,
            "required": [_criterion(item, states.get(item.key)) for item in enrolment.edition.required],
        },
    )
    course_completed.send(Completion, enrolment_id=enrolment.pk, completion_id=completion.pk)


def _criterion(item: EditionItem, state: ItemState | None) -> dict[str, str | None]:
    finished = state.finished_at if state else None
    how = "waived" if state and state.waived_at else item.rule
    return {
        "key": str(item.key),
        "title": item.title,
        "rule": item.rule,
        "finished_at": finished.isoformat() if finished else None,
        "by": how if finished else None,
    }


@transaction.atomic
def rebuild_states(*, enrolment: Enrolment) -> None:
    """Replay the events of an enrolment into its states; the result is what was there unless a state was lost or altered."""
    states: dict[uuid.UUID, ItemState] = {}
    for event in enrolment.events.order_by("pk"):
        state = states.setdefault(
            event.item, ItemState(enrolment=enrolment, course_id=enrolment.course_id, item=event.item)
        )
        apply(event, state)
    enrolment.states.all().delete()
    ItemState.objects.bulk_create(states.values())

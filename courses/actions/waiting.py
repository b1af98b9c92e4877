"""Places in a cohort: take one, wait for one, be offered one. The cohort's row is held while places are counted."""

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.enrolling import begin, course_to_join, refuse_where_not_alone
from courses.actions.errors import AlreadyElsewhere, EnrolmentClosed, NotAllowed
from courses.actions.letters import write_letter
from courses.models import Cohort, Enrolment, Waiting
from courses.signals import place_offered
from members.models import Organisation, Person

OFFER_HOLDS = datetime.timedelta(days=3)


def join_cohort(
    *,
    person: Person,
    cohort: Cohort,
    by: Person,
    invited: bool = False,
    organisation: Organisation | None = None,
) -> Enrolment | Waiting:
    """Take a place in a cohort, or a place on its waiting list where none is free.

    Doing it twice, or fifty times at once, is one enrolment; the last place goes to one person. Somebody who follows the course
    alone goes on in the cohort with all that they have done.
    """
    try:
        with transaction.atomic():
            return _join(person, cohort, by, invited, organisation)
    except IntegrityError:  # enrolled alone at this very moment
        with transaction.atomic():
            return _join(person, cohort, by, invited, organisation)


def _join(
    person: Person, cohort: Cohort, by: Person, invited: bool, organisation: Organisation | None
) -> Enrolment | Waiting:
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    running = Enrolment.objects.filter(
        person=person, course_id=cohort.course_id, ended_at__isnull=True
    ).first()
    if running is not None and running.cohort_id == cohort.pk:
        return running
    waiting = Waiting.objects.filter(cohort=cohort, person=person, closed_at__isnull=True).first()
    offered = waiting is not None and waiting.offered_at is not None
    if cohort.is_closed and not offered:
        raise EnrolmentClosed(_("“%(name)s” takes nobody in any more.") % {"name": cohort.name})
    if cohort.by_invitation and not (invited or waiting) and by.pk == person.pk:
        raise NotAllowed(_("“%(name)s” is joined by invitation.") % {"name": cohort.name})
    if running is not None and running.cohort_id is not None:
        raise AlreadyElsewhere(
            _("%(person)s already follows this course in another group. Leave that one first.")
            % {"person": person.name}
        )
    free = _free(cohort, but_for=waiting if offered else None)
    if free is not None and free <= 0:
        return waiting or Waiting.objects.create(
            cohort=cohort, person=person, asked_by=by, organisation=organisation
        )
    if running is None:
        course, edition = course_to_join(cohort.course_id)
        running = begin(person=person, course=course, edition=edition, by=by, organisation=organisation)
    running.cohort, running.seat = cohort, _next_seat(cohort)
    running.save(update_fields=["cohort", "seat"])
    if waiting is not None:
        _close(waiting, Waiting.Outcome.TAKEN)
    return running


def _free(cohort: Cohort, *, but_for: Waiting | None = None) -> int | None:
    """Count free places; None where there is no number of them. An open offer keeps one, but not from the one who has it."""
    if cohort.places is None:
        return None
    taken = Enrolment.objects.filter(cohort=cohort, ended_at__isnull=True).count()
    offers = Waiting.objects.filter(cohort=cohort, closed_at__isnull=True, offered_at__isnull=False)
    if but_for is not None:
        offers = offers.exclude(pk=but_for.pk)
    return cohort.places - taken - offers.count()


def _next_seat(cohort: Cohort) -> int | None:
    """Return the lowest number that nobody sits on; the database refuses to give one twice."""
    if cohort.places is None:
        return None
    rows = Enrolment.objects.filter(cohort=cohort, ended_at__isnull=True, seat__isnull=False)
    taken = set(rows.values_list("seat", flat=True))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _close(waiting: Waiting, outcome: str) -> None:
    waiting.closed_at, waiting.outcome = timezone.now(), outcome
    waiting.save(update_fields=["closed_at", "outcome"])


@transaction.atomic
def stop_waiting(*, waiting: Waiting, by: Person) -> None:
    """Leave the waiting list, or decline an offer; whoever waits next is offered the place."""
    cohort = Cohort.objects.select_for_update().get(pk=waiting.cohort_id)
    waiting = Waiting.objects.get(pk=waiting.pk)
    if waiting.closed_at is None:
        _close(waiting, Waiting.Outcome.LEFT)
        offer_free_places(cohort=cohort)


@transaction.atomic
def leave_cohort(*, enrolment: Enrolment, by: Person) -> None:
    """Go on alone: the place becomes free, all that was done stays."""
    cohort = Cohort.objects.select_for_update().get(pk=enrolment.cohort_id)
    Enrolment.objects.filter(pk=enrolment.pk, cohort=cohort).update(cohort=None, seat=None)
    enrolment.cohort, enrolment.seat = None, None
    offer_free_places(cohort=cohort)


@transaction.atomic
def offer_free_places(*, cohort: Cohort) -> list[Waiting]:
    """Offer each free place to whoever waits longest, for some days, and write to them. Returns the new offers."""
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    queue = Waiting.objects.filter(cohort=cohort, closed_at__isnull=True, offered_at__isnull=True)
    free = _free(cohort)
    if cohort.is_closed or (free is not None and free <= 0):
        return []
    now = timezone.now()
    made = []
    for waiting in queue.select_related("person").order_by("asked_at", "pk")[
        : free if free is not None else None
    ]:
        waiting.offered_at, waiting.offer_ends_at = now, now + OFFER_HOLDS
        waiting.save(update_fields=["offered_at", "offer_ends_at"])
        write_letter(
            kind="place",
            key=f"place:{waiting.pk}",
            person=waiting.person,
            context={"waiting": waiting, "cohort": cohort, "until": waiting.offer_ends_at},
        )
        place_offered.send(Waiting, waiting_id=waiting.pk)
        made.append(waiting)
    return made


def lapse_offers() -> int:
    """End the offers that nobody answered in time and offer those places to the next; return how many ended."""
    due = Waiting.objects.filter(closed_at__isnull=True, offer_ends_at__lte=timezone.now())
    count = 0
    for pk, cohort_id in list(due.values_list("pk", "cohort_id")):
        with transaction.atomic():
            cohort = Cohort.objects.select_for_update().get(pk=cohort_id)
            waiting = due.filter(pk=pk).first()
            if waiting is None:  # answered meanwhile
                continue
            _close(waiting, Waiting.Outcome.LAPSED)
            offer_free_places(cohort=cohort)
            count += 1
    return count


def enrol_staff(
    *,
    people: list[Person],
    organisation: Organisation,
    course_key: uuid.UUID,
    by: Person,
    cohort: Cohort | None = None,
) -> dict[str, list[Person]]:
    """Let a member organisation enrol its staff, each of whom is written to and can leave with one click.

    Returns who was enrolled, who waits for a place, and who followed the course already. Each person is one transaction, so that
    one who cannot be enrolled keeps nobody else out.
    """
    if cohort is None:
        refuse_where_not_alone(course_key)
    told: dict[str, list[Person]] = {"enrolled": [], "waiting": [], "already": []}
    for person in people:
        with transaction.atomic():
            running = Enrolment.objects.filter(
                person=person, course_id=course_key, ended_at__isnull=True
            ).first()
            if running is not None and (cohort is None or running.cohort_id is not None):
                told["already"].append(person)
                continue
            got: Enrolment | Waiting
            if cohort is not None:
                got = join_cohort(
                    person=person, cohort=cohort, by=by, invited=True, organisation=organisation
                )
            else:
                course, edition = course_to_join(course_key)
                got = begin(person=person, course=course, edition=edition, by=by, organisation=organisation)
            waits = isinstance(got, Waiting)
            told["waiting" if waits else "enrolled"].append(person)
            if person.pk != by.pk:
                write_letter(
                    kind="enrolled",
                    key=f"enrolled:{'w' if waits else 'e'}{got.pk}",
                    person=person,
                    context={
                        "by": by,
                        "organisation": organisation,
                        "cohort": cohort,
                        "waits": waits,
                        "course_key": course_key,
                        "course": course_to_join(course_key)[0],
                    },
                    reply_to=by.email,
                )
    return told

"""Begin a course, alone; leave it; go on without the group."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import EnrolmentClosed
from courses.models import Course, CoursePage, Edition, Enrolment
from courses.signals import enrolled, enrolment_ended
from members.models import Organisation, Person


def enrol(
    *, person: Person, course_key: uuid.UUID, by: Person, organisation: Organisation | None = None
) -> Enrolment:
    """Let a person follow a course in its newest edition. Doing it twice, or fifty times at once, is one enrolment."""
    course, edition = course_to_join(course_key)
    refuse_where_not_alone(course_key)
    try:
        with transaction.atomic():
            running = Enrolment.objects.filter(person=person, course=course, ended_at__isnull=True).first()
            if running:
                return running
            return begin(person=person, course=course, edition=edition, by=by, organisation=organisation)
    except IntegrityError:
        return Enrolment.objects.get(person=person, course=course, ended_at__isnull=True)


def refuse_where_not_alone(course_key: uuid.UUID) -> None:
    """Raise EnrolmentClosed where a course is followed in groups only; its source-language page says so."""
    pages = CoursePage.objects.filter(translation_key=course_key).order_by("pk")
    if pages.values_list("self_paced", flat=True).first() is False:
        raise EnrolmentClosed(_("This course is followed in a group only."))


def course_to_join(course_key: uuid.UUID) -> tuple[Course, Edition]:
    """Return a course and its newest edition; raise EnrolmentClosed where there is nothing to follow yet."""
    course = Course.objects.filter(key=course_key).first()
    edition = course.editions.order_by("-number").first() if course else None
    if course is None or edition is None:
        raise EnrolmentClosed(_("This course has no lessons yet. Come back when it has been published."))
    return course, edition


def begin(
    *, person: Person, course: Course, edition: Edition, by: Person, organisation: Organisation | None = None
) -> Enrolment:
    """Make an enrolment and announce it, within the transaction of the caller."""
    attempt = Enrolment.objects.filter(person=person, course=course).count() + 1
    enrolment = Enrolment.objects.create(
        person=person,
        course=course,
        edition=edition,
        attempt=attempt,
        enrolled_by=by,
        organisation=organisation,
    )
    enrolled.send(Enrolment, enrolment_id=enrolment.pk)
    return enrolment


@transaction.atomic
def leave(*, enrolment: Enrolment, by: Person) -> None:
    """End an enrolment. What the person did stays theirs; coming back is another attempt. A place in a cohort becomes free."""
    now = timezone.now()
    ended = Enrolment.objects.filter(pk=enrolment.pk, ended_at__isnull=True).update(ended_at=now)
    if ended:
        enrolment.ended_at = now
        enrolment.pauses.filter(ended_at__isnull=True).update(ended_at=now)
        enrolment_ended.send(Enrolment, enrolment_id=enrolment.pk)

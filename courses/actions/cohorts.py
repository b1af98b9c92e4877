"""Make and change cohorts, their dates, who leads them and who is asked to come."""

import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.actions.errors import CourseError, EnrolmentClosed, NoSuchItem, NotAllowed
from courses.actions.letters import write_letter
from courses.actions.waiting import join_cohort, offer_free_places
from courses.models import (
    Cohort,
    CohortDate,
    CohortInvitation,
    Course,
    Enrolment,
    Facilitator,
    Waiting,
)
from courses.models.cohort import new_code
from courses.rules import guided_by, teaches
from members.models import Person

OWN_FIELDS = ("name", "starts_on", "ends_on", "time_zone", "place", "places", "by_invitation")


def _may_make(by: Person, course_key: uuid.UUID) -> None:
    if not teaches(by, course_key):
        raise NotAllowed(_("Only those who teach this course arrange its groups."))


def _may_lead(by: Person, cohort: Cohort) -> None:
    cohorts = guided_by(by, cohort.course_id)
    if cohorts is not None and cohort.pk not in cohorts:
        raise NotAllowed(_("Only those who teach this course or lead the group may do that."))


@transaction.atomic
def make_cohort(*, course: Course, values: dict[str, Any], by: Person) -> Cohort:
    """Open a cohort of a course."""
    _may_make(by, course.pk)
    return Cohort.objects.create(
        course=course, made_by=by, **{name: values[name] for name in OWN_FIELDS if name in values}
    )


@transaction.atomic
def change_cohort(*, cohort: Cohort, values: dict[str, Any], by: Person) -> Cohort:
    """Change a cohort. Fewer places than people take nobody's place away; more are offered to those who wait."""
    _may_make(by, cohort.course_id)
    cohort = Cohort.objects.select_for_update().get(pk=cohort.pk)
    for name in OWN_FIELDS:
        if name in values:
            setattr(cohort, name, values[name])
    cohort.save(update_fields=list(OWN_FIELDS))
    offer_free_places(cohort=cohort)
    return cohort


@transaction.atomic
def close_cohort(*, cohort: Cohort, by: Person, closed: bool = True) -> None:
    """Let nobody in any more, or in again. Who is in stays in."""
    _may_make(by, cohort.course_id)
    Cohort.objects.filter(pk=cohort.pk).update(closed_at=timezone.now() if closed else None)
    if not closed:
        offer_free_places(cohort=cohort)


@transaction.atomic
def set_date(
    *, cohort: Cohort, values: dict[str, Any], by: Person, date: CohortDate | None = None
) -> CohortDate:
    """Add or change a meeting of the cohort, or the day by which an item should be finished."""
    _may_lead(by, cohort)
    kind, item = values["kind"], values.get("item")
    if kind == CohortDate.Kind.DEADLINE:
        if item is None:
            raise NoSuchItem(_("Say which lesson is to be finished by then."))
        same = CohortDate.objects.filter(cohort=cohort, kind=kind, item=item)
        date = date or same.first()  # a lesson has one such day
        if same.exclude(pk=date.pk if date else None).exists():
            raise CourseError(_("That lesson already has a day by which it is to be finished."))
    date = date or CohortDate(cohort=cohort)
    for name in ("kind", "title", "item", "starts_at", "ends_at", "place", "link"):
        if name in values:
            setattr(date, name, values[name])
    date.save()
    return date


@transaction.atomic
def drop_date(*, date: CohortDate, by: Person) -> None:
    """Take a date away."""
    _may_lead(by, date.cohort)
    date.delete()


@transaction.atomic
def set_facilitators(*, cohort: Cohort, people: list[Person], by: Person) -> None:
    """Say who leads the cohort."""
    _may_make(by, cohort.course_id)
    Facilitator.objects.filter(cohort=cohort).exclude(person__in=people).delete()
    for person in people:
        Facilitator.objects.get_or_create(cohort=cohort, person=person)


@transaction.atomic
def renew_link(*, cohort: Cohort, by: Person) -> Cohort:
    """Give the invitation link another address; the old one is dead at once."""
    _may_lead(by, cohort)
    cohort.code = new_code()
    cohort.save(update_fields=["code"])
    return cohort


def link_of(code: str) -> str:
    """Return the address that whoever is asked to come is given."""
    return settings.BASE_URL + reverse("courses:join-by-code", args=[code])


@transaction.atomic
def invite_to_cohort(*, cohort: Cohort, email: str, language: str, by: Person) -> CohortInvitation:
    """Ask somebody by mail to join. Asking the same address again sends the same invitation once more."""
    _may_lead(by, cohort)
    if cohort.is_closed:
        raise EnrolmentClosed(_("“%(name)s” takes nobody in any more.") % {"name": cohort.name})
    email = email.strip().lower()
    if Enrolment.objects.filter(cohort=cohort, person__email=email, ended_at__isnull=True).exists():
        raise CourseError(_("%(email)s is in this group already.") % {"email": email})
    invitation, _made = CohortInvitation.objects.get_or_create(
        email=email,
        cohort=cohort,
        accepted_at=None,
        withdrawn_at=None,
        defaults={"invited_by": by, "language": language},
    )
    invitation.invited_at, invitation.invited_by, invitation.language = timezone.now(), by, language
    invitation.save(update_fields=["invited_at", "invited_by", "language"])
    write_letter(
        kind="invitation",
        key=f"invitation:{invitation.pk}:{invitation.invited_at.timestamp()}",
        email=email,
        language=language,
        context={"invitation": invitation, "cohort": cohort, "by": by, "link": link_of(invitation.code)},
        reply_to=by.email,
    )
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: CohortInvitation, by: Person) -> None:
    """Take an invitation back; its link is dead at once."""
    _may_lead(by, invitation.cohort)
    CohortInvitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )


@transaction.atomic
def accept_by_code(*, code: str, person: Person) -> Enrolment | Waiting:
    """Join by the link of a cohort or by one's own invitation. One's own is for one person; using it again is using it once."""
    invitation = (
        CohortInvitation.objects.select_for_update().filter(code=code, withdrawn_at__isnull=True).first()
    )
    if invitation is None:
        cohort = Cohort.objects.filter(code=code).first()
        if cohort is None:
            raise EnrolmentClosed(_("This invitation does not hold any more. Ask for a new one."))
        return join_cohort(person=person, cohort=cohort, by=person, invited=True)
    if invitation.accepted_by_id not in (None, person.pk):
        raise EnrolmentClosed(_("This invitation was used by somebody else. Ask for one of your own."))
    got = join_cohort(person=person, cohort=invitation.cohort, by=person, invited=True)
    if invitation.accepted_at is None:
        invitation.accepted_at, invitation.accepted_by = timezone.now(), person
        invitation.save(update_fields=["accepted_at", "accepted_by"])
    return got

"""Verbs that change who is a member. Each says who did it."""

import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Affiliation, Invitation, Membership, Organisation, Person
from members.signals import membership_changed, person_joined
from members.tasks import send_invitation


class MembershipError(Exception):
    """What was asked of a membership cannot be done; the message says why, to a person."""


@transaction.atomic
def start_membership(*, organisation: Organisation, starts_on: datetime.date, by: Person) -> Membership:
    """Open a membership, or renew one that ended. Raises MembershipError while another is open."""
    if organisation.memberships.filter(ends_on__isnull=True).exists():
        raise MembershipError(_("%(name)s already has a membership that goes on.") % {"name": organisation.name})
    running = organisation.memberships.filter(ends_on__gte=starts_on).order_by("-ends_on").first()
    if running is not None:
        # Renewed before its last day: the stretch simply goes on, so that no day is counted twice.
        running.ends_on, running.changed_by = None, by
        running.save(update_fields=["ends_on", "changed_by", "changed_at"])
        membership = running
    else:
        membership = Membership.objects.create(organisation=organisation, starts_on=starts_on, changed_by=by)
    membership_changed.send(Membership, organisation_id=organisation.pk, by_id=by.pk)
    return membership


@transaction.atomic
def end_membership(*, organisation: Organisation, ends_on: datetime.date, by: Person) -> Membership:
    """Set the last day of the open membership. Its people lose member labels at their first request after that day."""
    membership = organisation.memberships.select_for_update().filter(ends_on__isnull=True).first()
    if membership is None:
        raise MembershipError(_("%(name)s has no membership to end.") % {"name": organisation.name})
    if ends_on < membership.starts_on:
        raise MembershipError(_("The last day must not lie before the first, %(day)s.") % {"day": membership.starts_on})
    membership.ends_on, membership.changed_by = ends_on, by
    membership.save(update_fields=["ends_on", "changed_by", "changed_at"])
    membership_changed.send(Membership, organisation_id=organisation.pk, by_id=by.pk)
    return membership


@transaction.atomic
def invite(
    *, email: str, organisation: Organisation, by: Person, name: str = "", job: str = "", language: str = "en"
) -> Invitation:
    """Ask somebody to join as staff of an organisation; the mail leaves after commit and is tried again if it fails.

    Asking twice while the first is open keeps one invitation and sends it again.
    """
    email = email.strip().lower()
    if Affiliation.objects.filter(person__email=email, organisation=organisation).exists():
        raise MembershipError(
            _("%(email)s already belongs to %(name)s.") % {"email": email, "name": organisation.name}
        )
    invitation, created = Invitation.objects.get_or_create(
        email=email,
        organisation=organisation,
        accepted_at=None,
        defaults={"invited_by": by, "name": name, "job": job, "language": language},
    )
    if not created:
        Invitation.objects.filter(pk=invitation.pk).update(sent_at=None, tries=0)
    transaction.on_commit(lambda: send_invitation.delay(invitation.pk))
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, name: str, password: str | None = None) -> Person:
    """Make the invited person, or join the one who has the address, to the organisation.

    The code came by mail, so the address counts as confirmed. Raises MembershipError when it was used already.
    """
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(accepted_at=timezone.now())
    if not taken:
        raise MembershipError(_("This invitation was used already. Sign in instead."))
    person = Person.objects.filter(email=invitation.email).first()
    if person is None:
        person = Person.objects.create_user(
            invitation.email, password, name=name, language=invitation.language
        )
    EmailAddress.objects.update_or_create(
        user=person, email=invitation.email, defaults={"verified": True, "primary": True}
    )
    join_organisation(person=person, organisation=invitation.organisation, job=invitation.job)
    return person


@transaction.atomic
def join_organisation(*, person: Person, organisation: Organisation, job: str = "") -> Affiliation:
    """Make the person one of the organisation's staff; repeating it only updates the job."""
    affiliation, created = Affiliation.objects.update_or_create(
        person=person, organisation=organisation, defaults={"job": job}
    )
    if created:
        person_joined.send(Person, person_id=person.pk, organisation_id=organisation.pk)
    return affiliation


@transaction.atomic
def give_role(*, person: Person, role: str, by: Person | None) -> None:
    """Make the person a trainer, facilitator, editor or one of the secretariat."""
    person.groups.add(Group.objects.get(name=role))


def take_role(*, person: Person, role: str, by: Person | None) -> None:
    """Take a role back; it counts from the person's next request."""
    person.groups.remove(Group.objects.get(name=role))

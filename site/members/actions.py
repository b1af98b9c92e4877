"""Verbs that change who is a member. Each says who did it."""

import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.invitations import has_own_way_in, person_invited
from members.models import Affiliation, Invitation, Membership, Organisation, Person
from members.models.invitation import new_code
from members.signals import invitation_waiting, membership_changed, person_joined


class MembershipError(Exception):
    """What was asked of a membership cannot be done; the message says why, to a person."""


@transaction.atomic
def add_organisation(
    *, organisation: Organisation, by: Person, member_from: datetime.date | None = None
) -> Organisation:
    """Save a new organisation, and open its membership where a first day is named."""
    organisation.save()
    if member_from:
        start_membership(organisation=organisation, starts_on=member_from, by=by)
    return organisation


def update_organisation(*, organisation: Organisation, values: dict[str, str], by: Person) -> Organisation:
    """Change what is said of an organisation."""
    for name, value in values.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(values))
    return organisation


@transaction.atomic
def start_membership(
    *, organisation: Organisation, starts_on: datetime.date, by: Person, ends_on: datetime.date | None = None
) -> Membership:
    """Open a membership, or renew one that ended. Raises MembershipError where it would
    overlap another stretch.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if ends_on and ends_on < starts_on:
        raise MembershipError(
            _("The last day must not lie before the first, %(day)s.") % {"day": _say(starts_on)}
        )
    others = organisation.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    if ends_on:
        others = others.filter(starts_on__lte=ends_on)
    other = others.order_by("starts_on").last()
    if other is None:
        membership = Membership.objects.create(
            organisation=organisation, starts_on=starts_on, ends_on=ends_on, changed_by=by
        )
    elif other.ends_on is None:
        raise MembershipError(
            _("%(name)s already has a membership that goes on.") % {"name": organisation.name}
        )
    elif ends_on or other.starts_on > starts_on:
        raise MembershipError(
            _("%(name)s already has a membership from %(first)s to %(last)s.")
            % {"name": organisation.name, "first": _say(other.starts_on), "last": _say(other.ends_on)}
        )
    else:
        # Renewed before its last day: the stretch simply goes on, so that no day is counted twice.
        other.ends_on, other.changed_by = None, by
        other.save(update_fields=["ends_on", "changed_by", "changed_at"])
        membership = other
    membership_changed.send(Membership, organisation_id=organisation.pk, by_id=by.pk)
    return membership


@transaction.atomic
def end_membership(*, organisation: Organisation, ends_on: datetime.date, by: Person) -> Membership:
    """Set the last day of the open membership. Its people lose member labels at their first
    request after that day.
    """
    membership = organisation.memberships.select_for_update().filter(ends_on__isnull=True).first()
    if membership is None:
        raise MembershipError(_("%(name)s has no membership to end.") % {"name": organisation.name})
    if ends_on < membership.starts_on:
        raise MembershipError(
            _("The last day must not lie before the first, %(day)s.") % {"day": _say(membership.starts_on)}
        )
    membership.ends_on, membership.changed_by = ends_on, by
    membership.save(update_fields=["ends_on", "changed_by", "changed_at"])
    membership_changed.send(Membership, organisation_id=organisation.pk, by_id=by.pk)
    return membership


@transaction.atomic
def invite(
    *,
    email: str,
    organisation: Organisation,
    by: Person,
    name: str = "",
    job: str = "",
    language: str = "en",
    wake: bool = True,
) -> Invitation:
    """Ask somebody to join as staff of an organisation; the mail leaves after commit and is
    tried again if it fails.

    Asking twice while the first is unanswered keeps one invitation and sends it again.
    Without `wake` the next sweep sends it.
    """
    email = email.strip().lower()
    already = (
        Affiliation.objects.filter(person__email=email, organisation=organisation)
        .select_related("person")
        .first()
    )
    if already is not None and has_own_way_in(already.person):
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
        for field, value in (("name", name), ("job", job), ("language", language)):
            if value:
                setattr(invitation, field, value)
        invitation.save(update_fields=["name", "job", "language"])
        _send_again(invitation, by)
    if wake:
        invitation_waiting.send(Invitation, invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def send_invitation_again(*, invitation: Invitation, by: Person) -> Invitation:
    """Send the mail once more; it holds for the full time again. An answered invitation
    raises MembershipError.
    """
    if invitation.accepted_at is not None:
        raise MembershipError(_("%(email)s has already come in.") % {"email": invitation.email})
    _send_again(invitation, by)
    invitation_waiting.send(Invitation, invitation_id=invitation.pk)
    return invitation


def _send_again(invitation: Invitation, by: Person) -> None:
    if invitation.expired:  # the old link may have travelled; it stays dead
        invitation.code = new_code()
    now = timezone.now()
    invitation.sent_at, invitation.tries, invitation.try_at = None, 0, now
    invitation.invited_at, invitation.invited_by = now, by
    invitation.save(update_fields=["code", "sent_at", "tries", "try_at", "invited_at", "invited_by"])


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, name: str = "", password: str | None = None, by: Person | None = None
) -> Person:
    """Make the invited person, or join the one who has the address, to the organisation.

    The code came by mail, so the address counts as confirmed. Somebody with an account of
    their own must be signed in (`by`): a forwarded mail must not change their account.
    Raises MembershipError when it cannot be used any more.
    """
    taken = Invitation.objects.open().filter(pk=invitation.pk).update(accepted_at=timezone.now())
    if not taken:
        raise MembershipError(_("This invitation was used already, or is too old."))
    person = person_invited(invitation)
    if person is not None and has_own_way_in(person):
        if by is None or by.pk != person.pk:
            raise MembershipError(_("Sign in with the invited address first."))
    else:
        if not password:
            raise MembershipError(_("Choose a password first."))
        if person is None:
            person = Person(email=invitation.email, language=invitation.language)
        person.name = name.strip()
        person.set_password(password)
        person.save()
        EmailAddress.objects.filter(user=person).exclude(email=invitation.email).delete()
        EmailAddress.objects.update_or_create(
            user=person, email=invitation.email, defaults={"verified": True, "primary": True}
        )
    join_organisation(person=person, organisation=invitation.organisation, job=invitation.job, by=person)
    return person


@transaction.atomic
def join_organisation(
    *, person: Person, organisation: Organisation, job: str = "", by: Person | None = None
) -> Affiliation:
    """Make the person one of the organisation's staff; repeating it only updates the job, if one is named."""
    affiliation, created = Affiliation.objects.get_or_create(
        person=person, organisation=organisation, defaults={"job": job}
    )
    if created:
        person_joined.send(Person, person_id=person.pk, organisation_id=organisation.pk)
    elif job and job != affiliation.job:
        affiliation.job = job
        affiliation.save(update_fields=["job"])
    return affiliation


@transaction.atomic(savepoint=False)  # imports call it ten thousand times, each in a savepoint of theirs
def add_person(
    *, email: str, name: str, organisation: Organisation, by: Person, job: str = "", language: str = "en"
) -> Person:
    """Make somebody one of an organisation's staff who has no account yet; a password reset
    by mail lets them in.
    """
    person = Person.objects.create_user(email, None, name=name, language=language)
    Affiliation.objects.create(person=person, organisation=organisation, job=job)
    person_joined.send(Person, person_id=person.pk, organisation_id=organisation.pk)
    return person


@transaction.atomic
def leave_organisation(*, affiliation: Affiliation, by: Person) -> None:
    """Take the person off the organisation's staff; the account stays, and all that they did."""
    affiliation.delete()


@transaction.atomic
def give_role(*, person: Person, role: str, by: Person | None) -> None:
    """Make the person a trainer, facilitator, editor or one of the secretariat. Without `by` it is the
    installation's own doing.
    """
    _refuse_unless_allowed(role, by)
    person.groups.add(Group.objects.get(name=role))


@transaction.atomic
def take_role(*, person: Person, role: str, by: Person | None) -> None:
    """Take a role back; it counts from the person's next request."""
    _refuse_unless_allowed(role, by)
    person.groups.remove(Group.objects.get(name=role))


@transaction.atomic
def set_roles(*, person: Person, roles: set[str], among: set[str], by: Person) -> None:
    """Give and take so that the person holds exactly these of the roles that were asked about (`among`)."""
    held = set(person.groups.filter(name__in=among).values_list("name", flat=True))
    for role in sorted(roles - held):
        give_role(person=person, role=role, by=by)
    for role in sorted(held - roles):
        take_role(person=person, role=role, by=by)


@transaction.atomic
def close_account(*, person: Person, by: Person | None) -> None:
    """Let nobody in with this account for now; whoever is signed in with it is out at the next request."""
    Person.objects.filter(pk=person.pk).update(is_active=False)
    person.is_active = False


@transaction.atomic
def open_account(*, person: Person, by: Person | None) -> None:
    """Let the person in again."""
    Person.objects.filter(pk=person.pk).update(is_active=True)
    person.is_active = True


def _refuse_unless_allowed(role: str, by: Person | None) -> None:
    if role == "secretariat" and by is not None and not by.is_superuser:
        raise MembershipError(_("Only an administrator makes somebody a part of the secretariat."))


def _say(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")

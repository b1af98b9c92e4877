"""The invitation mail: who gets it, in the language that the inviter chose, until it has left."""

import datetime
import logging

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from members.models import Invitation, Person
from members.models.invitation import VALID_FOR

log = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=10)  # far longer than a mail server may take; then another worker may try


def address_of(invitation: Invitation) -> str:
    """The absolute address that only the invited person is sent."""
    return settings.BASE_URL + reverse("invitations:accept", args=[invitation.code])


def person_invited(invitation: Invitation) -> Person | None:
    """Return who has the invited address, as their own or as a confirmed second one."""
    own = Person.objects.filter(email=invitation.email).first()
    if own is not None:
        return own
    other = EmailAddress.objects.filter(email=invitation.email, verified=True).select_related("user").first()
    return other.user if other else None


def has_own_way_in(person: Person) -> bool:
    """Whether the person has used the account or confirmed an address.

    Imported people have not. Nor has whoever signed up with somebody else's address: the one who holds the
    mail then takes the account over, with a new password.
    """
    if not person.has_usable_password():
        return False
    return person.last_login is not None or EmailAddress.objects.filter(user=person, verified=True).exists()


def deliver(invitation_id: int) -> bool:
    """Send the mail if it is due; say whether it left.

    The claim is a lease, so that a worker killed in the middle leaves the row to the sweep.
    A refusal waits twice as long each time.
    """
    now = timezone.now()
    claimed = (
        Invitation.objects.to_send().filter(pk=invitation_id).update(try_at=now + LEASE, tries=F("tries") + 1)
    )
    if not claimed:
        return False
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(pk=invitation_id)
    with translation.override(invitation.language):
        context = {
            "invitation": invitation,
            "address": address_of(invitation),
            "site_name": settings.WAGTAIL_SITE_NAME,
            "days": VALID_FOR.days,
        }
        subject = " ".join(render_to_string("email/invitation_subject.txt", context).split())
        body = render_to_string("email/invitation.txt", context)
    try:
        send_mail(subject, body, None, [invitation.email])
    except OSError as error:  # smtplib's errors are among them
        log.warning("invitation %s could not be sent: %s", invitation_id, error)
        wait = datetime.timedelta(minutes=2 ** (invitation.tries - 1))
        Invitation.objects.filter(pk=invitation_id).update(try_at=now + wait)
        return False
    Invitation.objects.filter(pk=invitation_id).update(sent_at=timezone.now())
    return True

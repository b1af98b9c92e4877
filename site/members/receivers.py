"""Facts heard: an invitation waits for a worker; what allauth tells us of accounts."""

import logging
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_reset
from django.db import transaction
from django.dispatch import receiver
from kombu.exceptions import OperationalError

from members.letters import address_confirmed
from members.models import Person
from members.signals import invitation_waiting
from members.tasks import send_invitation

log = logging.getLogger(__name__)


@receiver(invitation_waiting)
def wake_a_worker(invitation_id: int, **kwargs: Any) -> None:
    """Tell a worker after commit. A broker that is down only means that the sweep sends the mail later."""

    def wake() -> None:
        try:
            send_invitation.delay(invitation_id)
        except (OSError, OperationalError) as error:
            log.warning("invitation %s waits for the sweep: %s", invitation_id, error)

    transaction.on_commit(wake)


@receiver(password_reset)
def reset_confirms_the_only_address(user: Person, **kwargs: Any) -> None:
    """Count the address as confirmed: the key to the reset came there by mail, and there is
    no other it could have come to.

    So people whom the secretariat imported come in by one mail instead of two.
    """
    addresses = EmailAddress.objects.filter(user=user)
    if addresses.count() == 1:
        addresses.filter(email=user.email).update(verified=True, primary=True)


@receiver(email_confirmed)
def somebody_is_there(email_address: EmailAddress, **kwargs: Any) -> None:
    """Send to an address again that was refused before."""
    address_confirmed(email=email_address.email)

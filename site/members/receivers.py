"""Facts heard: what allauth tells us of accounts. Rows only."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import password_reset
from django.dispatch import receiver

from members.models import Person


@receiver(password_reset)
def reset_confirms_the_only_address(user: Person, **kwargs: Any) -> None:
    """Count the address as confirmed: the key to the reset came there by mail, and there is no other it could
    have come to.

    So people whom the secretariat imported come in by one mail instead of two.
    """
    addresses = EmailAddress.objects.filter(user=user)
    if addresses.count() == 1:
        addresses.filter(email=user.email).update(verified=True, primary=True)

"""When a person goes. Each room says what it erases of them; what they did for others stays, and the account is nobody's.

A row stays in the place of the person, so that evidence which points to it (courses that were completed, decisions that were
taken) keeps its numbers: it has no name, no address, no way in.
"""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import Affiliation, Invitation, Letter, Person, Profile

Erase = Callable[[Person, bool], None]
_erasers: list[Erase] = []


class CannotDepart(Exception):
    """Somebody cannot go yet; the message says why, to them."""


def erases(erase: Erase) -> Erase:
    """Register what a room does when a person goes: called with the person and whether their name stays on what they said,
    within one transaction with all others.
    """
    _erasers.append(erase)
    return erase


@transaction.atomic
def depart(*, person: Person, keeps_name: bool, by: Person) -> None:
    """Let a person go for good. Raises CannotDepart for the last administrator.

    Rooms come first, while there is a name and an address to find; the account last.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if (
        person.is_superuser
        and not Person.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk).exists()
    ):
        raise CannotDepart(_("You are the only administrator. Make somebody else one first."))
    for erase in _erasers:
        erase(person, keeps_name)
    Invitation.objects.filter(email=person.email).delete()
    Invitation.objects.filter(invited_by=person).update(invited_by=None)
    Letter.objects.filter(person=person, sent_at=None).delete()
    EmailAddress.objects.filter(user=person).delete()
    Affiliation.objects.filter(person=person).delete()
    Profile.objects.filter(person=person).delete()
    person.groups.clear()
    with translation.override("en"):
        person.name = _("Former member")
    person.email = f"gone-{person.uuid}@departed.invalid"
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()

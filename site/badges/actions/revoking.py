"""Take a credential back, with a reason that whoever checks it reads."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from badges.models import Credential
from badges.signals import credential_revoked
from members.models import Person


class NoReason(Exception):
    """A credential is taken back for a reason, in words."""

    def __init__(self) -> None:
        super().__init__(_("Say why, in a sentence that whoever checks the certificate may read."))


@transaction.atomic
def revoke(*, credential: Credential, reason: str, by: Person) -> None:
    """Revoke for good. The signed document stays what it was; every check of it says that it was revoked, when and why."""
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise NoReason
    taken = Credential.objects.filter(pk=credential.pk, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=by, revoked_because=reason
    )
    if taken:
        credential_revoked.send(Credential, credential_id=credential.pk)

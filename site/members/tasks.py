"""Thin: ids in, one row read, one thing done. Running a task twice or late does no harm."""

import datetime

from celery import shared_task
from django.utils import timezone

from members import letters
from members.invitations import deliver
from members.models import ImportedFile, Invitation

KEEP_FILES = datetime.timedelta(days=1)


@shared_task
def send_invitation(invitation_id: int) -> None:
    """Send one invitation unless it was sent or accepted meanwhile."""
    deliver(invitation_id)


@shared_task
def sweep_invitations() -> None:
    """Send what a lost wake-up or a mail server that was down left behind, and drop files
    that nobody imported.
    """
    for pk in list(Invitation.objects.to_send().order_by("try_at").values_list("pk", flat=True)[:200]):
        deliver(pk)
    left = ImportedFile.objects.filter(applied_at=None, uploaded_at__lt=timezone.now() - KEEP_FILES)
    left.delete()


@shared_task
def send_letters() -> None:
    """Send every letter whose time has come; also the sweep for lost wake-ups and servers that were down."""
    letters.send_due()

"""Thin: ids in, one row read, one thing done. Running a task twice or late does no harm."""

from celery import shared_task

MAX_TRIES = 8


@shared_task
def send_invitation(invitation_id: int) -> None:
    """Send one invitation unless it was sent or accepted meanwhile."""
    from members.invitations import deliver  # noqa: PLC0415 - tasks are imported by actions, which deliver needs

    deliver(invitation_id)


@shared_task
def sweep_invitations() -> None:
    """Send what a lost wake-up or a mail server that was down left behind."""
    from members.models import Invitation  # noqa: PLC0415 - as above

    waiting = Invitation.objects.filter(sent_at=None, accepted_at=None, tries__lt=MAX_TRIES)
    for pk in waiting.values_list("pk", flat=True)[:200]:
        send_invitation(pk)

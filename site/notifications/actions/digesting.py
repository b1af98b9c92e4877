"""Prepare digests: one letter a person and period, written together with the next time that one is due."""

from django.db import transaction
from django.utils import timezone

from members.letters import write_letter
from notifications.clock import next_digest, zone_of
from notifications.models import MailChoices

AT_ONCE = 500  # people looked at in one run


def write_digests() -> int:
    """Write a letter for everybody whose digest is due, and work out their next; return how many. Late runs and double
    ones write one.
    """
    written = 0
    due = MailChoices.objects.filter(next_digest_at__lte=timezone.now(), person__is_active=True)
    for pk in list(due.order_by("next_digest_at").values_list("pk", flat=True)[:AT_ONCE]):
        written += _write_one(pk)
    return written


@transaction.atomic
def _write_one(pk: int) -> bool:
    now = timezone.now()
    choices = MailChoices.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    if choices.next_digest_at is None or choices.next_digest_at > now:
        return False
    person = choices.person
    day = choices.next_digest_at.astimezone(zone_of(person)).date()
    new = write_letter(
        key=f"digest:{person.pk}:{day}", kind="notifications/digest", person=person,
        about={"since": choices.last_digest_at.isoformat() if choices.last_digest_at else ""},
    )  # fmt: skip
    choices.last_digest_at = now
    choices.next_digest_at = next_digest(choices, person, after=now)
    choices.save(update_fields=["last_digest_at", "next_digest_at"])
    return new

"""Follow a space, or stop; choose when mail comes."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import Person
from notifications.clock import next_digest
from notifications.models import Follow, MailChoices
from notifications.spaces import DIGEST, space_for


class NotToBeFollowed(Exception):
    """The space is gone, or closed to the person."""

    def __init__(self) -> None:
        super().__init__(_("This cannot be followed: it is not there any more, or not open to you."))


@transaction.atomic
def follow(*, person: Person, space: str, level: str, by: Person) -> Follow:
    """Choose how much to hear of a space that the person sees. Choosing again changes the choice."""
    if level not in Follow.Level.values or space_for(person, space) is None:
        raise NotToBeFollowed
    mail_choices_of(person=person)
    found, _made = Follow.objects.update_or_create(person=person, space=space, defaults={"level": level})
    return found


def follow_unless_chosen(*, person_id: int, space: str, level: str = Follow.Level.FIRST) -> None:
    """Follow because of what the person did (posted, enrolled); whoever has chosen anything for this space keeps it.
    Two queries.
    """
    Follow.objects.bulk_create([Follow(person_id=person_id, space=space, level=level)], ignore_conflicts=True)
    if not MailChoices.objects.filter(person_id=person_id).exists():
        mail_choices_of(person=Person.objects.get(pk=person_id))


@transaction.atomic
def stop(*, person: Person, space: str) -> str:
    """Stop the mails about exactly this space, or the digest; return the level that it had, for taking it back.

    Asks for no access: one may stop hearing of what one cannot see any more.
    """
    if space == DIGEST:
        choices = mail_choices_of(person=person)
        before = choices.digest
        choose_mail(person=person, by=person, digest=MailChoices.Digest.NEVER)
        return before
    found = Follow.objects.select_for_update().filter(person=person, space=space).first()
    before = found.level if found else Follow.Level.FIRST
    Follow.objects.update_or_create(person=person, space=space, defaults={"level": Follow.Level.NONE})
    return before


def mail_choices_of(*, person: Person) -> MailChoices:
    """Return the person's choices, made with the usual ones at the first look."""
    choices, made = MailChoices.objects.get_or_create(person=person)
    if made:
        choices.next_digest_at = next_digest(choices, person, after=timezone.now())
        choices.save(update_fields=["next_digest_at"])
    return choices


@transaction.atomic
def choose_mail(*, person: Person, by: Person, **values: Any) -> MailChoices:
    """Change when digests come and whether being named is worth a mail; the next digest is worked out anew."""
    choices = mail_choices_of(person=person)
    for name, value in values.items():
        setattr(choices, name, value)
    choices.next_digest_at = next_digest(choices, person, after=timezone.now())
    choices.save()
    return choices

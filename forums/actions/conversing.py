"""Private conversations: write to somebody, answer, leave, block."""

from collections.abc import Iterable

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forums import languages, limits, rendering
from forums.actions.posting import refuse_muted_everywhere
from forums.actions.words import TEXT_LIMIT, TITLE_LIMIT, tidy, within
from forums.errors import CannotWriteTo, NotYours
from forums.models import Block, Conversation, Draft, Message, Talker
from forums.queries.conversations import may_write_to, talker_in
from forums.signals import message_written
from members.models import Person

PEOPLE_AT_MOST = 10


def start_conversation(
    *,
    to: Iterable[Person],
    text: str,
    by: Person,
    subject: str = "",
    key: str | None = None,
    draft: tuple[str, str] | None = None,
) -> Conversation:
    """Write to one or some people. Raises CannotWriteTo where one of them cannot be written to.

    With the same one person there is one conversation: what is written goes on in it.
    """
    people = list({person.pk: person for person in to if person.pk != by.pk}.values())
    said = within(text, TEXT_LIMIT)
    if not people or len(people) > PEOPLE_AT_MOST or not all(may_write_to(by, person) for person in people):
        raise CannotWriteTo
    try:
        with transaction.atomic():
            before = (
                Message.objects.select_related("conversation").filter(author=by, key=key).first()
                if key
                else None
            )
            if before is not None:
                return before.conversation
            conversation = _the_one_with(by, people[0]) if len(people) == 1 and not tidy(subject) else None
            if conversation is None:
                begun = Conversation.objects.filter(started_by=by)
                limits.refuse_too_often(
                    begun, at_most=limits.CONVERSATIONS_AT_MOST, minutes=24 * 60, when="started_at"
                )
                conversation = Conversation.objects.create(
                    subject=" ".join(tidy(subject).split())[:TITLE_LIMIT], started_by=by
                )
                Talker.objects.bulk_create(
                    [
                        Talker(conversation=conversation, person=person, name=str(person)[:120])
                        for person in (by, *people)
                    ]
                )
            _write(conversation, said, by=by, key=key, draft=draft)
    except IntegrityError:
        before = Message.objects.select_related("conversation").filter(author=by, key=key).first()
        if before is None:
            raise
        return before.conversation
    return conversation


def send_message(
    *,
    conversation: Conversation,
    text: str,
    by: Person,
    key: str | None = None,
    draft: tuple[str, str] | None = None,
) -> Message:
    """Say something more. Sent again with the same key it is the message of the first time.

    Nobody can write where all the others have gone or want to hear nothing from them.
    """
    if talker_in(conversation, by) is None:
        raise NotYours
    others = [
        talker.person
        for talker in conversation.talkers.filter(left_at__isnull=True, person__isnull=False)
        .exclude(person=by)
        .select_related("person")
    ]
    if not any(person is not None and may_write_to(by, person) for person in others):
        raise CannotWriteTo
    said = within(text, TEXT_LIMIT)
    try:
        with transaction.atomic():
            before = Message.objects.filter(author=by, key=key).first() if key else None
            return before or _write(conversation, said, by=by, key=key, draft=draft)
    except IntegrityError:
        before = Message.objects.filter(author=by, key=key).first()
        if before is None:
            raise
        return before


def _the_one_with(by: Person, person: Person) -> Conversation | None:
    """Return the conversation of just these two without a subject of its own, so that it goes on in one place."""
    theirs = Conversation.objects.filter(subject="", talkers__person=person, talkers__left_at__isnull=True)
    for conversation in theirs.filter(
        pk__in=Talker.objects.filter(person=by, left_at__isnull=True).values("conversation")
    ):
        if conversation.talkers.count() == 2:
            return conversation
    return None


def _write(
    conversation: Conversation, said: str, *, by: Person, key: str | None, draft: tuple[str, str] | None
) -> Message:
    refuse_muted_everywhere(by)
    limits.refuse_too_often(
        Message.objects.filter(author=by), at_most=limits.MESSAGES_AT_MOST, when="written_at"
    )
    now = timezone.now()
    message = Message.objects.create(
        conversation=conversation,
        number=_take_number(conversation, now),
        author=by,
        author_name=str(by)[:120],
        text=said,
        html=rendering.render(said),
        renderer=rendering.RENDERER,
        language=languages.language_of(said),
        key=key or None,
        written_at=now,
    )
    if draft:
        Draft.objects.filter(person=by, action=draft[0], target=draft[1]).delete()
    read_conversation(conversation=conversation, to=message.number, by=by)
    message_written.send(Message, message_id=message.pk, conversation_id=conversation.pk)
    return message


def _take_number(conversation: Conversation, at: object) -> int:
    operations = connection.ops
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {operations.quote_name(Conversation._meta.db_table)} "  # noqa: S608 - a table's name
            "SET last_number = last_number + 1, last_message_at = %s WHERE id = %s RETURNING last_number",
            [operations.adapt_datetimefield_value(at), conversation.pk],  # type: ignore[arg-type]
        )
        ((number,), *_others) = cursor.fetchall()
    return int(number)


def read_conversation(*, conversation: Conversation, to: int, by: Person) -> None:
    """Remember up to where somebody has read; never back."""
    Talker.objects.filter(conversation=conversation, person=by, read_to__lt=to).update(read_to=to)


@transaction.atomic
def leave_conversation(*, conversation: Conversation, by: Person) -> None:
    """Take part no more; what was said stays with the others."""
    talker = talker_in(conversation, by)
    if talker is None:
        raise NotYours
    talker.left_at = timezone.now()
    talker.save(update_fields=["left_at"])


@transaction.atomic
def block_person(*, person: Person, by: Person) -> None:
    """Hear nothing from somebody any more: no messages, no naming. They are not told."""
    if person.pk == by.pk:
        raise NotYours
    Block.objects.get_or_create(person=by, blocked=person)


@transaction.atomic
def unblock_person(*, person: Person, by: Person) -> None:
    """Hear from them again."""
    Block.objects.filter(person=by, blocked=person).delete()

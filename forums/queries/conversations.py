"""Private conversations as one person sees them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from forums.models import Block, Conversation, Message, Talker, conversation_label
from members import audiences
from members import queries as members
from members.audiences import Viewer
from members.models import Person
from members.prepared import Prepared

MESSAGES_A_PAGE = 30
CONVERSATIONS_A_PAGE = 25
LABELS_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class ListedConversation:
    """A conversation in the list: with whom, and how much is new."""

    conversation: Conversation
    others: list[str]
    unread: int


def _talks_of(people: Sequence[int]) -> Any:
    mine = Talker.objects.filter(person=people[0], left_at__isnull=True).order_by("-pk")
    return mine.values_list("conversation_id", "read_to", "conversation__last_number")[:LABELS_AT_MOST]


_talks = Prepared(_talks_of)


@audiences.contributes_labels
def conversations_of(person: Person) -> Iterable[str]:
    """Whoever takes part in a conversation holds its label. The same query tells in how many something is new; the number is
    kept on the person for the header.
    """
    rows = _talks.rows([person.pk])
    person._news_in_conversations = sum(1 for _pk, read_to, last in rows if last > read_to)  # type: ignore[attr-defined]
    return [conversation_label(pk) for pk, _read_to, _last in rows]


def conversations_with_news(person: Viewer) -> QuerySet[Conversation]:
    """Return the person's conversations with their own watermark as `mine__read_to`."""
    mine = FilteredRelation("talkers", condition=Q(talkers__person_id=person.pk or 0))
    return Conversation.objects.annotate(mine=mine).filter(mine__isnull=False, mine__left_at__isnull=True)


def listed_conversations(person: Viewer, *, page: int = 1) -> tuple[list[ListedConversation], bool]:
    """Return one page of conversations, the latest first, and whether there are more. Two queries."""
    found = conversations_with_news(person).annotate(read_to=F("mine__read_to"))
    found = found.prefetch_related("talkers")
    start = (page - 1) * CONVERSATIONS_A_PAGE
    rows = list(found[start : start + CONVERSATIONS_A_PAGE + 1])
    listed = [
        ListedConversation(
            conversation,
            [talker.name for talker in conversation.talkers.all() if talker.person_id != person.pk],
            max(0, conversation.last_number - conversation.read_to),
        )
        for conversation in rows[:CONVERSATIONS_A_PAGE]
    ]
    return listed, len(rows) > CONVERSATIONS_A_PAGE


def unread_conversations(person: Viewer) -> int:
    """Return in how many conversations something is new, as it was when the person's labels were read."""
    if not person.is_authenticated:
        return 0
    audiences.labels_of(person)
    return int(getattr(person, "_news_in_conversations", 0))


def conversation_for(person: Viewer, pk: int) -> Conversation | None:
    """Return a conversation in which the person takes part. One query."""
    return Conversation.objects.visible_to(person).filter(pk=pk).first()


def talker_in(conversation: Conversation, person: Viewer) -> Talker | None:
    """Return the person's own part in a conversation while they take part."""
    if not person.is_authenticated:
        return None
    return conversation.talkers.filter(person_id=person.pk, left_at__isnull=True).first()


def messages_in(conversation: Conversation, *, before: int | None = None) -> tuple[list[Message], bool]:
    """Return the latest messages, or those before a number, the oldest first, and whether there are earlier ones."""
    found = conversation.messages.order_by("-number")
    if before:
        found = found.filter(number__lt=before)
    rows = list(found[: MESSAGES_A_PAGE + 1])
    return rows[:MESSAGES_A_PAGE][::-1], len(rows) > MESSAGES_A_PAGE


def may_write_to(writer: Person, person: Person) -> bool:
    """Whether one person may write to another: both are there, neither blocks the other, and the writer finds them in the
    list of people, or they keep order, or they talk with each other already.
    """
    if writer.pk == person.pk or not writer.is_active or not person.is_active:
        return False
    either = Q(person=writer, blocked=person) | Q(person=person, blocked=writer)
    if Block.objects.filter(either).exists():
        return False
    if audiences.standing_of(person) & {"facilitator", "secretariat"}:
        return True
    if audiences.holds(writer, audiences.MEMBER) and members.people().filter(pk=person.pk).exists():
        return True
    if "facilitator" in audiences.standing_of(writer) or audiences.is_staff(writer):
        return True
    return Talker.objects.filter(
        person=person, left_at__isnull=True, conversation__in=Conversation.objects.visible_to(writer)
    ).exists()


def blocked_by(person: Viewer) -> QuerySet[Person]:
    """Return whom the person has blocked, the latest first."""
    return Person.objects.filter(blocked_by__person_id=person.pk or 0).order_by("-blocked_by__at")

"""A poll with its numbers, as one person sees it."""

from dataclasses import dataclass

from django.db.models import Count, Q

from forums.models import Poll, PollOption, Topic
from members.audiences import Viewer


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: how many chose it, how wide its bar is, whether this person chose it."""

    option: PollOption
    votes: int
    percent: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ShownPoll:
    """A poll with its answers in order."""

    poll: Poll
    answers: list[Answer]
    people: int

    @property
    def voted(self) -> bool:
        """Whether this person has voted."""
        return any(answer.is_mine for answer in self.answers)


def poll_in(topic: Topic, person: Viewer) -> ShownPoll | None:
    """Return the topic's poll with what was voted. Three queries."""
    poll = Poll.objects.filter(topic=topic).first()
    if poll is None:
        return None
    own = person.pk if person.is_authenticated else -1
    options = list(
        poll.options.annotate(n=Count("votes"), mine=Count("votes", filter=Q(votes__person=own))).order_by(
            "position"
        )
    )
    total = sum(option.n for option in options)
    named = Poll.objects.filter(pk=poll.pk).aggregate(
        known=Count("options__votes__person", distinct=True),
        gone=Count("options__votes", filter=Q(options__votes__person__isnull=True)),
    )
    return ShownPoll(
        poll,
        [Answer(one, one.n, round(100 * one.n / total) if total else 0, bool(one.mine)) for one in options],
        named["known"] + named["gone"],
    )

"""Polls: make one, vote, think again."""

import datetime
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forums import rules
from forums.actions.posting import refuse_muted
from forums.actions.words import tidy, within
from forums.errors import NotYours, PollRefused
from forums.models import Poll, PollOption, Topic, Vote
from forums.signals import topic_changed
from members.models import Person

QUESTION_LIMIT = 200
ANSWER_LIMIT = 120
ANSWERS_AT_MOST = 12


@transaction.atomic
def make_poll(
    *,
    topic: Topic,
    question: str,
    answers: Sequence[str],
    by: Person,
    choices_at_most: int = 1,
    closes_at: datetime.datetime | None = None,
) -> Poll:
    """Ask the readers of a topic. Raises PollRefused where there is one, or fewer than two answers to choose from."""
    if not rules.may_arrange(by, topic):
        raise NotYours
    refuse_muted(by, topic.forum)
    asked = within(question, QUESTION_LIMIT)
    wanted = list(dict.fromkeys(tidy(answer) for answer in answers if tidy(answer)))
    wanted = [within(answer, ANSWER_LIMIT) for answer in wanted]
    if len(wanted) < 2:
        raise PollRefused(_("Give at least two different answers to choose from."))
    if len(wanted) > ANSWERS_AT_MOST:
        raise PollRefused(_("Give at most %(n)s answers.") % {"n": ANSWERS_AT_MOST})
    if closes_at and closes_at <= timezone.now():
        raise PollRefused(_("Choose a closing day that is still to come."))
    Topic.objects.select_for_update().get(pk=topic.pk)
    if Poll.objects.filter(topic=topic).exists():
        raise PollRefused(_("This topic has a poll already."))
    poll = Poll.objects.create(
        topic=topic,
        question=asked,
        choices_at_most=max(1, min(choices_at_most, len(wanted))),
        closes_at=closes_at,
        made_by=by,
    )
    PollOption.objects.bulk_create(
        [PollOption(poll=poll, text=answer, position=place) for place, answer in enumerate(wanted)]
    )
    topic_changed.send(Topic, topic_id=topic.pk)
    return poll


@transaction.atomic
def vote(*, poll: Poll, options: Iterable[int], by: Person) -> None:
    """Choose answers, or others than before. No answer takes the vote back. Two windows at once count once."""
    if not by.is_authenticated or not rules.may_see(by, poll.topic):
        raise NotYours
    refuse_muted(by, poll.topic.forum)
    poll = Poll.objects.select_for_update().get(pk=poll.pk)
    if poll.is_closed:
        raise PollRefused(_("This poll is closed."))
    chosen = set(options)
    known = set(poll.options.filter(pk__in=chosen).values_list("pk", flat=True))
    if chosen != known:
        raise PollRefused(_("Choose among the answers that are there."))
    if len(chosen) > poll.choices_at_most:
        raise PollRefused(
            ngettext("Choose at most %(n)s answer.", "Choose at most %(n)s answers.", poll.choices_at_most)
            % {"n": poll.choices_at_most}
        )
    Vote.objects.filter(option__poll=poll, person=by).exclude(option__in=chosen).delete()
    Vote.objects.bulk_create([Vote(option_id=pk, person=by) for pk in sorted(chosen)], ignore_conflicts=True)


@transaction.atomic
def close_poll(*, poll: Poll, by: Person) -> None:
    """End a poll now."""
    if not rules.may_arrange(by, poll.topic):
        raise NotYours
    if not poll.is_closed:
        poll.closes_at = timezone.now()
        poll.save(update_fields=["closes_at"])

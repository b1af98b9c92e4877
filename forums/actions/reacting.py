"""A word less than a post: thanks, I agree, bravo, tell us more."""

from django.db import transaction

from forums import limits, rules
from forums.actions.posting import refuse_muted
from forums.errors import NotYours
from forums.models import Post, Reaction
from forums.signals import reaction_given
from members.models import Person


@transaction.atomic
def react(*, post: Post, kind: str, by: Person) -> None:
    """Say it, once. Nobody thanks themselves."""
    if kind not in Reaction.Kind.values or not rules.may_report(by, post) or post.number is None:
        raise NotYours
    refuse_muted(by, post.topic.forum)
    limits.refuse_too_often(Reaction.objects.filter(person=by), at_most=limits.REACTIONS_AT_MOST)
    _reaction, new = Reaction.objects.get_or_create(post=post, person=by, kind=kind)
    if new:
        reaction_given.send(Reaction, post_id=post.pk, topic_id=post.topic_id, person_id=by.pk)


@transaction.atomic
def take_reaction_back(*, post: Post, kind: str, by: Person) -> None:
    """Unsay it."""
    Reaction.objects.filter(post=post, person=by, kind=kind).delete()

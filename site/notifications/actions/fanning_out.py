"""Go through those who follow what a post belongs to, some hundreds at a time, and never block a page with it."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from forums.models import Post
from members.models import Person
from notifications.actions.telling import tell_of_post
from notifications.models import Fanout, Follow, Notification
from notifications.spaces import spaces_of

A_BATCH = 500  # people told in one transaction
LEASE = datetime.timedelta(minutes=5)  # after which a worker that went silent is taken for dead
_DELIVERS = (Follow.Level.EVERY, Follow.Level.FIRST, Follow.Level.DIGEST)


def carry_on() -> int:
    """Fan out every post that is still to be told of; return how many were finished."""
    finished = 0
    for pk in list(Fanout.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)):
        finished += fan_out(pk)
    return finished


def fan_out(pk: int) -> bool:
    """Tell everybody of one post; say whether it is finished. Another worker that is at it is left alone."""
    now = timezone.now()
    free = Fanout.objects.filter(pk=pk, done_at=None).exclude(claimed_until__gt=now)
    if not free.update(claimed_until=now + LEASE):
        return False
    while _next_batch(pk):
        Fanout.objects.filter(pk=pk).update(claimed_until=timezone.now() + LEASE)
    return True


@transaction.atomic
def _next_batch(pk: int) -> bool:
    """Tell the next some hundred people and keep the place, together; say whether there are more."""
    topic_id = Fanout.objects.values_list("topic_id", flat=True).get(pk=pk)
    # All that is to be told of the topic is locked, in one order: two posts at once must not both write a person's first row.
    waiting = Fanout.objects.select_for_update().filter(topic_id=topic_id, done_at=None).order_by("pk")
    work = next((row for row in waiting if row.pk == pk), None)
    if work is None:
        return False
    post = Post.objects.select_related("topic__forum").filter(pk=work.post_id, hidden_at=None).first()
    if post is None or post.topic.hidden_at:
        return _finish(work)
    spaces = spaces_of(post.topic)
    people = list(
        Follow.objects.filter(
            space__in=spaces,
            since__lte=work.written_at,  # who began to follow later does not hear of what was said before
            person_id__gt=work.after_person,
            person__is_active=True,
        )
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()[:A_BATCH]
    )
    first = work.after_person == 0
    named = {int(person): kind for person, kind in work.named.items()}
    levels = _levels(spaces, {*people, *(named if first else ())})
    told = {
        person: (Notification.Kind.POSTS.value, levels[person])
        for person in people
        if person != post.author_id and person not in named and levels[person] in _DELIVERS
    }
    if first:
        present = set(Person.objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True))
        told |= {
            person: (kind, levels.get(person, Follow.Level.FIRST))
            for person, kind in named.items()
            if person in present and person != post.author_id
        }
    tell_of_post(
        topic=post.topic, number=post.number, actor_name=post.author_name, post_id=post.pk, at=post.written_at,
        told=told,
    )  # fmt: skip
    if len(people) < A_BATCH:
        return _finish(work)
    work.after_person = people[-1]
    work.save(update_fields=["after_person"])
    return True


def _levels(spaces: list[str], people: Iterable[int]) -> dict[int, str]:
    """Return each person's choice for the narrowest of the spaces that they chose for."""
    chosen: dict[int, tuple[int, str]] = {}
    rows = Follow.objects.filter(space__in=spaces, person_id__in=list(people))
    for person, space, level in rows.values_list("person_id", "space", "level"):
        rank = spaces.index(space)
        if person not in chosen or rank < chosen[person][0]:
            chosen[person] = rank, level
    return {person: level for person, (_rank, level) in chosen.items()}


def _finish(work: Fanout) -> bool:
    Fanout.objects.filter(pk=work.pk).update(done_at=timezone.now())
    return False

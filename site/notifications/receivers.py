"""Facts heard. Each writes this room's own row in the transaction of the fact, and wakes a worker after it."""

import logging
import time
from typing import Any

from django.db import transaction
from django.dispatch import receiver
from kombu.exceptions import KombuError

from forums.models import Post
from forums.signals import post_written
from notifications import tasks
from notifications.actions import follow_unless_chosen
from notifications.models import Fanout
from notifications.spaces import key_of_topic

log = logging.getLogger(__name__)
QUIET = 30.0  # seconds in which nobody is woken after the broker failed

_quiet_until = 0.0


@receiver(post_written)
def post_is_to_be_told_of(post_id: int, topic_id: int, **kwargs: Any) -> None:
    """Whoever writes in a topic follows it from then on, unless they chose otherwise."""
    author_id = Post.objects.values_list("author_id", flat=True).get(pk=post_id)
    if author_id:
        follow_unless_chosen(person_id=author_id, space=key_of_topic(topic_id))
    Fanout.objects.get_or_create(post_id=post_id, defaults={"topic_id": topic_id})
    transaction.on_commit(_wake, robust=True)


def name_in(*, post_id: int, topic_id: int, person_ids: list[int], kind: str) -> None:
    """Add people who are told of a post because it names or quotes them; the stronger reason stays."""
    work, _made = Fanout.objects.select_for_update().get_or_create(
        post_id=post_id, defaults={"topic_id": topic_id}
    )
    named = {**{str(pk): kind for pk in person_ids}, **work.named}
    Fanout.objects.filter(pk=work.pk).update(named=named)


def _wake() -> None:
    """A broker that is down only means that the sweep tells them later; a post never waits for it."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        tasks.fan_out.apply_async(retry=False)
    except (KombuError, OSError) as error:
        _quiet_until = time.monotonic() + QUIET
        log.warning("no worker woken, the sweep will tell of the post: %s", error)

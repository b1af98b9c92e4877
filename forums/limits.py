"""How much one person may do in a short time. The actions ask, so that every door shares the limits; what was done is
counted where it lies, so that nothing else has to be kept.
"""

import datetime
import math
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from forums.errors import TooManyPosts, TooOften
from forums.models import Post
from members.models import Person

POSTS_AT_MOST = 20
IN_MINUTES = 10
REACTIONS_AT_MOST = 60  # in as many minutes as posts
FLAGS_AT_MOST = 10  # an hour
MESSAGES_AT_MOST = 30  # in as many minutes as posts
CONVERSATIONS_AT_MOST = 10  # begun in a day
FILES_AT_MOST = 40  # an hour


def refuse_too_many_posts(by: Person, at: datetime.datetime) -> None:
    """Count the person's posts of the last minutes. One query."""
    since = at - datetime.timedelta(minutes=IN_MINUTES)
    recent = Post.objects.filter(author=by, written_at__gt=since, written_at__lte=at).order_by("-written_at")
    times = list(recent.values_list("written_at", flat=True)[:POSTS_AT_MOST])
    if len(times) == POSTS_AT_MOST:
        raise TooManyPosts(_minutes_until(times[-1] + datetime.timedelta(minutes=IN_MINUTES), at))


def refuse_too_often(
    done: QuerySet[Any], *, at_most: int, minutes: int = IN_MINUTES, when: str = "at"
) -> None:
    """Count what the rows of one person tell of the last minutes; `when` is their time. One query."""
    now = timezone.now()
    since = now - datetime.timedelta(minutes=minutes)
    times = list(
        done.filter(**{f"{when}__gt": since}).order_by(f"-{when}").values_list(when, flat=True)[:at_most]
    )
    if len(times) == at_most:
        raise TooOften(_minutes_until(times[-1] + datetime.timedelta(minutes=minutes), now))


def _minutes_until(free_at: datetime.datetime, now: datetime.datetime) -> int:
    return max(1, math.ceil((free_at - now).total_seconds() / 60))

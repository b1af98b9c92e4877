"""Write down that somebody is told something. Many facts about one space are one notification with a count."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from forums.models import Topic, TopicReader
from members import audiences
from members.letters import write_letter, write_letters
from members.models import Letter
from notifications.models import Follow, MailChoices, Notification

OLD = datetime.timedelta(days=2)  # a post brought in from elsewhere is told of here, but not mailed any more
A_MOMENT = datetime.timedelta(minutes=1)  # in which somebody who is on the site sees it there


@transaction.atomic
def tell(
    *,
    person_ids: Iterable[int],
    kind: str,
    space: str,
    about: Mapping[str, Any],
    actor_name: str = "",
    audience: tuple[str, str] = (audiences.PUBLIC, ""),
    by_mail: bool = False,
    topic_id: int | None = None,
    number: int = 0,
) -> None:
    """Tell people of something that is no post. While they have not read it, the next of the same kind and space
    raises its count.
    """
    now = timezone.now()
    values = {
        "about": dict(about), "actor_name": actor_name[:120], "audience": audience[0],
        "second_audience": audience[1], "changed_at": now, "topic_id": topic_id, "first_number": number,
        "last_number": number,
    }  # fmt: skip
    for person_id in sorted(set(person_ids)):
        found, made = Notification.objects.get_or_create(
            person_id=person_id, kind=kind, space=space, defaults=values
        )
        if not made:
            count = 1 if found.read_at else F("count") + 1
            Notification.objects.filter(pk=found.pk).update(**values, count=count, read_at=None)
        if by_mail:
            write_letter(
                key=f"told:{found.pk}:{now:%Y%m%d%H%M%S%f}", kind="notifications/fact", about={"of": found.pk},
                person=found.person, due_at=now + A_MOMENT,
            )  # fmt: skip


def tell_of_post(
    *,
    topic: Topic,
    number: int,
    actor_name: str,
    post_id: int,
    at: datetime.datetime,
    told: Mapping[int, tuple[str, str]],
) -> None:
    """Tell some hundreds of people of one post, within the caller's transaction; `told` is person to (kind, level).

    A fixed number of queries. The letters are due when the edit window is over.
    """
    if not told:
        return
    space = f"topic:{topic.pk}"
    wanted = {(person, kind) for person, (kind, _level) in told.items()}
    read_to = dict(
        TopicReader.objects.filter(topic_id=topic.pk, person_id__in=told).values_list("person_id", "read_to")
    )
    known = {
        (row.person_id, row.kind): row
        for row in _locked(Notification.objects.filter(space=space, person_id__in=told))
        if (row.person_id, row.kind) in wanted
    }
    named_by_mail = dict(
        MailChoices.objects.filter(person_id__in=told).values_list("person_id", "named_by_mail")
    )
    now = timezone.now()
    made, changed, letters = [], [], []
    for person, (kind, level) in told.items():
        if read_to.get(person, 0) >= number:
            continue  # seen before we came
        row = known.get((person, kind))
        is_first = row is None or row.read_at is not None or row.last_number <= read_to.get(person, 0)
        if row is None:
            made.append(
                Notification(
                    person_id=person, kind=kind, space=space, topic_id=topic.pk, first_number=number,
                    last_number=number, actor_name=actor_name[:120], changed_at=now,
                )
            )  # fmt: skip
        else:
            if is_first:
                row.first_number, row.last_number, row.count = number, number, 1
            else:
                row.first_number, row.last_number = (
                    min(row.first_number, number),
                    max(row.last_number, number),
                )
                row.count += 1
            row.actor_name, row.changed_at, row.read_at = actor_name[:120], now, None
            changed.append(row)
        if now - at < OLD and _is_worth_a_letter(kind, level, is_first, named_by_mail.get(person, True)):
            letters.append(_letter(person, post_id, kind, at))
    Notification.objects.bulk_create(made)
    Notification.objects.bulk_update(
        changed,
        ["first_number", "last_number", "count", "actor_name", "changed_at", "read_at"],
        batch_size=200,
    )
    write_letters(letters)


def _locked(rows: Any) -> Any:
    return rows.select_for_update() if connection.features.has_select_for_update else rows


def _is_worth_a_letter(kind: str, level: str, is_first: bool, named_by_mail: bool) -> bool:
    if kind == Notification.Kind.POSTS:
        return level == Follow.Level.EVERY or (level == Follow.Level.FIRST and is_first)
    return named_by_mail and level != Follow.Level.NONE


def _letter(person_id: int, post_id: int, kind: str, at: datetime.datetime) -> Letter:
    due = at + datetime.timedelta(seconds=settings.POSTS_MAILED_AFTER)
    return Letter(
        key=f"post:{post_id}:{person_id}", kind="notifications/post", person_id=person_id,
        about={"post": post_id, "as": kind}, due_at=due, try_at=due,
    )  # fmt: skip

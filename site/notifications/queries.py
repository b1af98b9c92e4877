"""What a person is told. The badge and the inbox are the same question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from forums.models import Topic
from members.audiences import Viewer, labels_of
from members.models import Person
from members.prepared import Holder, Prepared
from notifications.models import Follow, Notification
from notifications.spaces import Space, space_for

A_PAGE = 30
MOST_COUNTED = 99  # a badge says no more than that there are many
K = Notification.Kind

#: What facts of other rooms say, by the name that `about["said"]` has.
FACTS: dict[str, Any] = {
    "credential_issued": gettext_lazy("Your certificate is ready."),
    "credential_revoked": gettext_lazy("This was revoked. Open it to read why."),
    "flagged": gettext_lazy("Somebody reported a post. Please look at it."),
    "moderated": gettext_lazy(
        "A facilitator has done something about what you wrote. Open it to read what and why."
    ),
    "message": gettext_lazy("Somebody wrote to you."),
    "place_offered": gettext_lazy("A place in the group is free for you. Answer before it goes to the next."),
    "question_answered": gettext_lazy("Your question has an answer."),
    "proposal_decided": gettext_lazy("Something has happened with what you proposed."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A notification in words."""

    notification: Notification
    is_new: bool
    title: str
    sentence: str
    address: str


def _unread_keys(labels: Sequence[str], people: Sequence[int]) -> Any:
    holder = cast(Viewer, Holder(labels, pk=people[0]))
    found = Notification.objects.visible_to(holder)
    return found.unread().order_by().values_list("pk")[: MOST_COUNTED + 1]


_unread = Prepared(_unread_keys)


def unread_count(person: Person) -> int:
    """Return how many notifications are unread, up to a hundred. One query; the same conditions as `inbox_of`."""
    return len(_unread.rows(labels_of(person), [person.pk]))


def inbox_of(person: Person, *, page: int = 1, only_new: bool = False) -> tuple[list[Told], bool]:
    """Return a page of what the person was told, the newest first, and whether there is more. One query, and one for
    what is new.
    """
    found = Notification.objects.visible_to(person).select_related("topic__forum")
    new = found.unread()
    rows = new if only_new else found.with_watermark()
    start = (page - 1) * A_PAGE
    shown = list(rows.order_by("-changed_at", "-pk")[start : start + A_PAGE + 1])
    told = [said(row, is_new=is_new(row)) for row in shown[:A_PAGE]]
    return told, len(shown) > A_PAGE


def is_new(row: Any) -> bool:
    """Whether a notification that was read `with_watermark` is unread; `NotificationQuerySet.unread` for one row."""
    if row.read_at is not None:
        return False
    return row.kind not in Notification.ABOUT_POSTS or (row.read_to or 0) < row.last_number


def said(row: Notification, *, is_new: bool) -> Told:
    """Say what it is about and where it leads, in the active language."""
    if row.topic is None:
        return Told(row, is_new, _title(row.about), _sentence(row), _address(row.about))
    return Told(row, is_new, row.topic.title, _sentence(row), row.topic.address_of(row.first_number))


def _title(about: Mapping[str, Any]) -> str:
    """Return the title in the active language; facts carry it in each that they have."""
    titles = about.get("title") or {}
    return str(titles.get(get_language()) or titles.get("en") or next(iter(titles.values()), ""))


def _address(about: Mapping[str, Any]) -> str:
    """Return where it leads: an address of the site, or one below the reader's language."""
    address = str(about.get("address", ""))
    return address if address.startswith("/") else f"/{get_language()}/{address}"


def _sentence(row: Notification) -> str:
    name = row.actor_name or _("Somebody")
    if row.kind == K.POSTS:
        if row.count == 1:
            return _("%(name)s wrote.") % {"name": name}
        return ngettext("%(n)s new post, last by %(name)s.", "%(n)s new posts, last by %(name)s.", row.count) % {
            "n": row.count, "name": name,
        }  # fmt: skip
    if row.kind == K.MENTION:
        return _("%(name)s named you.") % {"name": name}
    if row.kind == K.QUOTE:
        return _("%(name)s quoted you.") % {"name": name}
    if row.kind == K.REACTION:
        return _("%(name)s reacted to your post.") % {"name": name}
    if row.kind == K.ANSWER:
        return _("Your post was taken as the answer.")
    return str(FACTS.get(row.about.get("said", ""), row.get_kind_display()))


def follows_of(person: Person) -> list[tuple[Follow, Space]]:
    """Return what the person follows, as far as they see it, with titles."""
    rows = list(
        Follow.objects.filter(person=person).exclude(level=Follow.Level.NONE).order_by("-since")[:200]
    )
    named = ((row, space_for(person, row.space)) for row in rows)
    return [(row, space) for row, space in named if space is not None]


_levels = Prepared(
    lambda people, spaces: (
        Follow.objects.filter(person_id=people[0], space=spaces[0]).order_by().values_list("level")
    )
)


def level_of(person: Viewer, space: str) -> str:
    """Return the person's own choice for exactly this space; empty where there is none. One query."""
    if not person.is_authenticated:
        return ""
    found = _levels.first([person.pk], [space])
    return found[0] if found else ""


def unread_talk_since(person: Person, since: Any) -> list[Notification]:
    """Return the unread notifications about posts that changed since, for a digest; the busiest first. One query."""
    found = Notification.objects.visible_to(person).select_related("topic__forum").unread()
    found = found.filter(kind__in=Notification.ABOUT_POSTS)
    if since:
        found = found.filter(changed_at__gt=since)
    return list(found.order_by("-count", "-changed_at")[:A_PAGE])


def topic_of(row: Notification) -> Topic:
    """Return the topic that a notification about posts has."""
    assert row.topic is not None  # noqa: S101 - for those about posts
    return row.topic

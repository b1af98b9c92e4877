"""Who may do what in forums. To do something somewhere one must see it; lists apply the same rule as
`visible_to`.
"""

from typing import TYPE_CHECKING

from members import audiences
from members.audiences import Viewer

if TYPE_CHECKING:
    from forums.models import Forum, Post, Topic


def may_see_forum(person: Viewer, forum: "Forum") -> bool:
    """Whether the person holds the forum's audience; `Forum.objects.visible_to` for one row."""
    return audiences.holds(person, forum.audience, forum.second_audience)


def may_reach(person: Viewer, topic: "Topic") -> bool:
    """Whether the person holds the audiences of the topic and its forum, whether or not the topic is
    hidden.
    """
    return audiences.holds(person, topic.audience, topic.second_audience) and may_see_forum(
        person, topic.forum
    )


def may_see(person: Viewer, topic: "Topic") -> bool:
    """Whether the person may read the topic; `Topic.objects.visible_to` for one row, and facilitators see
    hidden ones.
    """
    if not may_reach(person, topic) or topic.merged_into_id is not None:
        return False
    if topic.hidden_at is None and topic.last_number:
        return True
    return _waits_for(person, topic) or may_moderate(person, topic.forum)


def _waits_for(person: Viewer, topic: "Topic") -> bool:
    """Whether it is the person's own topic whose first post waits, or one under a page in which nobody has spoken yet."""
    if topic.hidden_at is not None or topic.last_number:
        return False
    return topic.about_key is not None or (person.is_authenticated and topic.started_by_id == person.pk)


def may_moderate(person: Viewer, forum: "Forum") -> bool:
    """Whether the person keeps order in a forum they see: by role, as one of its facilitators, or as staff.

    Costs a query unless `is_facilitated` was read along (`queries.with_facilitation`).
    """
    if not person.is_authenticated or not may_see_forum(person, forum):
        return False
    if "facilitator" in audiences.standing_of(person) or audiences.is_staff(person):
        return True
    listed = getattr(forum, "is_facilitated", None)
    return forum.facilitators.filter(pk=person.pk).exists() if listed is None else listed


def may_start(person: Viewer, forum: "Forum") -> bool:
    """Whether the person may start a topic: signed in, and sees the forum; where there is one topic only, who keeps
    order starts it.
    """
    if not person.is_authenticated or not may_see_forum(person, forum):
        return False
    return not forum.is_one_topic or may_moderate(person, forum)


def may_post(person: Viewer, topic: "Topic") -> bool:
    """Whether the person may reply: signed in, sees the topic, and it is open or the person keeps order
    there.
    """
    if not person.is_authenticated or not may_see(person, topic):
        return False
    return not topic.is_shut() or may_moderate(person, topic.forum)


def may_edit(person: Viewer, post: "Post") -> bool:
    """Whether the person may change what the post says: their own while it is shown, or any as a
    facilitator.
    """
    if not person.is_authenticated or not may_see(person, post.topic):
        return False
    own = post.author_id == person.pk and post.hidden_at is None
    return own or may_moderate(person, post.topic.forum)


def may_see_post(person: Viewer, post: "Post") -> bool:
    """Whether the person may read what the post says: it stands in a topic they see and is neither covered nor waiting,
    or they keep order there; what waits, its author sees too.
    """
    if not may_see(person, post.topic):
        return False
    if post.hidden_at is None and (post.number is not None or _is_by(person, post)):
        return True
    return may_moderate(person, post.topic.forum)


def _is_by(person: Viewer, post: "Post") -> bool:
    return person.is_authenticated and post.author_id == person.pk


def may_withdraw(person: Viewer, post: "Post") -> bool:
    """Whether the person may take the post back, or put it there again: its author, unless a facilitator covered it."""
    return (
        _is_by(person, post) and (post.hidden_at is None or post.is_withdrawn) and may_see(person, post.topic)
    )


def may_answer(person: Viewer, topic: "Topic") -> bool:
    """Whether the person may say which post answers the topic: who started it, and who keeps order."""
    if not person.is_authenticated or not may_see(person, topic):
        return False
    return topic.started_by_id == person.pk or may_moderate(person, topic.forum)


def may_arrange(person: Viewer, topic: "Topic") -> bool:
    """Whether the person may give the topic tags and a poll: who started it, and who keeps order."""
    return may_answer(person, topic)


def may_report(person: Viewer, post: "Post") -> bool:
    """Whether the person may ask facilitators to look at a post: whoever reads it, but for its author."""
    return person.is_authenticated and not _is_by(person, post) and may_see_post(person, post)


def keeps_order_everywhere(person: Viewer) -> bool:
    """Whether the person keeps order by role: may suspend, and sees reported messages."""
    return person.is_authenticated and (
        "facilitator" in audiences.standing_of(person) or audiences.is_staff(person)
    )

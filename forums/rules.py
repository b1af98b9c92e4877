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
    return may_reach(person, topic) and (topic.hidden_at is None or may_moderate(person, topic.forum))


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
    """Whether the person may start a topic: signed in, and sees the forum."""
    return person.is_authenticated and may_see_forum(person, forum)


def may_post(person: Viewer, topic: "Topic") -> bool:
    """Whether the person may reply: signed in, sees the topic, and it is open or the person keeps order
    there.
    """
    if not person.is_authenticated or not may_see(person, topic):
        return False
    return not topic.is_locked or may_moderate(person, topic.forum)


def may_edit(person: Viewer, post: "Post") -> bool:
    """Whether the person may change what the post says: their own while it is shown, or any as a
    facilitator.
    """
    if not person.is_authenticated or not may_see(person, post.topic):
        return False
    own = post.author_id == person.pk and post.hidden_at is None
    return own or may_moderate(person, post.topic.forum)

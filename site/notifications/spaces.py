"""What can be followed, what it is called for a person, and which choice decides for a post."""

import uuid
from dataclasses import dataclass

from forums import queries as talk
from forums.models import Forum, Topic
from members.audiences import Viewer

DIGEST = "digest"  # not a place, but mails about it can be stopped like those about one


@dataclass(frozen=True, slots=True)
class Space:
    """A space as a person sees it."""

    key: str
    title: str
    address: str


def key_of_topic(pk: int) -> str:
    """Return the key of a topic."""
    return f"topic:{pk}"


def key_of_forum(pk: int) -> str:
    """Return the key of a forum."""
    return f"forum:{pk}"


def key_of_page(key: uuid.UUID | str) -> str:
    """Return the key of a page in all its languages: all that is said around it, and what happens with it."""
    return f"page:{key}"


def spaces_of(topic: Topic) -> list[str]:
    """Return the spaces that a post in this topic belongs to, the narrowest first. Who chose for a narrower one has chosen."""
    pages = [key for key in (topic.about_key, topic.forum.about_key) if key]
    return [
        key_of_topic(topic.pk),
        *dict.fromkeys(key_of_page(key) for key in pages),
        key_of_forum(topic.forum_id),
    ]


def space_for(person: Viewer, key: str) -> Space | None:
    """Return a space that the person may see now; None for what is gone, closed or nonsense. One to three queries."""
    kind, _colon, name = key.partition(":")
    if kind == "topic" and name.isascii() and name.isdigit() and len(name) < 18:
        topic = talk.topic_for(person, int(name))
        return Space(key, topic.title, topic.address) if topic else None
    if kind == "forum" and name.isascii() and name.isdigit() and len(name) < 18:
        forum = Forum.objects.visible_to(person).filter(pk=int(name)).first()
        return Space(key, forum.title, forum.address) if forum else None
    if kind == "page":
        try:
            page = talk.page_about(uuid.UUID(name), person)
        except ValueError:
            return None
        return Space(key, page.title, page.url_path) if page else None
    return None

"""Forums, topics and posts as the room's own actions make them, so that numbers and counters are always
true.
"""

from typing import Any

from django.utils import timezone

from forums import actions
from forums.models import Forum, Post, Topic
from forums.rendering import RENDERER, render
from members.models import Person
from tests.factories.members import PersonFactory

_made = 0


def _number() -> int:
    global _made
    _made += 1
    return _made


def forum(**fields: Any) -> Forum:
    """Make a public forum."""
    number = _number()
    fields.setdefault("slug", f"forum-{number}")
    fields.setdefault("title_en", f"Forum {number}")
    fields.setdefault("audience", "public")
    return Forum.objects.create(**fields)


def topic(*, posts: int = 1, by: Person | None = None, forum: Forum | None = None, **fields: Any) -> Topic:
    """Make a topic with posts 1 to `posts` in a public forum, all by one person who is not held to the rate
    limit.
    """
    from tests.factories import forums as factory  # noqa: PLC0415 - the parameter has the factory's name

    by = by or PersonFactory()
    where = forum or factory.forum()
    fields.setdefault("title", f"Topic {_number()}")
    fields.setdefault("text", "What do you think?")
    made = actions.start_topic(forum=where, by=by, **fields)
    later = [
        Post(
            topic=made, number=number, author=by, author_name=str(by), text=f"Post {number}",
            html=f"<p>Post {number}</p>", renderer=1, language="en", written_at=made.started_at,
        )
        for number in range(2, posts + 1)
    ]  # fmt: skip
    Post.objects.bulk_create(later)
    Topic.objects.filter(pk=made.pk).update(last_number=posts, post_count=posts)
    made.last_number = made.post_count = posts
    return made


def post(
    *, topic: Topic, by: Person | None = None, text: str = "That is how we do it.", **fields: Any
) -> Post:
    """Add a post to a topic, by somebody new unless named (who must be able to see the topic)."""
    return actions.reply(topic=topic, text=text, by=by or PersonFactory(), **fields)


def somebody() -> Person:
    """Make a person."""
    return PersonFactory()


def waiting_post(*, topic: Topic, by: Person | None = None, text: str = "Hello, I am new here.") -> Post:
    """Make a post that waits for a facilitator, whatever the settings say."""
    by = by or PersonFactory()
    now = timezone.now()
    return Post.objects.create(
        topic=topic, number=None, author=by, author_name=str(by), text=text, html=render(text), renderer=RENDERER,
        language="en", written_at=now, held_at=now, held_because=Post.Held.NEWCOMER,
    )  # fmt: skip


def facilitator_of(forum: Forum) -> Person:
    """Make a person who keeps order in one forum without having the role."""
    person = PersonFactory()
    forum.facilitators.add(person)
    return person

"""Whose posts appear at once. Where somebody let the writer in (a membership, a role, a course), they are trusted; where
everybody may come in, a newcomer's first post waits for a facilitator, and so does one full of links.
"""

from django.conf import settings

from forums import rendering, rules
from forums.models import Post, Topic
from members import audiences
from members.models import Person

LINKS_AT_MOST = 12  # to other sites, in one post of anybody
NEWCOMERS_LINKS = 2
NEWCOMERS_POSTS = 5  # posts after which a newcomer is none any more


def reason_to_hold(*, by: Person, topic: Topic, html: str) -> str:
    """Return why a post should wait (`Post.Held`), or nothing. One query for newcomers only."""
    if rules.may_moderate(by, topic.forum):
        return ""
    links = rendering.links_out_of(html, settings.BASE_URL)
    if links > LINKS_AT_MOST:
        return Post.Held.LINKS
    held = settings.FORUMS_FIRST_POSTS_HELD
    if not held or was_let_in(by, topic):
        return ""
    known = Post.objects.shown().filter(author=by).order_by("pk").values_list("pk")
    posts = known[: max(held, NEWCOMERS_POSTS)].count()
    if posts < held:
        return Post.Held.NEWCOMER
    return Post.Held.LINKS if posts < NEWCOMERS_POSTS and links > NEWCOMERS_LINKS else ""


def was_let_in(by: Person, topic: Topic) -> bool:
    """Whether somebody opened the door to the writer: to the network, to a role, to the course it is about, or to this
    forum or page, where it is not open to everybody.
    """
    asked = {topic.audience, topic.second_audience, topic.forum.audience, topic.forum.second_audience}
    if asked - {audiences.PUBLIC, ""} or audiences.standing_of(by):
        return True
    key = topic.forum.about_key
    return key is not None and audiences.course_label(key) in audiences.labels_of(by)

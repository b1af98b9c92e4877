"""The latest posts, for feeds."""

from django.db.models import QuerySet

from forums.models import FeedKey, Forum, Post, Topic
from members.audiences import Viewer

POSTS_IN_A_FEED = 50


def latest_for(person: Viewer, forum: Forum | None = None) -> list[Post]:
    """Return the latest posts that the person may read, in one forum or in all. One query."""
    topics: QuerySet[Topic] = Topic.objects.visible_to(person).order_by()
    if forum is not None:
        topics = topics.filter(forum=forum)
    posts = Post.objects.shown().filter(topic__in=topics).select_related("topic__forum")
    return list(posts.order_by("-written_at", "-pk").defer("text")[:POSTS_IN_A_FEED])


def keys_of(person: Viewer) -> QuerySet[FeedKey]:
    """Return the person's keys that open something."""
    return FeedKey.objects.filter(person_id=person.pk or 0, revoked_at__isnull=True)

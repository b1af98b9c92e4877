"""What is shown of forums, in a number of queries that does not grow with them."""

from forums.queries.finding import (
    forum_for,
    forums_to_move_to,
    moved_to,
    page_about,
    post_for,
    signpost_at,
    topic_about,
    topic_for,
    topics_to_move_to,
)
from forums.queries.lists import (
    TOPICS_A_PAGE,
    ListedForum,
    ListedTopic,
    listed_forums,
    listed_topic,
    listed_topics,
    narrower,
    newest_unread,
    tags_in,
)
from forums.queries.unread import (
    MOST_COUNTED,
    UNREAD,
    read_to_of,
    unread_count,
    unread_topics,
    with_watermark,
)

POSTS_A_PAGE = 20

__all__ = [
    "MOST_COUNTED",
    "POSTS_A_PAGE",
    "TOPICS_A_PAGE",
    "UNREAD",
    "ListedForum",
    "ListedTopic",
    "forum_for",
    "forums_to_move_to",
    "listed_forums",
    "listed_topic",
    "listed_topics",
    "moved_to",
    "narrower",
    "newest_unread",
    "page_about",
    "post_for",
    "read_to_of",
    "signpost_at",
    "tags_in",
    "topic_about",
    "topic_for",
    "topics_to_move_to",
    "unread_count",
    "unread_topics",
    "with_watermark",
]

"""Where people talk, and up to where each has read."""

from forums.models.forum import Forum
from forums.models.post import Post, PostRevision
from forums.models.reader import TopicReader
from forums.models.topic import Topic

__all__ = ["Forum", "Post", "PostRevision", "Topic", "TopicReader"]

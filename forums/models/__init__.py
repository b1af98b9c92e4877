"""Where people talk, what they say, up to where each has read, and how order is kept."""

from forums.models.conversation import Block, Conversation, Message, Talker, conversation_label
from forums.models.feed import FeedKey
from forums.models.forum import Forum, in_language_read
from forums.models.order import Flag, ModerationAct, Restriction
from forums.models.poll import Poll, PollOption, Vote
from forums.models.post import Mention, Post, PostRevision, Quote, Reaction, Signpost
from forums.models.reader import ReadBound, TopicReader
from forums.models.topic import Topic, TopicTag, address_of_topic
from forums.models.writing import Attachment, Draft

__all__ = [
    "Attachment",
    "Block",
    "Conversation",
    "Draft",
    "FeedKey",
    "Flag",
    "Forum",
    "Mention",
    "Message",
    "ModerationAct",
    "Poll",
    "PollOption",
    "Post",
    "PostRevision",
    "Quote",
    "Reaction",
    "ReadBound",
    "Restriction",
    "Signpost",
    "Talker",
    "Topic",
    "TopicReader",
    "TopicTag",
    "Vote",
    "address_of_topic",
    "conversation_label",
    "in_language_read",
]

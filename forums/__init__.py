"""Forums, topics and posts. The conversation hangs under courses, lessons, resources and sessions and stays
one conversation.

Owns `Forum`, `Topic`, `Post`, `PostRevision`, `TopicReader`. Announces `topic_changed`, `post_written`,
`post_changed`.
"""

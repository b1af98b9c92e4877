"""Who reads a topic, in words."""

from django.utils.translation import gettext as _

from forums.models import Topic
from members import audiences


def words_for(topic: Topic) -> str:
    """Say who may read a topic: its own audience and its forum's together. The staff are members, so staff says it all."""
    forum = topic.forum
    labels = {topic.audience, topic.second_audience, forum.audience, forum.second_audience}
    labels -= {"", audiences.PUBLIC}
    if audiences.STAFF in labels:
        labels.discard(audiences.MEMBER)
    if not labels:
        return str(audiences.describe(audiences.PUBLIC))
    words = [str(audiences.describe(label)) for label in sorted(labels)]
    return _(" who are also: ").join(words)

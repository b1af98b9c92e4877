"""That badge, list and truth say the same of what somebody has not read."""

from collections import Counter
from collections.abc import Mapping, Sequence

from forums import queries
from forums.models import Forum
from members.models import Person


def all_say(person: Person, forums: Sequence[Forum], truth: Mapping[int, int]) -> None:
    """Compare the badges, the lists of the forums and the list of all unread topics with how many posts are unread by topic."""
    badges = {entry.forum.pk: entry.unread for entry in queries.listed_forums(person)}
    lists: Counter[int] = Counter()
    for forum in forums:
        if forum.pk in badges:
            listed = [entry for entry in queries.listed_topics(person, forum)[0] if entry.unread]
            assert len(listed) == badges[forum.pk]
            lists.update({entry.topic.pk: entry.unread for entry in listed})
    assert lists == truth
    assert {topic.pk for topic in queries.unread_topics(person)} == set(truth)
    assert {entry.topic.pk: entry.unread for entry in queries.newest_unread(person)} == truth

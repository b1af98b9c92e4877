"""Badge, list and truth are equal, whatever people do."""

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from forums import actions, queries
from forums.models import Topic
from members.models import Person
from tests.factories import forums as factory
from tests.factories import members as cast
from tests.forums.agreeing import all_say

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["post", "read", "hide", "show", "move", "lock", "hide post"]),
        st.integers(0, 2),
        st.integers(0, 3),
    ),
    max_size=25,
)


class Unread(TestCase):
    """Three people, four topics in two forums, and what was shown to each kept beside it by hand."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(events=EVENTS)
    def test_badge_list_and_truth_are_equal(self, events: list[tuple[str, int, int]]) -> None:
        keeper = cast.with_role("facilitator", person=cast.member())
        people = [keeper, cast.member(), cast.PersonFactory()]
        forums = [factory.forum(), factory.forum(audience="member")]
        topics = [factory.topic(forum=forums[n % 2], by=keeper) for n in range(4)]
        shown = {(keeper.pk, topic.pk): 1 for topic in topics}

        for event, who, which in events:
            person, topic = people[who], Topic.objects.select_related("forum").get(pk=topics[which].pk)
            found = queries.topic_for(person, topic.pk)
            if event == "post" and found and not topic.is_locked and not topic.hidden_at:
                topic_now = actions.reply(topic=topic, text="More", by=person)
                shown[person.pk, topic.pk] = topic_now.number
            elif event == "read" and found:
                sheet = actions.read_topic(topic=found, by=person)
                shown[person.pk, topic.pk] = max(shown.get((person.pk, topic.pk), 0), sheet.last_shown)
            elif event == "hide":
                actions.hide_topic(topic=topic, by=keeper)
            elif event == "show":
                actions.show_topic(topic=topic, by=keeper)
            elif event == "move":
                actions.move_topic(topic=topic, to=forums[who % 2], by=keeper)
            elif event == "lock":
                actions.lock_topic(topic=topic, by=keeper)
            elif event == "hide post":
                actions.hide_post(post=topic.posts.order_by("-number")[0], by=keeper)

        for person in people:
            self._is_true(person, forums, shown)

    def _is_true(self, person: Person, forums: list, shown: dict[tuple[int, int], int]) -> None:
        truth: Counter[int] = Counter()
        members_only = forums[1].pk
        for topic in Topic.objects.all():
            is_seen = topic.hidden_at is None and (
                topic.forum_id != members_only or person.affiliations.exists()
            )
            if is_seen and topic.last_number > shown.get((person.pk, topic.pk), 0):
                truth[topic.pk] = topic.last_number - shown.get((person.pk, topic.pk), 0)
        all_say(person, forums, truth)

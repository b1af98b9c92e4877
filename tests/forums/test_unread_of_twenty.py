"""Twenty people read, write, move, merge, split, hide and take back at random: badge, list and watermarks agree, and no post
that somebody has not seen ever counts as read for them.
"""

import contextlib
import random
from collections import Counter, defaultdict

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from forums import actions, queries
from forums.errors import ForumError
from forums.models import ModerationAct, Post, Topic, TopicReader
from members.models import Person
from tests.factories import forums as factory
from tests.factories import members as cast
from tests.forums.agreeing import all_say
from tests.keeping import forget_all

PEOPLE = 20
VERBS = (
    "post", "post", "post", "read", "read", "catch up", "mark unread", "withdraw", "hide post", "hide topic", "show topic",
    "move topic", "move posts", "split", "merge", "lock", "undo",
)  # fmt: skip
EVENTS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, PEOPLE - 1), st.integers(0, 1_000_000)),
    min_size=20,
    max_size=60,
)


class UnreadOfTwenty(TestCase):
    """What each has been shown is kept beside it by hand, post by post."""

    @settings(
        max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(events=EVENTS)
    def test_nothing_unseen_is_read_and_badge_list_and_watermarks_agree(
        self, events: list[tuple[str, int, int]]
    ) -> None:
        forget_all()
        self.keeper = cast.with_role("facilitator", person=cast.member())
        self.people = [self.keeper, *(cast.member() for _ in range(9)), *cast.PersonFactory.create_batch(10)]
        self.forums = [factory.forum(), factory.forum(audience="member")]
        for number in range(5):
            factory.topic(forum=self.forums[number % 2], by=self.keeper)
        self.shown: dict[int, set[int]] = defaultdict(set)
        self.shown[self.keeper.pk] = set(Post.objects.values_list("pk", flat=True))

        for verb, who, which in events:
            with contextlib.suppress(ForumError):  # told in words, and nothing happened
                getattr(self, "_" + verb.replace(" ", "_"))(self.people[who], random.Random(which))

        for person in self.people:
            self._is_true(Person.objects.get(pk=person.pk))

    def _is_true(self, person: Person) -> None:
        seen = {topic.pk: topic for topic in Topic.objects.visible_to(person)}
        read_to = dict(TopicReader.objects.filter(person=person).values_list("topic_id", "read_to"))
        for post in Post.objects.shown().filter(topic__in=seen).exclude(pk__in=self.shown[person.pk]):
            assert read_to.get(post.topic_id, 0) < (post.number or 0), (
                "nobody has read what was not shown to them"
            )
        truth = Counter(
            {
                pk: topic.last_number - read_to.get(pk, 0)
                for pk, topic in seen.items()
                if topic.last_number > read_to.get(pk, 0)
            }
        )
        all_say(person, self.forums, truth)

    # -- what they do --------------------------------------------------------------------------------
    def _topic(self, person: Person, chance: random.Random) -> Topic:
        topics = list(Topic.objects.visible_to(person).select_related("forum").order_by("pk"))
        if not topics:
            raise ForumError
        return chance.choice(topics)

    def _post(self, person: Person, chance: random.Random) -> None:
        topic = self._topic(person, chance)
        made = actions.reply(topic=topic, text="More", by=person)
        earlier = topic.posts.filter(number__lte=made.number).values_list("pk", flat=True)
        self.shown[person.pk] |= set(earlier)  # whoever answers stands at the end of the topic

    def _read(self, person: Person, chance: random.Random) -> None:
        found = queries.topic_for(person, self._topic(person, chance).pk)
        assert found
        sheet = actions.read_topic(topic=found, by=person)
        self.shown[person.pk] |= set(
            found.posts.filter(number__lte=sheet.last_shown).values_list("pk", flat=True)
        )

    def _catch_up(self, person: Person, chance: random.Random) -> None:
        actions.catch_up(by=person)
        seen = Post.objects.filter(topic__in=Topic.objects.visible_to(person), number__isnull=False)
        self.shown[person.pk] |= set(seen.values_list("pk", flat=True))

    def _mark_unread(self, person: Person, chance: random.Random) -> None:
        topic = self._topic(person, chance)
        number = chance.randint(1, max(1, topic.last_number))
        actions.mark_unread_from(topic=topic, number=number, by=person)
        self.shown[person.pk] -= set(topic.posts.filter(number__gte=number).values_list("pk", flat=True))

    def _withdraw(self, person: Person, chance: random.Random) -> None:
        if own := list(Post.objects.shown().filter(author=person).order_by("pk")):
            actions.withdraw_post(post=chance.choice(own), by=person)

    def _hide_post(self, person: Person, chance: random.Random) -> None:
        if posts := list(
            self._topic(self.keeper, chance).posts.filter(number__isnull=False).order_by("-number")
        ):
            actions.hide_post(post=posts[0], by=self.keeper)

    def _hide_topic(self, person: Person, chance: random.Random) -> None:
        actions.hide_topic(topic=self._topic(self.keeper, chance), by=self.keeper)

    def _show_topic(self, person: Person, chance: random.Random) -> None:
        if hidden := list(Topic.objects.filter(hidden_at__isnull=False)):
            actions.show_topic(topic=chance.choice(hidden), by=self.keeper)

    def _move_topic(self, person: Person, chance: random.Random) -> None:
        actions.move_topic(
            topic=self._topic(self.keeper, chance), to=chance.choice(self.forums), by=self.keeper
        )

    def _some(self, topic: Topic, chance: random.Random) -> list[Post]:
        posts = list(topic.posts.filter(number__isnull=False).order_by("number"))
        return chance.sample(posts, k=chance.randint(1, len(posts))) if posts else []

    def _move_posts(self, person: Person, chance: random.Random) -> None:
        topic, to = self._topic(self.keeper, chance), self._topic(self.keeper, chance)
        actions.move_posts(topic=topic, posts=self._some(topic, chance), to=to, by=self.keeper)

    def _split(self, person: Person, chance: random.Random) -> None:
        topic = self._topic(self.keeper, chance)
        actions.split_topic(topic=topic, posts=self._some(topic, chance), title="Apart", by=self.keeper)

    def _merge(self, person: Person, chance: random.Random) -> None:
        topic, into = self._topic(self.keeper, chance), self._topic(self.keeper, chance)
        actions.merge_topics(topic=topic, into=into, by=self.keeper)

    def _lock(self, person: Person, chance: random.Random) -> None:
        actions.lock_topic(topic=self._topic(self.keeper, chance), by=self.keeper)

    def _undo(self, person: Person, chance: random.Random) -> None:
        act = ModerationAct.objects.filter(undone_at=None).order_by("-pk").first()
        if act:
            actions.undo_act(act=act, by=self.keeper)

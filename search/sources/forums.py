"""Topics: one passage a post. A topic is replaced as a whole; the engine writes only what changed."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, cast

from forums.models import Forum, Post, Topic, address_of_topic, in_language_read
from members import audiences
from members.audiences import Viewer, labels_of
from members.prepared import Holder, Prepared
from search.engines.contract import Found
from search.passage import POST, Passage
from search.sources.bodies import plain
from search.sources.contract import Seen
from search.sources.pages import within_of


class Topics:
    """See `contract.Source`. A round is about a forum, whose audience and line are those of its topics."""

    prefix = "topic"
    wide: tuple[str, ...] = ("forum",)

    def passages(self, numbers: Sequence[int]) -> Iterator[Passage]:
        """Give a passage for each post that is not hidden in a topic that is not hidden."""
        posts = list(
            Post.objects.shown()
            .filter(topic__in=numbers, topic__hidden_at__isnull=True)
            .select_related("topic__forum")
            .order_by("topic", "number")
        )
        about = within_of({post.topic.about_key for post in posts if post.topic.about_key})
        begun: set[int] = set()
        for post in posts:
            topic = post.topic
            audience = _joint_audience(topic)
            number = post.number
            if audience is None or number is None:
                continue
            is_first = topic.pk not in begun
            begun.add(topic.pk)
            yield Passage(
                key=f"topic:{topic.pk}/{POST}/{post.pk}",
                object=f"topic:{topic.pk}",
                parent=f"topic:{topic.pk}",
                kind="topic",
                title=topic.title,
                url=topic.address_of(number),
                language=post.language,
                audience=audience[0],
                second_audience=audience[1],
                body=plain(post.html),
                place_kind=POST,
                place_number=number,
                lines=(topic.forum.line,) if topic.forum.line else (),
                tags=tuple(str(tag) for tag in topic.tags) if number == 1 else (),
                within=(f"forum:{topic.forum_id}", *about.get(topic.about_key, ())),
                date=post.written_at.date(),
                is_first=is_first,
                order=number,
            )

    def all_numbers(self) -> Iterator[int]:
        """Give all topics that are not hidden."""
        shown = Topic.objects.filter(hidden_at__isnull=True, merged_into__isnull=True)
        yield from shown.order_by("pk").values_list("pk", flat=True)

    def seen(self, person: Viewer, found: Collection[Found]) -> dict[str, Seen]:
        """Ask for the posts, so that one hidden a moment ago is not shown either."""
        keys = {int(passage.key.rpartition("/")[2]): passage.key for passage in found}
        seen = {}
        for post, topic, title, language, slug, english, french in _visible_posts.rows(
            keys, labels_of(person)
        ):
            address = address_of_topic(slug, topic, title)
            seen[keys[post]] = Seen(title, address, language, in_language_read(english, french))
        return seen

    def unseen(self, person: Viewer, objects: Sequence[str]) -> set[str]:
        """Return the topics that are not visible to the person, and the hidden posts in the others."""
        numbers = [int(name.partition(":")[2]) for name in objects]
        shown = set(Topic.objects.visible_to(person).filter(pk__in=numbers).values_list("pk", flat=True))
        closed = {name for name, pk in zip(objects, numbers, strict=True) if pk not in shown}
        hidden = Post.objects.filter(topic__in=shown, hidden_at__isnull=False).values_list("topic_id", "pk")
        return closed | {f"topic:{topic}/{POST}/{post}" for topic, post in hidden}

    def reached(self, what: str, after: int, limit: int) -> Sequence[int]:
        """Return the next topics of a forum."""
        forum = int(what.partition(":")[2])
        return list(
            Topic.objects.filter(forum=forum, pk__gt=after)
            .order_by("pk")
            .values_list("pk", flat=True)[:limit]
        )

    def closed(self, person: Viewer, what: Sequence[str]) -> set[str]:
        """Return the forums that are closed to the person."""
        numbers = [int(name.partition(":")[2]) for name in what]
        shown = Forum.objects.visible_to(person).filter(pk__in=numbers).values_list("pk", flat=True)
        return set(what) - {f"forum:{pk}" for pk in shown}

    def title_of(self, person: Viewer, within: str) -> str:
        """Return the title of a forum."""
        if not within.startswith("forum:"):
            return ""
        forum = Forum.objects.visible_to(person).filter(pk=within.partition(":")[2]).first()
        return forum.title if forum else ""


def _posts_held_by(numbers: Sequence[int], labels: Sequence[str]) -> Any:
    topics = Topic.objects.visible_to(cast(Viewer, Holder(labels)))
    posts = Post.objects.shown().filter(pk__in=numbers, topic__in=topics.order_by())
    return posts.order_by().values_list(
        "pk",
        "topic",
        "topic__title",
        "topic__language",
        "topic__forum__slug",
        "topic__forum__title_en",
        "topic__forum__title_fr",
    )


_visible_posts = Prepared(_posts_held_by)


def _joint_audience(topic: Topic) -> tuple[str, str] | None:
    """Return the labels that must all be held, one or two; None where a topic and its forum together ask for
    more.
    """
    forum = topic.forum
    labels = {topic.audience, topic.second_audience, forum.audience, forum.second_audience} - {
        "",
        audiences.PUBLIC,
    }
    if audiences.STAFF in labels:
        labels.discard(audiences.MEMBER)  # the staff hold that label anyway
    if len(labels) > 2:
        return None
    first, second = [*sorted(labels), "", ""][:2]
    return first or audiences.PUBLIC, second

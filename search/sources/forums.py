"""Topics: one passage a post. A topic is replaced as a whole; the engine writes only what changed."""

from collections.abc import Collection, Iterator, Sequence

from forums.models import Post, Topic
from members import audiences
from members.audiences import Viewer
from search.engines.contract import Found
from search.passage import POST, Passage
from search.sources.bodies import plain
from search.sources.contract import Seen


class Topics:
    """See `contract.Source`."""

    prefix = "topic"

    def passages(self, numbers: Sequence[int]) -> Iterator[Passage]:
        """Give a passage for each post that is not hidden in a topic that is not hidden."""
        posts = (
            Post.objects.shown()
            .filter(topic__in=numbers, topic__hidden_at__isnull=True)
            .select_related("topic__forum")
        )
        for post in posts.order_by("topic", "number"):
            topic = post.topic
            audience = _joint_audience(topic)
            number = post.number
            if audience is None or number is None:
                continue
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
                date=post.written_at.date(),
                order=number,
            )

    def all_numbers(self) -> Iterator[int]:
        """Give all topics that are not hidden."""
        shown = Topic.objects.filter(hidden_at__isnull=True, merged_into__isnull=True)
        yield from shown.order_by("pk").values_list("pk", flat=True)

    def seen(self, person: Viewer, found: Collection[Found]) -> dict[str, Seen]:
        """Ask for the posts, so that one hidden a moment ago is not shown either."""
        keys = {int(passage.key.rpartition("/")[2]): passage.key for passage in found}
        posts = (
            Post.objects.shown()
            .filter(pk__in=keys, topic__in=Topic.objects.visible_to(person))
            .select_related("topic__forum")
            .defer("text", "html")
        )
        return {
            keys[post.pk]: Seen(post.topic.title, post.topic.address, post.topic.language) for post in posts
        }

    def unseen(self, person: Viewer, objects: Sequence[str]) -> set[str]:
        """Return the topics that are not visible to the person, and the hidden posts in the others."""
        numbers = [int(name.partition(":")[2]) for name in objects]
        shown = set(Topic.objects.visible_to(person).filter(pk__in=numbers).values_list("pk", flat=True))
        closed = {name for name, pk in zip(objects, numbers, strict=True) if pk not in shown}
        hidden = Post.objects.filter(topic__in=shown, hidden_at__isnull=False).values_list("topic_id", "pk")
        return closed | {f"topic:{topic}/{POST}/{post}" for topic, post in hidden}


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

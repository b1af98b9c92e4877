"""Whom a post names and whom it quotes."""

from collections.abc import Mapping

from forums import rendering, rules
from forums.errors import TooManyPeople
from forums.models import Post, Quote, Topic
from forums.queries.addressing import Addressed, addressed_in
from forums.signals import person_quoted
from members.models import Person

NAMES_AT_MOST = 20
QUOTES_AT_MOST = 10


def name_people(
    text: str, *, writer: Person, topic: Topic, already: Mapping[str, Person] | None = None
) -> Addressed:
    """Find who is named in a text. No query where there is no @ in it. Raises TooManyPeople."""
    named = list(dict.fromkeys(rendering.named_in(text)))
    if len(named) > NAMES_AT_MOST:
        raise TooManyPeople(NAMES_AT_MOST)
    return addressed_in(named, writer=writer, topic=topic, already=already)


def quote_posts(*, post: Post) -> None:
    """Note which posts a post quotes, and announce it to those whose words they are. Only what its author may read counts,
    and what is quoted from oneself is told nobody.
    """
    wanted = rendering.quoted_in(post.text)[:QUOTES_AT_MOST]
    if not wanted:
        post.quotes.all().delete()
        return
    known = set(post.quotes.values_list("quoted_id", flat=True))
    post.quotes.exclude(quoted_id__in=wanted).delete()
    found = Post.objects.shown().filter(pk__in=wanted).select_related("topic__forum", "author")
    told: set[int] = set()
    for quoted in found.order_by("pk"):
        if post.author is None or not rules.may_see(post.author, quoted.topic):
            continue
        Quote.objects.get_or_create(post=post, quoted=quoted)
        author = quoted.author
        if quoted.pk in known or author is None or author.pk in {*told, post.author_id}:
            continue
        if rules.may_reach(author, post.topic):
            told.add(author.pk)
            person_quoted.send(Post, post_id=post.pk, topic_id=post.topic_id, person_id=author.pk)

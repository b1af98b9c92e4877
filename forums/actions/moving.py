"""Move posts: split a topic, merge two, put single posts where they belong.

A post that moves gets the next number where it goes, and its old number becomes a signpost: nobody ever gets that number,
and the old address leads on. A post that moves back gets its own number again. Whoever had read a post has read it there too.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import rules
from forums.actions.acts import log_act, something_changed_since, undoes
from forums.actions.words import TITLE_LIMIT, within
from forums.belonging import audience_within
from forums.errors import CannotMove, NotYours
from forums.models import ModerationAct, Poll, Post, Signpost, Topic, TopicReader
from forums.signals import post_changed, topic_changed
from members.models import Person

Verb = ModerationAct.Verb
POSTS_AT_ONCE = 2_000  # in one act; a merge of more would keep both topics from everybody for too long
BATCH = 400


@transaction.atomic
def split_topic(*, topic: Topic, posts: Iterable[Post], title: str, by: Person, why: str = "") -> Topic:
    """Make a topic of its own of some posts, in the same forum. Raises CannotMove where nothing would stay."""
    _lock(topic)
    chosen = _chosen(topic, posts, by)
    if len(chosen) == topic.posts.filter(number__isnull=False).count():
        raise CannotMove(_("Nothing would stay here. Move or rename the topic instead."))
    audience, second_audience = audience_within(topic.forum, topic.about_key)
    first = chosen[0]
    made = Topic.objects.create(
        forum=topic.forum,
        audience=audience,
        second_audience=second_audience,
        title=" ".join(within(title, TITLE_LIMIT).split()),
        language=first.language,
        started_by=first.author,
        starter_name=first.author_name,
        started_at=first.written_at,
    )
    _move(chosen, topic, made, by=by, verb=Verb.SPLIT, why=why)
    return made


@transaction.atomic
def move_posts(*, topic: Topic, posts: Iterable[Post], to: Topic, by: Person, why: str = "") -> None:
    """Put some posts at the end of another topic; `by` keeps order in both."""
    if to.pk == topic.pk or not rules.may_see(by, to) or not rules.may_moderate(by, to.forum):
        raise NotYours
    _lock(topic, to)
    _move(_chosen(topic, posts, by), topic, to, by=by, verb=Verb.MOVE_POSTS, why=why)


@transaction.atomic
def merge_topics(*, topic: Topic, into: Topic, by: Person, why: str = "") -> None:
    """Put all posts of a topic at the end of another; its address leads there from now on."""
    if into.pk == topic.pk or not rules.may_see(by, into) or not rules.may_moderate(by, into.forum):
        raise NotYours
    if topic.about_key is not None:
        raise CannotMove(_("This topic belongs to a page. Move its posts, or merge the other topic into it."))
    _lock(topic, into)
    polls = set(Poll.objects.filter(topic__in=(topic, into)).values_list("topic_id", flat=True))
    if len(polls) == 2:
        raise CannotMove(_("Both topics have a poll, and a topic can have one. Move the posts instead."))
    posts = _chosen(topic, topic.posts.filter(number__isnull=False), by)
    act = _move(posts, topic, into, by=by, verb=Verb.MERGE, why=why)
    Poll.objects.filter(topic=topic).update(topic=into)
    topic.posts.filter(number__isnull=True).update(topic=into)  # what waits, waits there
    act.before["poll"] = topic.pk in polls
    act.save(update_fields=["before"])
    topic.merged_into = into
    topic.save(update_fields=["merged_into"])


def _lock(*topics: Topic) -> None:
    """Take the topics for this transaction, always in one order, so that two who move posts wait for each other."""
    wanted = [topic.pk for topic in topics]
    list(Topic.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk"))


def _chosen(topic: Topic, posts: Iterable[Post], by: Person) -> list[Post]:
    """Return the posts in order, where `by` may move them."""
    if not rules.may_see(by, topic) or not rules.may_moderate(by, topic.forum):
        raise NotYours
    wanted = [post.pk for post in posts]
    found = list(
        topic.posts.filter(pk__in=wanted, number__isnull=False).order_by("number")[: POSTS_AT_ONCE + 1]
    )
    if not found:
        raise CannotMove(_("Choose at least one post."))
    if len(found) > POSTS_AT_ONCE:
        raise CannotMove(
            _("At most %(n)s posts can be moved at once. Move some first.") % {"n": POSTS_AT_ONCE}
        )
    return found


def _move(
    posts: Sequence[Post], topic: Topic, to: Topic, *, by: Person, verb: str, why: str
) -> ModerationAct:
    before = {
        "from": topic.pk,
        "answer": topic.answer_id if topic.answer_id in {post.pk for post in posts} else None,
        "posts": [[post.pk, post.number] for post in posts],
    }
    carry(posts, topic, to)
    person = posts[0].author_id if len({post.author_id for post in posts}) == 1 else topic.started_by_id
    return log_act(
        verb=verb, by=by, why=why, topic=topic, person_id=person, before=before, after={"to": to.pk}
    )


def carry(posts: Sequence[Post], topic: Topic, to: Topic) -> None:
    """Take posts (in order, all of `topic`) to another topic: new numbers, signposts, counts, watermarks, facts."""
    now = timezone.now()
    signs = list(Signpost.objects.filter(topic=to, post__in=posts))
    homes = {sign.post_id: sign.number for sign in signs}
    new = [post for post in posts if post.pk not in homes]
    to.refresh_from_db(fields=["last_number", "post_count"])
    first_new = to.last_number + 1
    numbers = homes | {post.pk: first_new + place for place, post in enumerate(new)}
    old = {post.pk: post.number or 0 for post in posts}
    Signpost.objects.filter(topic=to, post__in=posts).delete()
    Signpost.objects.bulk_create(
        [Signpost(topic=topic, number=old[post.pk], post=post) for post in posts], batch_size=BATCH
    )
    for post in posts:
        post.topic, post.number = to, numbers[post.pk]
    Post.objects.bulk_update(posts, ["topic", "number"], batch_size=BATCH)
    Topic.objects.filter(pk=to.pk).update(
        last_number=F("last_number") + len(new), post_count=F("post_count") + len(posts), news_at=now
    )
    Topic.objects.filter(pk=topic.pk).update(post_count=F("post_count") - len(posts))
    if topic.answer_id in old:
        Topic.objects.filter(pk=topic.pk).update(answer=None)
    for one in (topic, to):
        _tell_latest(one)
        one.refresh_from_db(
            fields=["last_number", "post_count", "last_post_at", "last_poster_name", "answer", "news_at"]
        )
    _carry_watermarks(topic, to, [(old[post.pk], numbers[post.pk]) for post in new], first_new)
    _open_what_comes_home(topic, to, [(sign, old[sign.post_id]) for sign in signs])
    for one in (topic, to):
        topic_changed.send(Topic, topic_id=one.pk)
    for post in posts:
        post_changed.send(Post, post_id=post.pk, topic_id=to.pk)


def _tell_latest(topic: Topic) -> None:
    """Note who spoke last in what is left of a topic."""
    latest = topic.posts.filter(number__isnull=False).order_by("-written_at", "-number").first()
    Topic.objects.filter(pk=topic.pk).update(
        last_post_at=latest.written_at if latest else None,
        last_poster_name=latest.author_name if latest else "",
    )


def _carry_watermarks(topic: Topic, to: Topic, moved: list[tuple[int, int]], first_new: int) -> None:
    """Whoever had read a topic up to its end before posts came to it, and had read those posts where they were, has read
    them here. Others find them as unread.

    `moved` are old and new numbers in order. For a topic just made everybody had read it to its end: there was none.
    """
    if not moved:
        return
    here = {reader.person_id: reader for reader in TopicReader.objects.filter(topic=to)}
    made, changed = [], []
    for reader in TopicReader.objects.filter(topic=topic, read_to__gte=moved[0][0]):
        known = here.get(reader.person_id)
        if (known.read_to if known else 0) < first_new - 1:
            continue
        read_to = 0
        for old, new in moved:
            if old > reader.read_to:
                break
            read_to = new
        if known is None:
            made.append(
                TopicReader(topic=to, person_id=reader.person_id, read_to=read_to, read_at=timezone.now())
            )
        elif read_to > known.read_to:
            known.read_to = read_to
            changed.append(known)
    TopicReader.objects.bulk_create(made, batch_size=BATCH)
    TopicReader.objects.bulk_update(changed, ["read_to"], batch_size=BATCH)


def _open_what_comes_home(topic: Topic, to: Topic, returned: list[tuple[Signpost, int]]) -> None:
    """Let those find a post unread who have read past its old place while it was away, and did not read it where it was.

    So do those who marked it unread there. Whoever read it before it left and has been here since finds it unread once more:
    better than one who never saw it.
    """
    if not returned:
        return
    away = dict(TopicReader.objects.filter(topic=topic).values_list("person_id", "read_to"))
    changed = []
    for reader in TopicReader.objects.filter(topic=to):
        for sign, number in sorted(returned, key=lambda one: one[0].number):
            told = (
                reader.read_at >= sign.at or reader.person_id in away
            )  # something of the time since is known
            if told and reader.read_to >= sign.number and away.get(reader.person_id, 0) < number:
                reader.read_to, reader.is_behind = sign.number - 1, True
                changed.append(reader)
                break
    TopicReader.objects.bulk_update(changed, ["read_to", "is_behind"], batch_size=BATCH)


@undoes(Verb.SPLIT, Verb.MOVE_POSTS, Verb.MERGE)
def _undo_move(act: ModerationAct, by: Person) -> None:
    """Bring the posts back to their old numbers. What a split made and nobody used since becomes a way back."""
    topic = Topic.objects.select_related("forum").get(pk=act.before["from"])
    to = Topic.objects.select_related("forum").filter(pk=act.after["to"]).first()
    if to is None or not rules.may_moderate(by, to.forum):
        raise NotYours
    _lock(topic, to)
    order = {pk: number for pk, number in act.before["posts"]}
    posts = sorted(to.posts.filter(pk__in=order), key=lambda post: order[post.pk])
    if len(posts) != len(order):
        raise something_changed_since()
    if act.verb == Verb.MERGE:
        topic.merged_into = None
        topic.save(update_fields=["merged_into"])
        if act.before.get("poll"):
            Poll.objects.filter(topic=to).update(topic=topic)
    carry(posts, to, topic)
    Topic.objects.filter(pk=topic.pk).update(news_at=timezone.now())
    if act.before.get("answer"):
        Topic.objects.filter(pk=topic.pk).update(answer=act.before["answer"])
    if act.verb == Verb.SPLIT and not to.posts.exists():
        Topic.objects.filter(pk=to.pk).update(merged_into=topic)
    topic_changed.send(Topic, topic_id=topic.pk)
    topic_changed.send(Topic, topic_id=to.pk)

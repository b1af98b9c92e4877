"""When a person goes, the talk stays: under their name, or under that of a former member, as they choose."""

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from forums import rendering
from forums.actions.drafting import drop_draft
from forums.models import (
    Attachment,
    Block,
    Conversation,
    Draft,
    FeedKey,
    Flag,
    Mention,
    Message,
    ModerationAct,
    Post,
    PostRevision,
    Quote,
    ReadBound,
    Restriction,
    Talker,
    Topic,
    TopicReader,
)
from forums.quoting import without_name
from forums.signals import post_changed, topic_changed
from members.departing import erases
from members.models import Person

BATCH = 400


@erases
def erase_from_forums(person: Person, keeps_name: bool) -> None:
    """Take the person off everything in the forums, within the transaction of their departure. Running twice changes nothing.

    Posts stay, with the name or without; what was withdrawn, earlier wordings, drafts, watermarks, blocks, feed keys and
    restrictions go. Votes and reactions stay as numbers.
    """
    posts = Post.objects.filter(author=person)
    topics = set(posts.values_list("topic_id", flat=True))
    withdrawn = posts.filter(hidden_by=person, hidden_at__isnull=False)
    withdrawn.update(text="", html="")
    posts.filter(number__isnull=True, hidden_at__isnull=True).update(
        text="", html="", hidden_at=timezone.now()
    )  # what nobody had looked at yet
    PostRevision.objects.filter(post__in=posts).delete()
    PostRevision.objects.filter(edited_by=person).update(edited_by=None)
    if not keeps_name:
        _take_the_name_out(person)
    for draft in Draft.objects.filter(person=person):
        drop_draft(person=person, action=draft.action, target=draft.target)
    for model in (TopicReader, ReadBound, FeedKey, Restriction, Mention):
        model._default_manager.filter(person=person).delete()
    Block.objects.filter(Q(person=person) | Q(blocked=person)).delete()
    Attachment.objects.filter(person=person).update(person=None)
    Talker.objects.filter(person=person).update(person=None, left_at=timezone.now())
    Message.objects.filter(author=person).update(author=None, key=None)
    Conversation.objects.filter(started_by=person).update(started_by=None)
    Topic.objects.filter(started_by=person).update(started_by=None)
    Flag.objects.filter(person=person).update(person=None, words="")
    ModerationAct.objects.filter(person=person).update(person=None)
    if not keeps_name:
        ModerationAct.objects.filter(by=person).update(by_name=former_member())
    posts.update(author=None, key=None)
    for topic_id in sorted(topics):
        topic_changed.send(Topic, topic_id=topic_id)


def former_member() -> str:
    """Return what stands where a name stood, in the language of the site."""
    with translation.override("en"):
        return _("Former member")


def _take_the_name_out(person: Person) -> None:
    """Put another word where the name stood: on posts and topics, in quotations of them, and where they were named."""
    name, former = str(person)[:120], former_member()
    posts = Post.objects.filter(author=person)
    _rewrite_quotations(person, former)
    _unname(person, former)
    starters = Topic.objects.filter(started_by=person)
    last = Topic.objects.filter(last_poster_name=name, posts__in=posts).values("pk")
    Topic.objects.filter(pk__in=list(last.values_list("pk", flat=True))).update(last_poster_name=former)
    starters.update(starter_name=former)
    Message.objects.filter(author=person).update(author_name=former)
    Talker.objects.filter(person=person).update(name=former)
    posts.update(author_name=former)


def _rewrite_quotations(person: Person, former: str) -> None:
    quotes = Quote.objects.filter(quoted__author=person).select_related("post").order_by("pk")
    for quote in quotes.iterator(chunk_size=BATCH):
        post = quote.post
        _reword(post, without_name(post.text, post_id=quote.quoted_id, name=former))


def _unname(person: Person, former: str) -> None:
    mentions = Mention.objects.filter(person=person).select_related("post").order_by("pk")
    for mention in mentions.iterator(chunk_size=BATCH):
        _reword(mention.post, mention.post.text.replace(f"@{mention.written_as}", former))


def _reword(post: Post, text: str) -> None:
    """Change a text that named somebody, without a trace: the trace would be the name."""
    if text == post.text:
        return
    others = {
        mention.written_as: f"/-/people/{mention.person.uuid}/"
        for mention in post.mentions.select_related("person")
    }
    html = rendering.render(text, others)
    Post.objects.filter(pk=post.pk).update(text=text, html=html, renderer=rendering.RENDERER)
    post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)

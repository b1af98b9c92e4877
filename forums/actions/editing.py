"""Change what a post says, take it back, put it there again."""

from django.db import transaction
from django.utils import timezone

from forums import languages, rendering, rules
from forums.actions.acts import log_act
from forums.actions.drafting import take_along
from forums.actions.naming import name_people, quote_posts
from forums.actions.posting import announce_names
from forums.actions.words import TEXT_LIMIT, tag_topic, within
from forums.errors import NotYours
from forums.models import Mention, ModerationAct, Post, PostRevision, Topic
from forums.queries.addressing import Addressed
from forums.signals import answer_accepted, post_changed, topic_changed
from members.models import Person


@transaction.atomic
def edit_post(
    *,
    post: Post,
    text: str,
    by: Person,
    language: str | None = None,
    draft: tuple[str, str] | None = None,
    why: str = "",
) -> Post:
    """Say it differently. What it said before is kept; an edit that changes nothing leaves no trace. Whoever is named now
    and was not before is told.

    `language` is the author's word on which one it is; without it a post whose author never told is recognised anew. A
    facilitator who changes somebody's post does so in the book.
    """
    if not rules.may_edit(by, post):
        raise NotYours
    said = within(text, TEXT_LIMIT)
    before = Post.objects.select_for_update().values_list("text", flat=True).get(pk=post.pk)
    if draft:
        take_along(post=post, draft=draft)
    told = languages.known(language) or (post.language if post.language_told else "")
    found = languages.language_of(said, told=told) if told or before != said else post.language
    if before == said and found == post.language and bool(told) == post.language_told:
        return post
    fresh: list[int] = []
    fields = ["language", "language_told"]
    post.language, post.language_told = found, bool(told)
    if before != said:
        PostRevision.objects.create(post=post, text=before, edited_by=by)
        already = {mention.written_as: mention.person for mention in post.mentions.select_related("person")}
        named = name_people(said, writer=post.author or by, topic=post.topic, already=already)
        post.text, post.html = said, rendering.render(said, named.handles)
        post.renderer, post.edited_at = rendering.RENDERER, timezone.now()
        fields += ["text", "html", "renderer", "edited_at"]
        fresh = _rename(post, named)
        post.unclear_names = named.unclear  # type: ignore[attr-defined]
    post.save(update_fields=fields)
    if before != said and by.pk != post.author_id:
        log_act(verb=ModerationAct.Verb.EDIT_POST, by=by, why=why, post=post, person_id=post.author_id)
    if post.number is not None:
        post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)
        if before != said:
            quote_posts(post=post)
            announce_names(post, fresh)
    return post


def _rename(post: Post, named: Addressed) -> list[int]:
    """Make the rows say who is named now; return those who were not before."""
    known = set(post.mentions.values_list("person_id", flat=True))
    post.mentions.exclude(person_id__in=named.people).delete()
    fresh = [pk for pk in named.people if pk not in known]
    Mention.objects.bulk_create(
        [Mention(post=post, person_id=pk, written_as=named.people[pk]) for pk in fresh],
        ignore_conflicts=True,
    )
    return fresh


@transaction.atomic
def withdraw_post(*, post: Post, by: Person) -> None:
    """Take one's own post back: the number stays, the words are seen by nobody else. It can be put there again."""
    if not rules.may_withdraw(by, post):
        raise NotYours
    if post.hidden_at is None:
        post.hidden_at, post.hidden_by = timezone.now(), by
        post.save(update_fields=["hidden_at", "hidden_by"])
        post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)


@transaction.atomic
def put_back_post(*, post: Post, by: Person) -> None:
    """Put one's own withdrawn post there again. What a facilitator covered stays covered."""
    if not rules.may_withdraw(by, post):
        raise NotYours
    if post.hidden_at is not None:
        post.hidden_at = post.hidden_by = None
        post.save(update_fields=["hidden_at", "hidden_by"])
        post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)


@transaction.atomic
def set_tags(*, topic: Topic, tags: str, by: Person) -> list[str]:
    """Give a topic its tags: whoever started it, and who keeps order."""
    if not rules.may_arrange(by, topic):
        raise NotYours
    given = tag_topic(topic=topic, tags=tags, by=by)
    topic_changed.send(Topic, topic_id=topic.pk)
    return given


@transaction.atomic
def accept_answer(*, post: Post, by: Person) -> None:
    """Say that a post answers its topic; another one before it answers no more."""
    topic = post.topic
    if not rules.may_answer(by, topic) or post.number is None or post.hidden_at is not None:
        raise NotYours
    if topic.answer_id != post.pk:
        topic.answer = post
        topic.save(update_fields=["answer"])
        answer_accepted.send(Topic, topic_id=topic.pk, post_id=post.pk)
        topic_changed.send(Topic, topic_id=topic.pk)


@transaction.atomic
def reopen_question(*, topic: Topic, by: Person) -> None:
    """Say that nothing answers the topic yet."""
    if not rules.may_answer(by, topic):
        raise NotYours
    if topic.answer_id is not None:
        topic.answer = None
        topic.save(update_fields=["answer"])
        topic_changed.send(Topic, topic_id=topic.pk)

"""What comes before those who keep order: posts that wait, posts that were reported; and what they decide."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from forums import limits, rules
from forums.actions.acts import log_act, something_changed_since, undoes
from forums.actions.moderation import settle_flags
from forums.actions.posting import take_number, tell
from forums.actions.words import tidy
from forums.errors import NotYours
from forums.models import Flag, Message, ModerationAct, Post
from forums.signals import message_flagged, post_changed, post_flagged, topic_changed
from members.models import Person

Verb = ModerationAct.Verb
COVERED_BY = 3  # people who report a post before it is covered until somebody looks
WORDS_LIMIT = 500


@transaction.atomic
def report_post(*, post: Post, reason: str, by: Person, words: str = "") -> Flag:
    """Ask facilitators to look at a post. Twice is once. When several people do, it is covered until somebody has looked."""
    if not rules.may_report(by, post) or reason not in Flag.Reason.values:
        raise NotYours
    already = Flag.objects.filter(post=post, person=by, settled_at__isnull=True).first()
    if already is not None:
        return already
    limits.refuse_too_often(Flag.objects.filter(person=by), at_most=limits.FLAGS_AT_MOST, minutes=60)
    flag = _flag(by, reason, words, post=post)
    post_flagged.send(Flag, flag_id=flag.pk, post_id=post.pk)
    people = Flag.objects.filter(post=post, settled_at__isnull=True).values("person").distinct().count()
    if people >= COVERED_BY and post.hidden_at is None and not _was_kept(post):
        post.hidden_at = timezone.now()
        post.save(update_fields=["hidden_at"])
        log_act(
            verb=Verb.COVER,
            by=None,
            post=post,
            person_id=post.author_id,
            before={"hidden_at": None},
            after={"hidden_at": post.hidden_at.isoformat()},
        )
        post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)
    return flag


@transaction.atomic
def report_message(*, message: Message, reason: str, by: Person, words: str = "") -> Flag:
    """Show a message to those who keep order everywhere: this one and none of the others."""
    takes_part = message.conversation.talkers.filter(person=by).exists()
    if not takes_part or message.author_id == by.pk or reason not in Flag.Reason.values:
        raise NotYours
    already = Flag.objects.filter(message=message, person=by, settled_at__isnull=True).first()
    if already is not None:
        return already
    limits.refuse_too_often(Flag.objects.filter(person=by), at_most=limits.FLAGS_AT_MOST, minutes=60)
    flag = _flag(by, reason, words, message=message)
    message_flagged.send(Flag, flag_id=flag.pk, message_id=message.pk)
    return flag


def _flag(
    by: Person, reason: str, words: str, post: Post | None = None, message: Message | None = None
) -> Flag:
    said = " ".join(tidy(words).split())[:WORDS_LIMIT]
    try:
        with transaction.atomic():
            return Flag.objects.create(post=post, message=message, person=by, reason=reason, words=said)
    except IntegrityError:  # two windows at once
        return Flag.objects.get(post=post, message=message, person=by, settled_at__isnull=True)


def _was_kept(post: Post) -> bool:
    """Whether somebody looked at it before and let it stand: then a few people cannot cover it again."""
    return Flag.objects.filter(post=post, outcome=Flag.Outcome.KEPT).exists()


@transaction.atomic
def release_post(*, post: Post, by: Person, why: str = "") -> Post:
    """Let a waiting post through: it takes the next number now, and is announced as if it had just been written."""
    post = _waiting(post, by)
    now = timezone.now()
    post.number, _is_shut = take_number(post.topic, name=post.author_name, at=now)
    post.written_at = now
    post.save(update_fields=["number", "written_at"])
    log_act(verb=Verb.RELEASE, by=by, why=why, post=post, person_id=post.author_id)
    tell(post)
    topic_changed.send(type(post.topic), topic_id=post.topic_id)
    return post


@transaction.atomic
def refuse_post(*, post: Post, by: Person, why: str = "") -> Post:
    """Do not let a waiting post through; it can still be, within thirty days."""
    post = _waiting(post, by)
    post.hidden_at, post.hidden_by = timezone.now(), by
    post.save(update_fields=["hidden_at", "hidden_by"])
    log_act(verb=Verb.REFUSE, by=by, why=why, post=post, person_id=post.author_id)
    return post


@undoes(Verb.REFUSE)
def _undo_refusal(act: ModerationAct, by: Person) -> None:
    """Let it wait again."""
    post = act.post
    if post is None or post.number is not None or post.hidden_at is None:
        raise something_changed_since()
    post.hidden_at = post.hidden_by = None
    post.save(update_fields=["hidden_at", "hidden_by"])


def _waiting(post: Post, by: Person) -> Post:
    """Return the post for this transaction if it still waits; two facilitators at once decide once."""
    post = Post.objects.select_for_update(of=("self",)).select_related("topic__forum").get(pk=post.pk)
    if not rules.may_moderate(by, post.topic.forum) or not post.waits:
        raise NotYours
    return post


@transaction.atomic
def keep_post(*, post: Post, by: Person, why: str = "") -> None:
    """Leave a reported post as it is; what was covered by reports alone is shown again."""
    if not rules.may_moderate(by, post.topic.forum):
        raise NotYours
    if post.hidden_at is not None and post.hidden_by_id is None:
        post.hidden_at = None
        post.save(update_fields=["hidden_at"])
        post_changed.send(Post, post_id=post.pk, topic_id=post.topic_id)
    if settle_flags(post=post, by=by, outcome=Flag.Outcome.KEPT):
        log_act(verb=Verb.KEEP, by=by, why=why, post=post)


@transaction.atomic
def settle_message(*, message: Message, by: Person, hide: bool, why: str = "") -> None:
    """Answer the reports of a message: it stays, or nobody reads it any more."""
    if not rules.keeps_order_everywhere(by):
        raise NotYours
    if hide and message.hidden_at is None:
        message.hidden_at = timezone.now()
        message.save(update_fields=["hidden_at"])
    flags = Flag.objects.filter(message=message, settled_at__isnull=True)
    outcome = Flag.Outcome.ACTED if hide else Flag.Outcome.KEPT
    if flags.update(outcome=outcome, settled_at=timezone.now(), settled_by=by):
        verb = Verb.HIDE_POST if hide else Verb.KEEP
        log_act(
            verb=verb, by=by, why=why, person_id=message.author_id if hide else None,
            before={"message": message.pk},
        )  # fmt: skip

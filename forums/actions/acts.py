"""The book of what facilitators did: who, what, why, how it was before; and taking it back."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forums import rules
from forums.errors import CannotUndo, NotYours
from forums.models import Forum, ModerationAct, Post, Topic
from forums.signals import moderation_done
from members.models import Person

WHY_LIMIT = 500
Undo = Callable[[ModerationAct, Person], None]
_undoing: dict[str, Undo] = {}


def undoes(*verbs: str) -> Callable[[Undo], Undo]:
    """Register how acts of these verbs are taken back; called in a transaction, by somebody who may."""

    def register(undo: Undo) -> Undo:
        _undoing.update(dict.fromkeys(verbs, undo))
        return undo

    return register


def log_act(
    *,
    verb: str,
    by: Person | None,
    why: str = "",
    forum: Forum | None = None,
    topic: Topic | None = None,
    post: Post | None = None,
    person_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> ModerationAct:
    """Write an act into the book, within the transaction of what was done, and tell whom it concerns; nobody is told of what
    they did themselves.
    """
    topic = topic or (post.topic if post else None)
    act = ModerationAct.objects.create(
        verb=verb,
        by=by,
        by_name=str(by)[:120] if by else "",
        why=" ".join(why.split())[:WHY_LIMIT],
        forum=forum or (topic.forum if topic else None),
        topic=topic,
        post=post,
        person_id=person_id,
        before=before or {},
        after=after or {},
    )
    if person_id and (by is None or person_id != by.pk):
        moderation_done.send(ModerationAct, act_id=act.pk, person_id=person_id)
    return act


def may_undo(by: Person, act: ModerationAct) -> bool:
    """Whether the person may take the act back: keeps order where it was done; what holds everywhere, by role."""
    if act.forum is None or act.verb == ModerationAct.Verb.SUSPEND:
        return rules.keeps_order_everywhere(by)
    return rules.may_moderate(by, act.forum)


@transaction.atomic
def undo_act(*, act: ModerationAct, by: Person) -> None:
    """Take an act back within thirty days. Raises CannotUndo where something was changed since, with a sentence."""
    if not may_undo(by, act):
        raise NotYours
    act = (
        ModerationAct.objects.select_for_update(of=("self",))
        .select_related("topic", "post", "forum")
        .get(pk=act.pk)
    )
    undo = _undoing.get(act.verb)
    if undo is None or not act.can_be_undone:
        raise CannotUndo(_("This cannot be taken back any more."))
    undo(act, by)
    act.undone_at, act.undone_by = timezone.now(), by
    act.save(update_fields=["undone_at", "undone_by"])


def something_changed_since() -> CannotUndo:
    """Return the refusal where what an act made does not stand any more."""
    return CannotUndo(_("Something was changed here since. Undo that first."))

"""Warn, mute, suspend: what facilitators may do to people, for a time, with a reason that the person is told."""

import datetime

from django.db import transaction
from django.utils import timezone

from forums import rules
from forums.actions.acts import log_act, something_changed_since, undoes
from forums.actions.words import within
from forums.errors import NotYours
from forums.models import Forum, ModerationAct, Post, Restriction
from members import actions as members
from members import audiences
from members.models import Person

Verb = ModerationAct.Verb
WHY_LIMIT = 500


@transaction.atomic
def warn_person(
    *, person: Person, why: str, by: Person, forum: Forum | None = None, post: Post | None = None
) -> ModerationAct:
    """Tell somebody that they went too far, and why."""
    _refuse_unless_allowed(person, by, forum)
    return log_act(
        verb=Verb.WARN, by=by, why=within(why, WHY_LIMIT), forum=forum, post=post, person_id=person.pk
    )


@transaction.atomic
def mute_person(
    *,
    person: Person,
    why: str,
    by: Person,
    until: datetime.datetime | None = None,
    forum: Forum | None = None,
    post: Post | None = None,
) -> ModerationAct:
    """Let somebody read but not write, in one forum or everywhere; everywhere is for those who keep order everywhere."""
    _refuse_unless_allowed(person, by, forum)
    return _restrict(Restriction.Kind.MUTED, Verb.MUTE, person, why, by, until, forum, post)


@transaction.atomic
def suspend_person(
    *,
    person: Person,
    why: str,
    by: Person,
    until: datetime.datetime | None = None,
    post: Post | None = None,
) -> ModerationAct:
    """Close the account for a time: whoever is signed in is out with the next click, and feeds and keys open nothing."""
    _refuse_unless_allowed(person, by, None)
    act = _restrict(Restriction.Kind.SUSPENDED, Verb.SUSPEND, person, why, by, until, None, post)
    members.close_account(person=person, by=by)
    return act


def _restrict(
    kind: str,
    verb: str,
    person: Person,
    why: str,
    by: Person,
    until: datetime.datetime | None,
    forum: Forum | None,
    post: Post | None,
) -> ModerationAct:
    why = within(why, WHY_LIMIT)
    restriction = Restriction.objects.create(
        person=person, kind=kind, forum=forum, until=until, why=why, by=by
    )
    return log_act(
        verb=verb,
        by=by,
        why=why,
        forum=forum,
        post=post,
        person_id=person.pk,
        before={},
        after={"restriction": restriction.pk, "until": until.isoformat() if until else None},
    )


def _refuse_unless_allowed(person: Person, by: Person, forum: Forum | None) -> None:
    """Refuse whoever keeps no order there, and everybody towards those who keep order themselves; the secretariat may."""
    everywhere = rules.keeps_order_everywhere(by)
    if not everywhere and (forum is None or not rules.may_moderate(by, forum)):
        raise NotYours
    if person.pk == by.pk:
        raise NotYours
    if rules.keeps_order_everywhere(person) and "secretariat" not in audiences.standing_of(by):
        raise NotYours


@transaction.atomic
def lift_restriction(*, restriction: Restriction, by: Person | None) -> None:
    """End a restriction now; without `by` its time has come."""
    if restriction.lifted_at is not None:
        return
    restriction.lifted_at = timezone.now()
    restriction.save(update_fields=["lifted_at"])
    if restriction.kind == Restriction.Kind.SUSPENDED:
        others = Restriction.objects.filter(
            person=restriction.person, kind=Restriction.Kind.SUSPENDED, lifted_at__isnull=True
        )
        if not others.exists():
            members.open_account(person=restriction.person, by=by)


@undoes(Verb.MUTE, Verb.SUSPEND)
def _undo_restriction(act: ModerationAct, by: Person) -> None:
    restriction = Restriction.objects.filter(pk=act.after.get("restriction")).first()
    if restriction is None or restriction.lifted_at is not None:
        raise something_changed_since()
    lift_restriction(restriction=restriction, by=by)


def lift_what_is_over() -> int:
    """End the restrictions whose time has come. Run by beat; running twice does no harm."""
    over = Restriction.objects.filter(until__lte=timezone.now(), lifted_at__isnull=True)
    count = 0
    for restriction in over.select_related("person")[:500]:
        lift_restriction(restriction=restriction, by=None)
        count += 1
    return count

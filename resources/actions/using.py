"""What people did with a resource: they answer once when they are asked, and can tell at any time."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.models import Person
from resources.actions.errors import ResourceError
from resources.models import Copy, Use, Version
from resources.signals import use_changed, use_told
from resources.sources import source_page

TOLD = frozenset({Copy.Answer.USED, Copy.Answer.ADAPTED})
LIVELY = 30  # uses that one person tells in a day; more is a machine
FIELDS = ("text", "place", "country", "scale", "art_form", "language", "link", "is_public")


@transaction.atomic
def answer_about(*, copy: Copy, answer: str, by: Person) -> Copy:
    """Write down whether the person used what they took. They are not asked again; they can change their mind."""
    if by.pk != copy.person_id:
        raise ResourceError(_("This question was for somebody else."))
    copy.answer, copy.answered_at = Copy.Answer(answer), timezone.now()
    copy.save(update_fields=["answer", "answered_at"])
    return copy


@transaction.atomic
def tell_use(
    *, resource_key: uuid.UUID, kind: str, told: Mapping[str, Any], by: Person, named: bool = False
) -> Use:
    """Keep what somebody did with a resource. Telling again of the same resource in the same words is one use."""
    page = source_page(resource_key)
    if page is None:
        raise ResourceError(_("This resource is not there any more."))
    today = timezone.now() - datetime.timedelta(days=1)
    if Use.objects.filter(person=by, told_at__gte=today).count() >= LIVELY:
        raise ResourceError(_("That is a lot for one day. Go on tomorrow, or write to the office."))
    copy = Copy.objects.filter(person=by, resource_key=resource_key).first()
    newest = Version.objects.filter(resource_key=resource_key).values_list("number", flat=True).first()
    values = {
        **{name: told[name] for name in FIELDS if name in told},
        "kind": Use.Kind(kind),
        "teller": by.name if named else "",
        "written_in": get_language() or page.language,
    }
    use, _made = Use.objects.update_or_create(
        person=by,
        resource_key=resource_key,
        text=values.pop("text"),
        defaults={
            **values,
            "resource_title": page.title,
            "version": copy.version if copy else newest or 1,
        },
    )
    if copy is not None and copy.answer not in TOLD:
        answer = Copy.Answer.ADAPTED if use.kind == Use.Kind.ADAPTED else Copy.Answer.USED
        answer_about(copy=copy, answer=answer, by=by)
    use_told.send(Use, use_id=use.pk)
    use_changed.send(Use, use_id=use.pk, resource_key=resource_key)
    return use


@transaction.atomic
def withdraw_use(*, use: Use, by: Person) -> None:
    """Take back what one told."""
    if use.person_id != by.pk:
        raise ResourceError(_("Only whoever told it can take it back."))
    pk, key = use.pk, use.resource_key
    use.delete()
    use_changed.send(Use, use_id=pk, resource_key=key)


@transaction.atomic
def hide_use(*, use: Use, by: Person) -> None:
    """Take a use from the page, because it should not stand there. Its teller still sees it."""
    Use.objects.filter(pk=use.pk, hidden_at=None).update(hidden_at=timezone.now(), hidden_by=by)
    use_changed.send(Use, use_id=use.pk, resource_key=use.resource_key)


@transaction.atomic
def show_use(*, use: Use, by: Person) -> None:
    """Put a hidden use back."""
    Use.objects.filter(pk=use.pk).update(hidden_at=None, hidden_by=None)
    use_changed.send(Use, use_id=use.pk, resource_key=use.resource_key)

"""Links that work without signing in, each for one thing only: answer about one copy, or stop being asked.

A link in a mail changes nothing when it is opened, because mail programs open links by themselves; the button on its page does.
"""

import datetime

from django.core import signing

from members.models import Person
from resources.models import Copy

VALID_FOR = datetime.timedelta(days=200)
_USE, _STOP = "resources.use", "resources.stop"


def use_token(copy: Copy) -> str:
    """Return the token that lets whoever has it answer about this copy, and nothing else."""
    return signing.dumps([copy.pk, copy.person_id], salt=_USE)


def copy_by(token: str) -> Copy | None:
    """Return the copy that the token is for; None where it is forged, too old, or the copy was forgotten."""
    try:
        pk, person_id = signing.loads(token, salt=_USE, max_age=VALID_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (
        Copy.objects.filter(pk=pk, person_id=person_id, person__is_active=True)
        .select_related("person")
        .first()
    )


def stop_token(person: Person) -> str:
    """Return the token that ends remembering and asking for this person."""
    return signing.dumps(person.pk, salt=_STOP)


def person_by(token: str) -> Person | None:
    """Return whose remembering the token ends."""
    try:
        pk = signing.loads(token, salt=_STOP)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Person.objects.filter(pk=pk, is_active=True).first()

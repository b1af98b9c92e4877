"""The link in a mail that stops mails like it. It works without signing in and does nothing else."""

from django.core import signing

from members.models import Person

SALT = "notifications.stop"


def token_for(person: Person, space: str) -> str:
    """Return a signed token for one person and one space; it does not grow old, because mails are kept for years."""
    return signing.dumps([person.pk, space], salt=SALT)


def read_token(token: str) -> tuple[Person, str] | None:
    """Return whose it is and for what; None for anything that we did not sign or whose person is gone."""
    try:
        pk, space = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    person = Person.objects.filter(pk=pk, is_active=True).first()
    return (person, str(space)) if person else None

"""Every mail of the rooms above leaves through here: written in the transaction of what caused it, composed when its time has
come, sent once.

A room registers how its kinds are composed. Composing asks again whether the person may still see what the mail is about, and
returns None where they may not: then nothing leaves.
"""

import datetime
import logging
import smtplib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import F
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from members.models import Letter, Person, RefusedAddress
from members.waking import wake_after_commit

log = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=10)  # far longer than a mail server may take; then another worker may try
AT_ONCE = 200  # letters that one run takes up over one connection
SEND = "members.tasks.send_letters"


@dataclass(frozen=True)
class Mail:
    """What a letter says. `headers` are added to the usual ones."""

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Compose = Callable[[Letter], Mail | None]
_composers: dict[str, Compose] = {}


def composes(kind: str) -> Callable[[Compose], Compose]:
    """Register how letters of a kind are composed; called in the language of whoever gets it, when it leaves."""

    def register(compose: Compose) -> Compose:
        _composers[kind] = compose
        return compose

    return register


def rendered(name: str, context: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Mail:
    """Make a mail of `email/<name>_subject.txt`, `email/<name>.txt` and, where there is one, `email/<name>.html`."""
    words = {"site_name": settings.WAGTAIL_SITE_NAME, "base_url": settings.BASE_URL, **context}
    try:
        html: str = render_to_string(f"email/{name}.html", words)
    except TemplateDoesNotExist:
        html = ""
    return Mail(
        subject=" ".join(render_to_string(f"email/{name}_subject.txt", words).split()),
        text=render_to_string(f"email/{name}.txt", words),
        html=html,
        headers=headers or {},
    )


def write_letter(
    *,
    key: str,
    kind: str,
    about: Mapping[str, Any],
    person: Person | None = None,
    email: str = "",
    language: str = "",
    due_at: datetime.datetime | None = None,
) -> bool:
    """Write a letter within the caller's transaction, and wake a worker after it; say whether it is new."""
    due = due_at or timezone.now()
    _letter, new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind, "about": dict(about), "person": person, "email": email.strip().lower(),
            "language": language, "due_at": due, "try_at": due,
        },
    )  # fmt: skip
    if new:
        wake_after_commit(SEND)
    return new


def write_letters(letters: Iterable[Letter]) -> None:
    """Write many letters within the caller's transaction; those whose key is there already stay as they are."""
    Letter.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)
    wake_after_commit(SEND)


def send_due() -> int:
    """Send what is due until nothing is; return how many left. A mail server that is down ends it: all that waits, waits."""
    sent = 0
    while True:
        due = list(Letter.objects.to_send().order_by("due_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
        if not due:
            return sent
        connection = get_connection()
        try:
            for pk in due:
                sent += deliver(pk, connection)
        except OSError as error:  # smtplib's errors are among them
            log.warning("the mail server does not answer: %s", error)
            return sent
        finally:
            connection.close()


def deliver(letter_id: int, connection: Any = None) -> bool:
    """Send one letter if it is due; say whether it left.

    The claim is a lease, so that a worker killed in the middle leaves the row to the sweep. A refusal for now waits twice as
    long each time. A refusal of the address for good is remembered. Raises OSError where the server cannot be reached.
    """
    now = timezone.now()
    if not Letter.objects.to_send().filter(pk=letter_id).update(try_at=now + LEASE, tries=F("tries") + 1):
        return False
    letter = Letter.objects.select_related("person").get(pk=letter_id)
    mail = _composed(letter)
    if mail is None:
        return False
    message = EmailMultiAlternatives(
        mail.subject, mail.text, None, [letter.address], headers=dict(mail.headers), connection=connection
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(letter, error)
    except (smtplib.SMTPResponseException, ValueError) as error:  # said no to this one, and answers
        _wait(letter, error)
        return False
    except OSError as error:
        _wait(letter, error)
        raise
    Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), trouble="")
    return True


def _composed(letter: Letter) -> Mail | None:
    """Compose, or drop the letter and say why."""
    person = letter.person
    compose = _composers.get(letter.kind)
    why = ""
    if person is not None and not person.is_active:
        why = "the account is closed"
    elif RefusedAddress.objects.filter(email=letter.address).exists():
        why = "the address was refused before"
    elif compose is None:
        why = f"nobody composes {letter.kind}"
    if why or compose is None:
        _drop(letter, why)
        return None
    with translation.override(letter.language or (person.language if person else settings.LANGUAGE_CODE)):
        try:
            mail = compose(letter)
        except Exception as error:
            log.exception("letter %s could not be composed", letter.pk)
            _wait(letter, error)
            return None
    if mail is None:
        _drop(letter, "there is nothing to say any more")
    return mail


def _drop(letter: Letter, why: str) -> None:
    Letter.objects.filter(pk=letter.pk).update(dropped=why)


def _refused(letter: Letter, error: smtplib.SMTPRecipientsRefused) -> bool:
    code, said = next(iter(error.recipients.values()))
    reason = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"[:300]
    if code < 500:
        _wait(letter, error)
    else:
        address_refused(email=letter.address, reason=reason)
        Letter.objects.filter(pk=letter.pk).update(dropped="the address was refused", trouble=reason)
    return False


def address_refused(*, email: str, reason: str) -> None:
    """Remember that nobody is at this address; said by a mail server at once, or by a bounce later."""
    RefusedAddress.objects.get_or_create(email=email.lower(), defaults={"reason": reason[:300]})


def address_confirmed(*, email: str) -> None:
    """Forget it: somebody has confirmed the address."""
    RefusedAddress.objects.filter(email=email.lower()).delete()


def _wait(letter: Letter, error: Exception) -> None:
    wait = datetime.timedelta(minutes=2 ** max(letter.tries - 1, 0))
    Letter.objects.filter(pk=letter.pk).update(try_at=timezone.now() + wait, trouble=repr(error)[:300])

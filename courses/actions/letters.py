"""Write a mail down, and send what is written. Sending twice is sending once."""

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation

from courses.models import Letter
from courses.signals import letter_waiting
from members.models import Person

log = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=10)  # after which a worker that took a letter is taken for dead
BATCH = 200  # letters a wake-up carries


def render(kind: str, language: str, context: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text of a letter in a language."""
    with translation.override(language):
        context = {**context, "site_name": settings.WAGTAIL_SITE_NAME, "site": settings.BASE_URL}
        subject = " ".join(render_to_string(f"email/courses/{kind}_subject.txt", context).split())
        return subject[:200], render_to_string(f"email/courses/{kind}.txt", context)


def write_letter(
    *,
    kind: str,
    key: str,
    person: Person | None = None,
    email: str = "",
    language: str = "",
    context: dict[str, Any],
    reply_to: str = "",
) -> Letter:
    """Write a letter down within the caller's transaction and wake a worker after it. The same key is the same letter."""
    language = language or (person.language if person else settings.LANGUAGE_CODE)
    subject, body = render(kind, language, {**context, "person": person})
    letter, made = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "person": person,
            "email": email,
            "language": language,
            "subject": subject,
            "body": body,
            "reply_to": reply_to,
        },
    )
    if made:
        wake([letter.pk])
    return letter


def wake(letter_ids: list[int]) -> None:
    """Announce letters that can leave, in batches that a wake-up carries."""
    for start in range(0, len(letter_ids), BATCH):
        letter_waiting.send(Letter, letter_ids=letter_ids[start : start + BATCH])


def deliver(letter_ids: Iterable[int]) -> int:
    """Send those that are due; return how many left.

    The claim is a lease, so that a worker killed in the middle leaves the row to the sweep. A refusal waits twice as long each
    time; a letter to an account that was closed meanwhile is put away unsent.
    """
    sent = 0
    for number in letter_ids:
        now = timezone.now()
        claimed = Letter.objects.to_send().filter(pk=number).update(try_at=now + LEASE, tries=F("tries") + 1)
        if not claimed:
            continue
        letter = Letter.objects.select_related("person").get(pk=number)
        if letter.person is not None and not letter.person.is_active:
            Letter.objects.filter(pk=number).update(sent_at=now)
            continue
        to = letter.person.email if letter.person else letter.email
        mail = EmailMessage(
            letter.subject, letter.body, None, [to], reply_to=[letter.reply_to] if letter.reply_to else None
        )
        try:
            mail.send()
        except OSError as error:  # smtplib's errors are among them
            log.warning("letter %s could not be sent: %s", number, error)
            Letter.objects.filter(pk=number).update(try_at=now + letter.wait())
            continue
        Letter.objects.filter(pk=number).update(sent_at=timezone.now())
        sent += 1
    return sent

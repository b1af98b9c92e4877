"""Every mail that the demo would send, read back from the files that Django's file backend wrote."""

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

SEPARATOR = "-" * 79


@dataclass(frozen=True)
class Letter:
    """One mail. `number` counts from the oldest and stays the same."""

    number: int
    sender: str
    to: str
    subject: str
    date: str
    text: str


def letters() -> list[Letter]:
    """Return all mails, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns) if folder.exists() else []
    raw = [
        part for path in files for part in path.read_text(encoding="utf-8").split(SEPARATOR) if part.strip()
    ]
    return [_letter(number, part) for number, part in reversed(list(enumerate(raw, start=1)))]


def _letter(number: int, raw: str) -> Letter:
    message = email.message_from_string(raw.strip(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - the default policy makes no other
    body = message.get_body(preferencelist=("plain", "html"))
    text = body.get_content() if body else ""
    return Letter(
        number, str(message["From"]), str(message["To"]), str(message["Subject"]), str(message["Date"]), text
    )

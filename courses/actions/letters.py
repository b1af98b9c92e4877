"""Mails of this room: said as things stood when it happened, sent by the house's one way out (`members.letters`)."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from members.letters import Mail, composes
from members.letters import write_letter as write
from members.models import Letter, Person

KIND = "courses/letter"  # every mail of this room is composed alike: what it says was settled when it was written


def render(kind: str, language: str, context: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text of a letter in a language."""
    with translation.override(language):
        context = {**context, "site_name": settings.WAGTAIL_SITE_NAME, "site": settings.BASE_URL}
        subject = " ".join(render_to_string(f"email/courses/{kind}_subject.txt", context).split())
        return subject[:200], render_to_string(f"email/courses/{kind}.txt", context)


def about(kind: str, subject: str, body: str, reply_to: str = "") -> dict[str, str]:
    """Return what a letter of this room keeps."""
    return {"as": kind, "subject": subject, "body": body, "reply_to": reply_to}


def write_letter(
    *,
    kind: str,
    key: str,
    person: Person | None = None,
    email: str = "",
    language: str = "",
    context: dict[str, Any],
    reply_to: str = "",
) -> None:
    """Write a letter down within the caller's transaction. `kind` names its templates; the same key is the same letter."""
    language = language or (person.language if person else settings.LANGUAGE_CODE)
    subject, body = render(kind, language, {**context, "person": person})
    write(
        key=f"courses:{key}",
        kind=KIND,
        about=about(kind, subject, body, reply_to),
        person=person,
        email=email,
        language=language,
    )


@composes(KIND)
def as_it_was_written(letter: Letter) -> Mail:
    """Say what was written."""
    reply_to = letter.about["reply_to"]
    return Mail(
        letter.about["subject"], letter.about["body"], headers={"Reply-To": reply_to} if reply_to else {}
    )

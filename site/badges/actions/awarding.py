"""Write down that somebody has earned something. Signing and drawing follow as work of their own."""

import datetime
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from badges.models import Credential
from courses.models import Completion, CoursePage
from members.models import Person
from members.waking import wake_after_commit
from pages.models import NetworkSettings


class AlreadyAwarded(Exception):
    """The very same was awarded before; the message says so, to a person."""


@transaction.atomic
def award(
    *,
    key: str,
    person: Person,
    kind: str,
    title_en: str,
    earned_on: datetime.date,
    by: Person | None,
    title_fr: str = "",
    criteria: Sequence[str] = (),
    lines: Sequence[str] = (),
    hours: int = 0,
    about_key: uuid.UUID | None = None,
) -> tuple[Credential, bool]:
    """Award something, within the caller's transaction; say whether it is new. The key makes it once, however often it
    is called.
    """
    credential, new = Credential.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "person_name": str(person)[:120],
            "kind": kind,
            "title_en": title_en[:255],
            "title_fr": title_fr[:255],
            "criteria": list(criteria),
            "lines": list(lines),
            "hours": hours,
            "about_key": about_key,
            "earned_on": earned_on,
            "awarded_by": by,
            "issuer_name": NetworkSettings.load().name or settings.WAGTAIL_SITE_NAME,
        },
    )
    if new:
        wake_after_commit("badges.tasks.issue_waiting")
    return credential, new


def award_for_completion(*, completion: Completion) -> Credential:
    """Award what an enrolment was completed for: taking part, completing, or being assessed are three things."""
    enrolment = completion.enrolment
    pages = list(
        CoursePage.objects.filter(translation_key=enrolment.course_id)
        .order_by("pk")
        .select_related("locale")
        .prefetch_related("lines")
    )
    titles = {page.language: page.title for page in reversed(pages)}
    required = completion.criteria.get("required", []) if isinstance(completion.criteria, dict) else []
    credential, _new = award(
        key=f"completion:{completion.pk}",
        person=enrolment.person,
        kind=completion.kind,
        title_en=titles.get("en") or completion.title,
        title_fr=titles.get("fr", ""),
        criteria=[str(item.get("title", "")) for item in required if item.get("title")],
        lines=[line.slug for line in pages[0].lines.all()] if pages else [],
        hours=pages[0].hours if pages else 0,
        about_key=enrolment.course_id,
        earned_on=timezone.localdate(completion.completed_at),
        by=None,
    )
    return credential


def recognise(
    *,
    person: Person,
    kind: str,
    title_en: str,
    earned_on: datetime.date,
    by: Person,
    title_fr: str = "",
    words: str = "",
    lines: Sequence[str] = (),
) -> Credential:
    """Recognise what was done beyond courses: speaking, hosting, mentoring, contributing. Raises AlreadyAwarded for
    the very same.
    """
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{person.pk}/{kind}/{title_en.casefold()}/{earned_on}")
    credential, new = award(
        key=f"recognised:{name}", person=person, kind=kind, title_en=title_en, title_fr=title_fr,
        criteria=[words] if words else [], lines=lines, earned_on=earned_on, by=by,
    )  # fmt: skip
    if not new:
        raise AlreadyAwarded(_("%(name)s has this already.") % {"name": str(person)})
    return credential

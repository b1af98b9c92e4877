"""What a person lets others see, and what they say of their own competences."""

import uuid
from collections.abc import Collection, Mapping

from django.db import transaction

from badges.models import Credential, SelfAssessment, SharedPage
from badges.models.shared_page import new_token
from members.models import Person


def show_name(*, credential: Credential, shows: bool, by: Person) -> None:
    """Let whoever checks the credential read the holder's name, or not; the holder alone decides."""
    Credential.objects.filter(pk=credential.pk, person=by).update(shows_name=shows)


@transaction.atomic
def share_page(
    *,
    person: Person,
    is_open: bool,
    shown: Collection[int],
    words: str = "",
    shows_assessments: bool = False,
    new_link: bool = False,
) -> SharedPage:
    """Choose what the person's own page shows to whoever has its link. A new link makes the old one dead."""
    page, _made = SharedPage.objects.get_or_create(person=person)
    page.is_open, page.words, page.shows_assessments = is_open, words.strip()[:600], shows_assessments
    if new_link:
        page.token = new_token()
    page.save()
    page.shown.set(Credential.objects.filter(person=person, pk__in=shown))
    return page


def assess_myself(
    *,
    person: Person,
    answers: Mapping[str, int],
    titles: Mapping[str, str],
    moment: str,
    course_key: uuid.UUID | None = None,
) -> SelfAssessment:
    """Keep what a person says of their competences today. Each time is a row of its own, so that before and after can
    be laid side by side.
    """
    return SelfAssessment.objects.create(
        person=person, answers=dict(answers), titles=dict(titles), moment=moment, course_key=course_key
    )

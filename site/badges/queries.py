"""What is shown of credentials and competences."""

import unicodedata
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from wagtail.models import Locale

from badges.models import Competence, Credential, SelfAssessment, SharedPage
from members.models import Person
from programme.models import ProgrammeLine
from programme.queries import lines_in


@dataclass(frozen=True, slots=True)
class Stand:
    """A competence with what the person said of it first and last."""

    competence: Competence
    first: int | None
    last: int | None

    @property
    def last_word(self) -> str:
        """The last answer in words."""
        return str(SelfAssessment.Level(self.last).label) if self.last is not None else ""

    @property
    def first_word(self) -> str:
        """The first answer in words."""
        return str(SelfAssessment.Level(self.first).label) if self.first is not None else ""


@dataclass(frozen=True, slots=True)
class LineStand:
    """A line with its competences."""

    line: ProgrammeLine
    stands: list[Stand]


def credential_by_code(code: str) -> Credential | None:
    """Return a credential by its code, typed as people type. One query."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return Credential.objects.filter(code=plain).first()


def credential_by_uuid(name: str) -> Credential | None:
    """Return the credential that a signed document says to be. One query."""
    try:
        return Credential.objects.filter(uuid=uuid.UUID(name)).first()
    except ValueError:
        return None


def credentials_of(person: Person) -> QuerySet[Credential]:
    """Return the person's own, the latest first."""
    return Credential.objects.filter(person=person).order_by("-earned_on", "-pk")


def all_credentials(*, search: str = "") -> QuerySet[Credential]:
    """Return everybody's, for those who answer for them; by name, title or code."""
    found = Credential.objects.select_related("person", "revoked_by").order_by("-pk")
    if search:
        found = found.filter(
            Q(person_name__icontains=search)
            | Q(title_en__icontains=search)
            | Q(title_fr__icontains=search)
            | Q(code=search.replace("-", "").strip().lower())
        )
    return found


def is_the_name(credential: Credential, typed: str) -> bool:
    """Whether a name read from a document is the holder's: case, accents and spaces do not matter, letters do."""
    return bool(typed.strip()) and _plain(typed) == _plain(credential.person_name)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in folded if letter.isalnum())


def competences_in() -> list[Competence]:
    """Return each competence once, in the active language with the source language standing in. One query."""
    default = Locale.get_default().language_code
    rows = Competence.objects.filter(locale__language_code__in={default, get_language()}).select_related(
        "locale"
    )
    best: dict[Any, Competence] = {}
    for row in rows.order_by("line", "position", "pk"):
        if row.translation_key not in best or row.locale.language_code == get_language():
            best[row.translation_key] = row
    return sorted(best.values(), key=lambda row: (row.line, row.position, row.slug))


def stand_of(person: Person) -> tuple[list[LineStand], list[SelfAssessment]]:
    """Return the competences by line with the person's first and last answers, and all assessments. Three queries."""
    made = list(SelfAssessment.objects.filter(person=person).order_by("made_at", "pk"))
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for assessment in made:
        for slug, level in assessment.answers.items():
            first.setdefault(slug, level)
            last[slug] = level
    by_line: dict[str, list[Stand]] = {}
    for competence in competences_in():
        stand = Stand(competence, first.get(competence.slug), last.get(competence.slug))
        by_line.setdefault(competence.line, []).append(stand)
    lines = [LineStand(line, by_line[line.slug]) for line in lines_in() if line.slug in by_line]
    return lines, made


def shared_page_by_token(token: str) -> SharedPage | None:
    """Return an open page whose person is still here. One query."""
    return (
        SharedPage.objects.select_related("person")
        .filter(token=token, is_open=True, person__is_active=True)
        .first()
    )

"""What people are asked to agree to. A room registers its purposes; new words are a new version, and are asked anew."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from members.audiences import Viewer
from members.models import Consent, Person
from members.signals import consent_changed


@dataclass(frozen=True)
class Purpose:
    """One thing to agree to: the question, and what follows from a yes. `version` rises with the words."""

    name: str
    version: int
    question: Any
    follows: Any


_purposes: dict[str, Purpose] = {}


def asks(purpose: Purpose) -> Purpose:
    """Register a purpose; it can be answered on the person's own page from then on."""
    _purposes[purpose.name] = purpose
    return purpose


def purpose_named(name: str) -> Purpose | None:
    """Return the purpose, if a room has registered it."""
    return _purposes.get(name)


def answer_of(person: Viewer, purpose: Purpose) -> bool | None:
    """Return what the person answered to the present words; None where they were not asked, or did not answer. One query."""
    if not person.is_authenticated:
        return None
    return (
        Consent.objects.filter(person=person, purpose=purpose.name, version=purpose.version)
        .values_list("given", flat=True)
        .first()
    )


def answers_of(person: Person) -> list[tuple[Purpose, bool | None]]:
    """Return all purposes with the person's answers. One query."""
    last: dict[tuple[str, int], bool] = {}
    for name, version, given in Consent.objects.filter(person=person).values_list(
        "purpose", "version", "given"
    ):
        last.setdefault((name, version), given)
    return [(purpose, last.get((purpose.name, purpose.version))) for purpose in _purposes.values()]


@transaction.atomic
def answer(*, person: Person, purpose: Purpose, given: bool, by: Person) -> None:
    """Write down an answer; the same one again writes nothing."""
    if answer_of(person, purpose) is given:
        return
    Consent.objects.create(person=person, purpose=purpose.name, version=purpose.version, given=given)
    consent_changed.send(Consent, person_id=person.pk, purpose=purpose.name, given=given)

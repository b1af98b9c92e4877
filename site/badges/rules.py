"""Who may award and take back."""

from typing import TYPE_CHECKING

from members import audiences
from members.audiences import Viewer

if TYPE_CHECKING:
    from badges.models import Credential


def may_recognise(person: Viewer) -> bool:
    """Whether the person may recognise what others did beyond courses: facilitators and the secretariat saw it."""
    return bool(audiences.standing_of(person) & {"facilitator", "secretariat"})


def may_revoke(person: Viewer) -> bool:
    """Whether the person may take credentials back: the secretariat, who answers for them."""
    return "secretariat" in audiences.standing_of(person)


def is_holder(person: Viewer, credential: "Credential") -> bool:
    """Whether it is the person's own."""
    return person.is_authenticated and credential.person_id == person.pk

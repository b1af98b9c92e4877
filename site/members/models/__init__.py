"""Who people are and which organisation's membership they share."""

from members.models.imported_file import ImportedFile
from members.models.invitation import Invitation
from members.models.letter import Letter, RefusedAddress
from members.models.organisation import Affiliation, Membership, Organisation
from members.models.person import Person, Profile

__all__ = [
    "Affiliation",
    "ImportedFile",
    "Invitation",
    "Letter",
    "Membership",
    "Organisation",
    "Person",
    "Profile",
    "RefusedAddress",
]

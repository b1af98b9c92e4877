"""When a person goes, what we signed still holds for whoever has it; nothing of it leads to an account any more."""

from badges.models import Credential, SelfAssessment, SharedPage
from members.departing import erases
from members.models import Person


@erases
def erase_from_badges(person: Person, keeps_name: bool) -> None:
    """Close the shared page, delete what the person said of themselves, and take them off their credentials.

    A credential names its holder inside what was signed, and only to whoever knows its code: it is the holder's own
    paper, and stays as it is.
    """
    SharedPage.objects.filter(person=person).delete()
    SelfAssessment.objects.filter(person=person).delete()
    Credential.objects.filter(person=person).update(person=None)

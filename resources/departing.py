"""When a person goes, their own shelf goes; what they told others of using a resource stays, with or without their name."""

from members.departing import erases
from members.models import Person
from resources.models import Collection, Copy, Saved, ShelfVisit, Use


@erases
def erase_from_resources(person: Person, keeps_name: bool) -> None:
    """Delete shelf, collections and copies, and take the person off the uses that they told of."""
    for model in (Saved, Collection, Copy, ShelfVisit):
        model._default_manager.filter(person=person).delete()
    told = Use.objects.filter(person=person)
    told.update(person=None, **({} if keeps_name else {"teller": ""}))

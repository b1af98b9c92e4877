"""When a person goes, what they asked to be told of goes with them."""

from members.departing import erases
from members.models import Person
from search.models import SavedSearch


@erases
def erase_from_search(person: Person, keeps_name: bool) -> None:
    """Delete saved searches; other questions were never kept with a person."""
    SavedSearch.objects.filter(person=person).delete()

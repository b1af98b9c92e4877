"""Who may open a file: whoever may see a thing that shows it; editors always."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q, QuerySet

from files.models import StoredFile
from members.audiences import Viewer, is_staff
from members.models import Person

_showers: list[Callable[[StoredFile, Viewer], bool]] = []
_offerers: list[Callable[[Person], Iterable[Any]]] = []


def shows_files(ask: Callable[[StoredFile, Viewer], bool]) -> Callable[[StoredFile, Viewer], bool]:
    """Register a room's answer to: does something of yours that this person may see show this file?"""
    _showers.append(ask)
    return ask


def may_open(file: StoredFile, person: Viewer) -> bool:
    """Whether the person may open the file. A file that nothing shows is its editors' own."""
    return (
        any(ask(file, person) for ask in _showers)
        or is_staff(person)
        or file.uploaded_by_user_id == (person.pk or 0)
    )


def offers_files(give: Callable[[Person], Iterable[Any]]) -> Callable[[Person], Iterable[Any]]:
    """Register the files of a room that somebody who writes pages may put into them, as primary keys or a query of them."""
    _offerers.append(give)
    return give


def choosable(files: QuerySet[StoredFile], person: Person) -> QuerySet[StoredFile]:
    """Keep what the person may put into a page of theirs: whoever reads the page may open it from then on.

    Editors choose among all files; others among those that they uploaded and those that rooms offer them.
    """
    if is_staff(person):
        return files
    offered = Q(uploaded_by_user=person)
    for give in _offerers:
        offered |= Q(pk__in=give(person))
    return files.filter(offered)

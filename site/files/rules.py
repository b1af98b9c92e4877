"""Who may open a file: whoever may see a thing that shows it; editors always."""

from collections.abc import Callable

from files.models import StoredFile
from members.audiences import Viewer, is_staff

_showers: list[Callable[[StoredFile, Viewer], bool]] = []


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

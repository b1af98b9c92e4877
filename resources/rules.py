"""Who may open the files of resources, and who may do what in the library."""

from files.models import StoredFile
from files.rules import shows_files
from members.audiences import MEMBER, Viewer, holds, is_staff
from resources.models import ResourceFile, ResourcePage, VersionFile
from resources.sources import is_source


@shows_files
def on_a_shelf_that_they_see(file: StoredFile, person: Viewer) -> bool:
    """Whether a live resource that the person may see offers the file, now or in an earlier version. One query, or two.

    Only the source's files count: a translation has copies of the rows, which nobody takes away when the source does.
    """
    visible = ResourcePage.objects.visible_to(person)
    offered = ResourceFile.objects.filter(is_source("resource__"), file=file)
    if visible.filter(translation_key__in=offered.values("resource__translation_key")).exists():
        return True
    former = VersionFile.objects.filter(file=file, sha256=file.sha256).exclude(sha256="")
    return visible.filter(translation_key__in=former.values("version__resource_key")).exists()


def may_propose(person: Viewer) -> bool:
    """Members propose resources and curate collections."""
    return holds(person, MEMBER)


def may_moderate(person: Viewer) -> bool:
    """Editors take from view what should not stand there."""
    return is_staff(person)

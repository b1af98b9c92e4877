"""Who may open the files of resources, and who may do what in the library."""

from collections.abc import Sequence
from typing import Any, cast

from django.db.models import QuerySet

from files.models import StoredFile
from files.rules import offers_files, shows_files
from members.audiences import MEMBER, Viewer, holds, is_staff, labels_of
from members.models import Person
from members.prepared import Holder, Prepared
from resources.models import ResourceFile, ResourcePage, VersionFile
from resources.sources import is_source


def _shelved(labels: Sequence[str], files: Sequence[int]) -> QuerySet[ResourcePage, Any]:
    """Live resources that holders of these labels see and that offer these files now.

    Only the source's files count: a translation has copies of the rows, which nobody takes away when the source does.
    """
    offered = ResourceFile.objects.filter(is_source("resource__"), file__in=files)
    keys = offered.values("resource__translation_key")
    return _seen(labels).filter(translation_key__in=keys).values_list("pk")[:1]


def _shelved_before(
    labels: Sequence[str], files: Sequence[int], sums: Sequence[str]
) -> QuerySet[ResourcePage, Any]:
    """Those that offered them, with these sums, in an earlier version."""
    former = VersionFile.objects.filter(file__in=files, sha256__in=sums)
    return (
        _seen(labels).filter(translation_key__in=former.values("version__resource_key")).values_list("pk")[:1]
    )


def _seen(labels: Sequence[str]) -> QuerySet[ResourcePage]:
    seen: QuerySet[ResourcePage] = ResourcePage.objects.visible_to(cast(Viewer, Holder(labels)))
    return seen.order_by()


_on_shelves, _on_shelves_before = Prepared(_shelved), Prepared(_shelved_before)


@shows_files
def on_a_shelf_that_they_see(file: StoredFile, person: Viewer) -> bool:
    """Whether a live resource that the person may see offers the file, now or in an earlier version. One query, or two."""
    labels = sorted(labels_of(person))
    if _on_shelves.rows(labels, [file.pk]):
        return True
    return bool(file.sha256) and bool(_on_shelves_before.rows(labels, [file.pk], [file.sha256]))


@offers_files
def on_the_shelves(person: Person) -> QuerySet[ResourceFile, int]:
    """What live resources that the person may see offer."""
    keys = ResourcePage.objects.visible_to(person).order_by().values("translation_key")
    offered = ResourceFile.objects.filter(is_source("resource__"), resource__translation_key__in=keys)
    return offered.order_by().values_list("file_id", flat=True)


def may_propose(person: Viewer) -> bool:
    """Members propose resources and curate collections."""
    return holds(person, MEMBER)


def may_moderate(person: Viewer) -> bool:
    """Editors take from view what should not stand there."""
    return is_staff(person)

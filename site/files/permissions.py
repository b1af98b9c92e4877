"""In the CMS a person chooses among the files that they may put into pages, and is told of no others."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

from files.models import StoredFile
from files.rules import choosable


class ChoosableFilesPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's own permissions on collections, and for whoever is no editor only the files that are theirs to use.

    A file in a page can be opened by whoever reads the page, so to choose one is to open it to others.
    """

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[StoredFile]:
        """Leave out what they may not use."""
        files = super().instances_user_has_any_permission_for(user, actions)
        return choosable(files, user) if user.is_authenticated else files

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: StoredFile
    ) -> bool:
        """Ask the same of one file."""
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return bool(allowed) and choosable(StoredFile.objects.filter(pk=instance.pk), user).exists()

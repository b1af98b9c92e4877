"""The forums room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ForumsConfig(AppConfig):
    name = "forums"

    def ready(self) -> None:
        """Listen to pages, say which files and labels are ours and what goes with a person, and see that editors may
        arrange forums in every database, a test's too.
        """
        from forums import receivers  # noqa: F401, PLC0415 - models must be loaded first
        from forums.actions import departing  # noqa: F401, PLC0415 - as above
        from forums.queries import attachments, conversations  # noqa: F401, PLC0415 - as above

        post_migrate.connect(let_editors_arrange_forums, sender=self)


def let_editors_arrange_forums(sender: AppConfig, **kwargs: Any) -> None:
    """Give editors and the secretariat the forums of the CMS; not to delete: one holds what people said."""
    from django.contrib.auth.management import create_permissions  # noqa: PLC0415 - models must be loaded first
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415 - as above

    create_permissions(sender, verbosity=0)
    allowed = Permission.objects.filter(
        content_type__app_label="forums", codename__in=("add_forum", "change_forum", "view_forum")
    )
    for role in ("editor", "secretariat"):
        Group.objects.get_or_create(name=role)[0].permissions.add(*allowed)

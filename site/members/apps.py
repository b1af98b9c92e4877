"""The members room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        """See that the roles exist in every database, a test's too."""
        post_migrate.connect(make_roles, sender=self)


def make_roles(**kwargs: object) -> None:
    """Make the four groups that are roles; what they may do in the CMS is given by the rooms that own the things."""
    from django.contrib.auth.models import Group  # noqa: PLC0415 - models must be loaded first

    for name in ("trainer", "facilitator", "editor", "secretariat"):
        Group.objects.get_or_create(name=name)

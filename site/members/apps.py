"""The members room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from members.roles import ROLES


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("people and organisations")

    def ready(self) -> None:
        """See that the roles exist in every database, a test's too, and hear what allauth tells."""
        from members import receivers  # noqa: F401, PLC0415 - models must be loaded first

        post_migrate.connect(make_roles, sender=self)


def make_roles(**kwargs: object) -> None:
    """Make the four groups that are roles; what they may do in the CMS is given by the
    rooms that own the things.
    """
    from django.contrib.auth.models import Group  # noqa: PLC0415 - models must be loaded first

    for name in ROLES:
        Group.objects.get_or_create(name=name)

"""The search room."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        """Listen to every room below, and see that editors may keep synonyms and best bets in every database."""
        from search import departing, receivers  # noqa: F401, PLC0415 - models must be loaded first

        post_migrate.connect(let_editors_guide, sender=self)


def let_editors_guide(sender: AppConfig, **kwargs: Any) -> None:
    """Give editors and the secretariat the words and pages that guide the search."""
    from django.contrib.auth.management import create_permissions  # noqa: PLC0415 - models must be loaded first
    from django.contrib.auth.models import Group, Permission  # noqa: PLC0415 - as above

    create_permissions(sender, verbosity=0)
    allowed = Permission.objects.filter(
        content_type__app_label="search", content_type__model__in=("synonym", "bestbet")
    )
    for role in ("editor", "secretariat"):
        Group.objects.get_or_create(name=role)[0].permissions.add(*allowed)

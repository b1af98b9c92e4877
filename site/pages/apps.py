"""The pages room."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        """Listen to pages that are saved, published, moved and deleted."""
        from pages import receivers  # noqa: F401, PLC0415 - models must be loaded first
        from pages.layout import lay_out_new_site  # noqa: PLC0415 - as above

        post_migrate.connect(lay_out_new_site, sender=self)

"""The pages room."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class PagesConfig(AppConfig):
    name = "pages"

    def ready(self) -> None:
        """Listen to pages that are saved, published, moved and deleted; say who opens the files in them."""
        from pages import cards, receivers, rules  # noqa: F401, PLC0415 - models must be loaded first
        from pages.layout import lay_out_new_site, let_editors_translate  # noqa: PLC0415 - as above

        # After the last of them, when every room's permissions exist.
        last = [config for config in apps.get_app_configs() if config.models_module][-1]
        post_migrate.connect(lay_out_new_site, sender=last)
        post_migrate.connect(let_editors_translate, sender=last)

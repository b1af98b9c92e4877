"""The resources room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResourcesConfig(AppConfig):
    name = "resources"

    def ready(self) -> None:
        """Ask for the section that this room's pages live in; answer for its files; hear facts; compose its letters."""
        from pages.layout import has_section  # noqa: PLC0415 - models must be loaded first
        from resources import departing, letters, receivers, rules, shelf  # noqa: F401, PLC0415 - as above
        from resources.models import ResourceIndexPage  # noqa: PLC0415 - as above

        has_section(ResourceIndexPage, "resources", _("Resources"))

"""The programme room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "programme"

    def ready(self) -> None:
        """Ask for the section that this room's pages live in."""
        from pages.layout import has_section  # noqa: PLC0415 - as above
        from programme import home, receivers  # noqa: F401, PLC0415 - as below
        from programme.models import MeetingIndexPage  # noqa: PLC0415 - models must be loaded first

        has_section(MeetingIndexPage, "meetings", _("Meetings"))

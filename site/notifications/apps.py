"""The notifications room."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        """Hear the other rooms, and register how this room's letters are composed."""
        from notifications import departing, letters, receivers  # noqa: F401, PLC0415 - models must be loaded first

"""The badges room."""

from django.apps import AppConfig


class BadgesConfig(AppConfig):
    name = "badges"

    def ready(self) -> None:
        """Hear of completions, and of those who go."""
        from badges import departing, receivers  # noqa: F401, PLC0415 - models must be loaded first

"""The badges room."""

from django.apps import AppConfig


class BadgesConfig(AppConfig):
    name = "badges"

    def ready(self) -> None:
        """Hear of completions."""
        from badges import receivers  # noqa: F401, PLC0415 - models must be loaded first

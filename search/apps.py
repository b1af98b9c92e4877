"""The search room."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        """Listen to every room below."""
        from search import receivers  # noqa: F401, PLC0415 - models must be loaded first

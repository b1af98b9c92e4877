"""The files room."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "files"

    def ready(self) -> None:
        """Listen to saved files."""
        from files import receivers  # noqa: F401, PLC0415 - models must be loaded first

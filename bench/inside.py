"""Django inside the bench's own process, for what is measured without a server."""

import os
import secrets
from pathlib import Path

import django
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
SERVICES = ROOT / "services"


def set_up(folder: Path, *, elasticsearch: str = "", migrate: bool = False) -> None:
    """Set Django up once in this process, with all data in a folder; another call changes nothing."""
    if "DJANGO_SETTINGS_MODULE" in os.environ and django.apps.apps.ready:
        return
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
        "DATA_DIR": str(folder),
        "SECRET_KEY": secrets.token_hex(),
        "ELASTICSEARCH_URL": elasticsearch,
    }
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    if migrate:
        call_command("migrate", verbosity=0)

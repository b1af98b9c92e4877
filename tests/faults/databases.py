"""Where the test's own database is, for processes that work on it beside the test."""

from django.db import connection


def address() -> str:
    """Return it as `DATABASE_URL` takes it."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"

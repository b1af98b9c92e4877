"""Databases for tests: one is migrated, and each worker starts from a copy of it.

`python -m tests.databases` makes what is missing, so that no worker waits for another. A migrated database is named by a hash of
all that decides what is in it; those of older states are removed.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "test-databases"
BESIDE_MIGRATIONS = (
    "site/pages/layout.py",
    "site/members/apps.py",
    "courses/permissions.py",
)  # run after them


def address() -> str:
    """Return where the test's own database is as `DATABASE_URL` takes it, for processes that work on it beside the test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return _on_server(database, database["NAME"])


def copy_for(settings: dict[str, Any], *, vendor: str) -> None:
    """Put a copy of the migrated database where the settings of a worker's connection say that its test database is."""
    if vendor == "sqlite":
        target = Path(settings["TEST"]["NAME"])
        for ending in ("", "-wal", "-shm"):
            Path(f"{target}{ending}").unlink(missing_ok=True)
        shutil.copyfile(migrated_file(), target)
        return
    name, template = settings["TEST"]["NAME"] or f"test_{settings['NAME']}", migrated_on_server(settings)
    with locked("postgres"):  # a template can be copied by one at a time
        _tell(
            settings, f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
        )


def migrated_file() -> Path:
    """Return the file of the migrated SQLite database; make it if it is missing."""
    made = FOLDER / f"{_state()}.sqlite3"
    with locked("sqlite"):
        if not made.exists():
            for old in FOLDER.glob("*.sqlite3*"):
                old.unlink()
            scratch = made.with_suffix(".sqlite3-new")
            _migrate(f"sqlite:///{scratch}")
            with contextlib.closing(sqlite3.connect(scratch)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            scratch.rename(made)
    return made


def migrated_on_server(settings: dict[str, Any]) -> str:
    """Return the name of the migrated PostgreSQL database on the server of these settings; make it if it is missing."""
    made = f"migrated_{_state()}"
    with locked("postgres"):
        there = _tell(settings, "SELECT datname FROM pg_database WHERE datname LIKE 'migrated\\_%'")
        if made not in there:
            for old in there:
                _tell(settings, f'DROP DATABASE "{old}"')
            scratch = f"being_{made}"
            _tell(settings, f'DROP DATABASE IF EXISTS "{scratch}"', f'CREATE DATABASE "{scratch}"')
            _migrate(_on_server(settings, scratch))
            _tell(settings, f'ALTER DATABASE "{scratch}" RENAME TO "{made}"')
    return made


def _state() -> str:
    hashed = hashlib.sha256()
    packages = [Path(config.path) for config in apps.get_app_configs()]
    paths = sorted(path for package in packages for path in package.glob("migrations/*.py"))
    for path in (*paths, *(ROOT / name for name in BESIDE_MIGRATIONS)):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()[:16]


@contextlib.contextmanager
def locked(what: str) -> Iterator[None]:
    """Let one process at a time make a thing of this name."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(where: str) -> None:
    environment = {**os.environ, "DATABASE_URL": where, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment.pop("TEST_DATA_DIR", None)
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"]
    subprocess.run(command, check=True, env=environment)


def _on_server(settings: dict[str, Any], name: str) -> str:
    return f"postgres://{settings['USER']}@{settings['HOST']}:{settings['PORT']}/{name}"


def _tell(settings: dict[str, Any], *statements: str) -> list[str]:
    """Run statements that no transaction may hold, and return the first column of the last one's rows."""
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is

    with psycopg.connect(_on_server(settings, "postgres"), autocommit=True) as server:
        for statement in statements:
            cursor = server.execute(statement)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


if __name__ == "__main__":
    django.setup()
    if connection.vendor == "sqlite":
        migrated_file()
    else:
        migrated_on_server(connections["default"].settings_dict)

"""What only the forums' tests need: many people doing something in the same moment."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test.utils import setup_databases
from pytest_django.plugin import DjangoDbBlocker

from members.models import Person

AtOnce = Callable[[Callable[[int], Any], int], list[Any]]


@pytest.fixture(scope="session")
def there_is_a_database(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    """Make the test database where nobody else has: pytest-django makes one only for tests that are marked for it."""
    with django_db_blocker.unblock():
        if Person._meta.db_table not in connections["default"].introspection.table_names():
            setup_databases(verbosity=0, interactive=False, keepdb=django_db_keepdb, aliases={"default"})


@pytest.fixture
def at_once(
    there_is_a_database: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[AtOnce]:
    """Run `work(0)` … `work(times - 1)` in as many threads, each with its own connection; return what came,
    errors too.

    The test has a copy of the database to itself, really commits, and throws the copy away: no other test
    sees anything
    of it, and SQLite's database in memory, which knows no waiting between connections, becomes a file. Do
    not mark such
    a test with `django_db`.
    """
    with django_db_blocker.unblock(), _copied_database(tmp_path):
        yield _run


def _run(work: Callable[[int], Any], times: int) -> list[Any]:
    came: list[Any] = [None] * times
    gate = threading.Barrier(times)

    def one(index: int) -> None:
        try:
            gate.wait(timeout=30)
            came[index] = work(index)
        except Exception as error:  # the test looks at it
            came[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return came


@contextmanager
def _copied_database(folder: Path) -> Iterator[None]:
    """Let `default` be a copy, in this thread and in those that it starts."""
    original = connections["default"]
    settings = original.settings_dict
    name = settings["NAME"]
    if original.vendor == "sqlite":
        original.ensure_connection()
        file = sqlite3.connect(folder / "copy.sqlite3")
        original.connection.backup(file)
        file.close()
        copy_name = str(folder / "copy.sqlite3")
    else:
        original.creation.clone_test_db("at_once")
        copy_name = original.creation.get_test_db_clone_settings("at_once")["NAME"]
    settings["NAME"] = copy_name
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = original
        settings["NAME"] = name
        if original.vendor != "sqlite":
            original.creation.destroy_test_db(suffix="at_once")

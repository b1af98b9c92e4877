"""What only the forums' tests need: many people doing something in the same moment."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

AtOnce = Callable[[Callable[[int], Any], int], list[Any]]


@pytest.fixture
def at_once(transactional_db: None, tmp_path: Path) -> AtOnce:
    """Run `work(0)` … `work(times - 1)` in as many threads, each with its own connection; return what came, errors too.

    SQLite's database in memory knows no waiting between connections, so there it is a file as long as the threads run.
    """

    def run(work: Callable[[int], Any], times: int) -> list[Any]:
        came: list[Any] = [None] * times
        gate = threading.Barrier(times)

        def one(index: int) -> None:
            try:
                gate.wait(timeout=30)
                came[index] = work(index)
            except Exception as error:  # noqa: BLE001 - the test looks at it
                came[index] = error
            finally:
                connections.close_all()

        with _on_disk(tmp_path / "at-once.sqlite3"):
            threads = [threading.Thread(target=one, args=(index,)) for index in range(times)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(timeout=120)
        return came

    return run


@contextmanager
def _on_disk(path: Path) -> Iterator[None]:
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    connection.ensure_connection()
    name = connection.settings_dict["NAME"]
    file = sqlite3.connect(path)
    connection.connection.backup(file)
    file.close()
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.settings_dict["NAME"] = name
        file = sqlite3.connect(path)
        file.backup(connection.connection)
        file.close()

"""The embedded engine's files: which one is in use, how they are opened, what is in them.

Only apsw opens them: two SQLite libraries on one file in one process break each other's locks. They hold
nothing that the database does not, so any of them may be thrown away and made anew.
"""

import json
import os
import threading
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from search import analysis
from search.engines.contract import WEIGHTS, NeedsRebuild

SCHEMA_VERSION = 1
BUSY_MS = 10_000  # a writer waits this long for another's short transaction

# The words are stemmed before they come here, so SQLite's plainest tokenizer splits them at spaces; any
# process can open the file, and indexing takes half the time that a tokenizer called from C back into Python
# takes. `found` holds no text: what is shown lies in `texts`, apart from `passages`, whose small rows are
# read for every match.
_SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE objects (object TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE parents (id INTEGER PRIMARY KEY, parent TEXT NOT NULL UNIQUE);
CREATE TABLE filings (id INTEGER PRIMARY KEY, kind TEXT, language TEXT, lines TEXT, themes TEXT, audience
TEXT, second TEXT,
  UNIQUE (kind, language, lines, themes, audience, second));
CREATE TABLE passages (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, filing INTEGER NOT NULL);
CREATE TABLE texts (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, object TEXT NOT NULL, digest TEXT NOT
NULL,
  title TEXT, heading TEXT, summary TEXT, body TEXT, levelled TEXT, language TEXT, kind TEXT, url TEXT,
  place_kind TEXT, place_number INTEGER, date TEXT, position INTEGER);
CREATE INDEX texts_by_object ON texts (object);
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5 ({", ".join(WEIGHTS)}, content='', contentless_delete=1,
tokenize='ascii');
INSERT INTO found (found, rank) VALUES ('rank', 'bm25({
    ", ".join(str(weight) for weight in WEIGHTS.values())
})');
INSERT INTO meta VALUES ('schema', {SCHEMA_VERSION}), ('analysis', {analysis.VERSION});
"""  # noqa: S608 - our own constants


class Pointer(NamedTuple):
    """Which file is read, and which is being filled beside it. One small file holds both, so they change
    together.
    """

    current: str = ""
    building: str = ""
    former: str = ""


class Files:
    """The folder of one embedded engine."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self._pointer_file = self.folder / "pointer.json"
        self._known: tuple[tuple[int, int], Pointer] | None = None
        self._open = threading.local()

    def pointer(self) -> Pointer:
        """Return the present pointer; a look at the file's times unless it changed."""
        try:
            seen = os.stat(self._pointer_file)
        except FileNotFoundError:
            return Pointer()
        stamp = (seen.st_mtime_ns, seen.st_ino)
        if self._known is None or self._known[0] != stamp:
            self._known = stamp, Pointer(**json.loads(self._pointer_file.read_text(encoding="utf-8")))
        return self._known[1]

    def point(self, pointer: Pointer) -> None:
        """Change the pointer at once for all processes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f"pointer.{os.getpid()}.{threading.get_ident()}.tmp"
        fresh.write_text(json.dumps(pointer._asdict()), encoding="utf-8")
        os.replace(fresh, self._pointer_file)

    def make(self) -> str:
        """Make a new, empty index file and return its name."""
        self.folder.mkdir(parents=True, exist_ok=True)
        number = max([0, *(int(path.name.split(".")[1]) for path in self.folder.glob("search.*.db"))])
        while True:
            number += 1
            name = f"search.{number}.db"
            try:
                os.close(os.open(self.folder / name, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                continue
            connection = self._connect(name)
            with connection:
                connection.execute(_SCHEMA)
            return name

    def begin(self) -> Pointer:
        """Make the first file and point to it, unless another process did so meanwhile."""
        name = self.make()
        first = Pointer(current=name)
        fresh = self.folder / f"{name}.tmp"
        fresh.write_text(json.dumps(first._asdict()), encoding="utf-8")
        try:
            os.link(fresh, self._pointer_file)  # fails where there is one, unlike a rename
        except FileExistsError:
            self.throw_away(name)
        finally:
            fresh.unlink()
        return self.pointer()

    def throw_away(self, *names: str) -> None:
        """Delete files that nothing points to. Who still reads one keeps it until done."""
        for name in filter(None, names):
            for path in (name, f"{name}-wal", f"{name}-shm"):
                (self.folder / path).unlink(missing_ok=True)

    def connection(self, name: str) -> apsw.Connection:
        """Return this thread's connection to a file of this folder."""
        if not name:
            raise NeedsRebuild("there is no index yet")
        if (
            getattr(self._open, "pid", None) != os.getpid()
        ):  # a forked child must not use its parent's connections
            self._open.pid, self._open.connections = os.getpid(), {}
        connections: dict[str, apsw.Connection] = self._open.connections
        connection = connections.get(name)
        if connection is None:
            if not (self.folder / name).exists():
                raise NeedsRebuild(f"{name} is gone")
            pointed = set(self.pointer())
            for old in [old for old in connections if old not in pointed]:
                connections.pop(old).close()
            connection = self._connect(name)
            made_by: dict[Any, Any] = dict(
                connection.execute(
                    "SELECT name, value FROM meta WHERE name IN ('schema', 'analysis')"
                ).fetchall()  # type: ignore[arg-type]  # rows of two
            )
            if made_by != {"schema": SCHEMA_VERSION, "analysis": analysis.VERSION}:
                connection.close()
                raise NeedsRebuild(f"{name} was made by other rules")
            connections[name] = connection
        return connection

    def _connect(self, name: str) -> apsw.Connection:
        connection = apsw.Connection(str(self.folder / name), flags=apsw.SQLITE_OPEN_READWRITE)
        connection.set_busy_timeout(BUSY_MS)
        connection.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000"
        )
        return connection

    def close(self) -> None:
        """Close this thread's connections."""
        for connection in getattr(self._open, "connections", {}).values():
            connection.close()
        self._open.connections = {}

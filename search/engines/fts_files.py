"""The embedded engine's files: which one is in use, how they are opened, what is in them.

Only apsw opens them: two SQLite libraries on one file in one process break each other's locks. They hold
nothing that the database does not, so any of them may be thrown away and made anew.
"""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from search import analysis
from search.engines.contract import WEIGHTS, EngineError, NeedsRebuild

SCHEMA_VERSION = 2
BUSY_MS = 10_000  # a writer waits this long for another's short transaction

# The words are stemmed before they come here, so SQLite's plainest tokenizer splits them at spaces; any
# process can open the file, and indexing takes half the time that a tokenizer called from C back into Python
# takes. `found` holds no text: what is shown lies in `texts`, apart from `passages`, whose small rows are
# read for every match. `spelled` has the words as they are written, for beginnings of words; `titles` those of titles.
#
# `filings` has a row for each combination of all that filters and audiences look at. `shelves` says under which a parent
# stands, and `shapes` how many parents stand under the very same ones, so that everything can be counted without being read.
_SCHEMA = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE objects (object TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE parents (id INTEGER PRIMARY KEY, parent TEXT NOT NULL UNIQUE, shape INTEGER);
CREATE TABLE filings (id INTEGER PRIMARY KEY, kind TEXT, form TEXT, language TEXT, lines TEXT, themes TEXT, level TEXT,
  audience TEXT, second TEXT, until TEXT,
  UNIQUE (kind, form, language, lines, themes, level, audience, second, until));
CREATE TABLE shapes (id INTEGER PRIMARY KEY, filings TEXT NOT NULL UNIQUE, parents INTEGER NOT NULL DEFAULT 0);
CREATE TABLE shelves (parent INTEGER, filing INTEGER, day INTEGER NOT NULL, passages INTEGER NOT NULL,
  PRIMARY KEY (parent, filing)) WITHOUT ROWID;
CREATE INDEX shelves_in_order ON shelves (filing, day, parent);
CREATE INDEX shelves_by_day ON shelves (day, parent, filing);
CREATE TABLE passages (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL, filing INTEGER NOT NULL, day INTEGER NOT NULL,
  use INTEGER NOT NULL, first INTEGER NOT NULL);
CREATE INDEX passages_by_parent ON passages (parent, first);
CREATE TABLE texts (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, object TEXT NOT NULL, digest TEXT NOT NULL,
  title TEXT, heading TEXT, summary TEXT, body TEXT, levelled TEXT, language TEXT, kind TEXT, form TEXT, url TEXT,
  place_kind TEXT, place_number INTEGER, date TEXT, picture INTEGER, position INTEGER, naming TEXT);
CREATE INDEX texts_by_object ON texts (object);
CREATE INDEX texts_by_naming ON texts (naming);
CREATE TABLE handles (handle TEXT, passage INTEGER, PRIMARY KEY (handle, passage)) WITHOUT ROWID;
CREATE INDEX handles_by_passage ON handles (passage);
CREATE TABLE vectors (passage INTEGER PRIMARY KEY, slot INTEGER NOT NULL);
CREATE TABLE words (word TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIRTUAL TABLE found USING fts5 ({", ".join(WEIGHTS)}, content='', contentless_delete=1,
  tokenize='ascii');
INSERT INTO found (found, rank) VALUES ('rank', 'bm25({
    ", ".join(str(weight) for weight in WEIGHTS.values())
})');
CREATE VIRTUAL TABLE spelled USING fts5 (words, content='', contentless_delete=1, detail=none, tokenize='ascii');
CREATE VIRTUAL TABLE titles USING fts5 (words, content='', contentless_delete=1, detail=none, prefix='1 2 3',
  tokenize='ascii');
INSERT INTO meta VALUES ('schema', {SCHEMA_VERSION}), ('analysis', {analysis.VERSION});
"""


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
        """Return the present pointer; a look at the file's times unless it changed. One that cannot be read points
        nowhere.
        """
        try:
            seen = os.stat(self._pointer_file)
            stamp = (seen.st_mtime_ns, seen.st_ino)
            if self._known is None or self._known[0] != stamp:
                self._known = stamp, Pointer(**json.loads(self._pointer_file.read_text(encoding="utf-8")))
        except (FileNotFoundError, ValueError, TypeError):
            return Pointer()
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
        number = max([0, *(_number(path.name) for path in self.folder.glob("search.*.db"))])
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

    def throw_away(self, *names: str) -> None:
        """Delete files that nothing points to. Who still reads one keeps it until done."""
        for name in filter(None, names):
            for path in (name, f"{name}-wal", f"{name}-shm", f"{name}.vectors"):
                (self.folder / path).unlink(missing_ok=True)

    def throw_away_forgotten(self) -> None:
        """Delete the files of rebuilds that were killed so early, or pointed to by a pointer that is lost."""
        pointed = self.pointer()
        for path in self.folder.glob("search.*.db"):
            if path.name not in pointed and _number(path.name) < _number(pointed.current):
                self.throw_away(path.name)

    def connection(self, name: str) -> apsw.Connection:
        """Return this thread's connection to a file of this folder."""
        if not name:
            raise NeedsRebuild("there is no index yet")
        if (
            getattr(self._open, "pid", None) != os.getpid()
        ):  # a forked child must not use its parent's connections
            self._open.pid, self._open.connections = os.getpid(), {}
        connections: dict[str, tuple[apsw.Connection, int]] = self._open.connections
        try:
            place = os.stat(self.folder / name).st_ino
        except FileNotFoundError as error:
            if gone := connections.pop(name, None):
                gone[0].close()
            raise NeedsRebuild(f"{name} is gone") from error
        known = connections.get(name)
        if known and known[1] == place:
            return known[0]
        pointed = set(self.pointer())
        for old in [old for old in connections if old not in pointed or old == name]:
            connections.pop(old)[0].close()
        connection = self._connect(name)
        self._check_rules(connection, name)
        connections[name] = connection, place
        return connection

    def _check_rules(self, connection: apsw.Connection, name: str) -> None:
        made_by: dict[Any, Any] = dict(
            connection.execute("SELECT name, value FROM meta WHERE name IN ('schema', 'analysis')").fetchall()  # type: ignore[arg-type]  # rows of two
        )
        if made_by != {"schema": SCHEMA_VERSION, "analysis": analysis.VERSION}:
            connection.close()
            raise NeedsRebuild(f"{name} was made by other rules")

    def _connect(self, name: str) -> apsw.Connection:
        with readable():
            connection = apsw.Connection(str(self.folder / name), flags=apsw.SQLITE_OPEN_READWRITE)
            connection.set_busy_timeout(BUSY_MS)
            connection.execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000"
            )
        return connection

    def close(self) -> None:
        """Close this thread's connections."""
        for connection, _place in getattr(self._open, "connections", {}).values():
            connection.close()
        self._open.connections = {}


def _number(name: str) -> int:
    return int(name.split(".")[1]) if name else 0


@contextmanager
def readable() -> Iterator[None]:
    """Turn what apsw raises into the contract's errors; a file that is damaged is to be made anew."""
    try:
        yield
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise NeedsRebuild(f"the index is damaged: {error}") from error
    except (apsw.Error, OSError) as error:
        raise EngineError(str(error)) from error

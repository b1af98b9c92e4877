"""The embedded engine: SQLite's full-text search in files of its own. For one machine, to some 200,000
passages.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import apsw

from search import analysis
from search.engines import fts_nearest
from search.engines.contract import Answer, EngineError, Near, NeedsRebuild, Titled
from search.engines.fts_files import Files, Pointer, readable
from search.engines.fts_filings import Filings, Shelves, counted, grouped
from search.engines.fts_matching import matching
from search.engines.fts_reading import Reader
from search.engines.fts_titles import suggested
from search.engines.fts_vectors import Vectors
from search.engines.fts_writing import Writer
from search.passage import Passage
from search.query import Query

NOTHING_LEFT_OUT: frozenset[str] = frozenset()


class _Open(NamedTuple):
    """A file with what this thread remembers of it."""

    connection: apsw.Connection
    writer: Writer
    filings: Filings
    vectors: Vectors


class EmbeddedEngine:
    """See `contract.Engine`.

    Versions are kept by object, not by passage: an object is always written whole and in one transaction, so
    all its passages have its version, and so have those that it once had.
    """

    name = "embedded"

    def __init__(self, folder: str) -> None:
        self.files = Files(folder)
        self._remembered = threading.local()

    def open(self, name: str) -> _Open:
        """Return a file, opened for this thread."""
        with readable():
            connection = self.files.connection(name)
            opened: dict[str, _Open] = self._remembered.__dict__.setdefault("files", {})
            known = opened.get(name)
            if known is None or known.connection is not connection:
                vectors = Vectors(self.files.folder / f"{name}.vectors")
                known = _Open(connection, Writer(connection, vectors), Filings(connection), vectors)
                opened[name] = known
            return known

    # -- writing ------------------------------------------------------------------------------------------

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into the index in use and into the one that is being filled. The pointer is read once, after
        the rows were seen.
        """
        pointer = self.files.pointer()
        settled = self.write(pointer.current, version, objects)
        if pointer.building and pointer.building != pointer.current:
            settled &= self.write(pointer.building, version, objects)
        return settled

    def write(self, name: str, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into one file."""
        with readable():
            return self.open(name).writer.replace(version, objects)

    def begin_rebuild(self, *, from_former: bool = False) -> "EmbeddedRebuild":
        """Make a new file, or take the former one, and point to it, so that from now on changes go into both."""
        with readable():
            pointer = self.files.pointer()
            if from_former:
                if not pointer.former:
                    raise EngineError("there is no former index to go back to")
                self.open(pointer.former)  # of other rules, or gone: this says so
            name = pointer.former if from_former else self.files.make()
            self.files.point(pointer._replace(building=name))
            if pointer.building != pointer.former:
                self.files.throw_away(pointer.building)  # of a rebuild that was killed
            return EmbeddedRebuild(self, name)

    # -- reading ------------------------------------------------------------------------------------------

    def search(
        self, query: Query, labels: frozenset[str], without: frozenset[str] = NOTHING_LEFT_OUT
    ) -> Answer:
        """All words first, then, where little is found, typing errors repaired, then some of the words."""
        if not query.terms and query.excluded:
            return Answer(query)
        with self._reading(query, labels, without) as reader:
            if query.terms:
                return self._answer(reader, query)
            if query.within or query.since or query.to:
                return self._newest_of_some(reader, query)
            return self._newest(reader, query)

    def rank(
        self, query: Query, labels: frozenset[str], without: frozenset[str] = NOTHING_LEFT_OUT, *, limit: int
    ) -> list[str]:
        """See `contract.Engine`."""
        query = replace(query, skip=0, size=limit)
        with self._reading(query, labels, without) as reader:
            page = matching(reader, query).page()
            names = reader.names_of(page)
            return [names[parent] for parent in page]

    @contextmanager
    def _reading(self, query: Query, labels: frozenset[str], without: frozenset[str]) -> Iterator[Reader]:
        with readable():
            connection, _writer, filings, _vectors = self.open(self.files.pointer().current)
            with connection:  # one state of the index for all statements
                yield Reader(connection, filings, query, labels, without)

    @staticmethod
    def _answer(reader: Reader, query: Query) -> Answer:
        found = matching(reader, query)
        page = found.page()
        hits = reader.hits(found.rows, page, found.query, found.complete) if page else ()
        return Answer(
            found.query, hits, found.total, found.facets, found.corrected, found.meant, found.some_words
        )

    def _newest(self, reader: Reader, query: Query) -> Answer:
        """Everything, by counts that are kept: what it costs does not grow with how much there is."""
        shelves = Shelves(reader.connection, reader.filings, reader.labels, reader.without)
        total, facets, passing = counted(shelves.groups(), reader.filings, query)
        page = shelves.newest(passing, query.first, query.size) if total else []
        return Answer(query, self._browsed(reader, query, page, passing), total, facets)

    def _newest_of_some(self, reader: Reader, query: Query) -> Answer:
        """What lies within something or between two days is few enough to be read."""
        rows = reader.all_rows()
        total, facets, passing = counted(grouped(rows), reader.filings, query)
        rows = [row for row in rows if row[2] in passing]
        page = reader.newest(rows, query.first, query.size)
        return Answer(query, self._browsed(reader, query, page, passing), total, facets)

    @staticmethod
    def _browsed(reader: Reader, query: Query, page: Sequence[int], passing: set[int]) -> tuple[Any, ...]:
        if not page:
            return ()
        rows = [row for row in reader.openings(page) if row[2] in passing]
        if missing := set(page) - {row[1] for row in rows}:
            rows += [row for row in reader.openings(missing, all_passages=True) if row[2] in passing]
        return reader.hits(rows, page, query, None)

    def suggest(
        self, text: str, labels: frozenset[str], without: frozenset[str] = NOTHING_LEFT_OUT, *, limit: int
    ) -> list[Titled]:
        """See `contract.Engine`."""
        words = analysis.words(text)
        if not words:
            return []
        with self._reading(Query(), labels, without) as reader:
            return suggested(reader, words, analysis.naming(text), limit)

    def nearest(
        self, vector: Sequence[float], query: Query, labels: frozenset[str],
        without: frozenset[str] = NOTHING_LEFT_OUT, *, limit: int,
    ) -> list[Near]:  # fmt: skip
        """See `contract.Engine`."""
        with self._reading(query, labels, without) as reader:
            vectors = self.open(self.files.pointer().current).vectors
            return fts_nearest.nearest(reader, vectors, vector, query, limit)

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each object that has passages, with the digest of each by key."""
        return self.held_in(self.files.pointer().current)

    def held_in(self, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what one file holds."""
        with readable():
            rows = self.open(name).connection.execute(
                "SELECT object, key, digest FROM texts ORDER BY object"
            ).fetchall()  # fmt: skip
        holds: dict[str, dict[str, str]] = {}
        for found, key, digest in rows:
            holds.setdefault(str(found), {})[str(key)] = str(digest)
        yield from holds.items()

    def status(self) -> dict[str, object]:
        """Say which file is in use and how much is in it."""
        pointer = self.files.pointer()
        said: dict[str, object] = {"engine": self.name, "folder": str(self.files.folder), **pointer._asdict()}
        try:
            connection = self.open(pointer.current).connection
        except NeedsRebuild as error:
            return {**said, "needs_rebuild": str(error)}
        for table in ("passages", "parents", "objects", "words", "vectors"):
            said[table] = connection.execute(f"SELECT count(*) FROM {table}").get  # noqa: S608 - names from the line above
        said["bytes"] = (self.files.folder / pointer.current).stat().st_size
        return said

    def close(self) -> None:
        """Close this thread's connections."""
        self._remembered = threading.local()
        self.files.close()


class EmbeddedRebuild:
    """A file that is being filled. See `contract.Rebuild`."""

    def __init__(self, engine: EmbeddedEngine, name: str) -> None:
        self._engine, self._name = engine, name

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into that file alone."""
        return self._engine.write(self._name, version, objects)

    def start(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> Future[set[str]]:
        """Write at once: a file has one writer at a time."""
        done = Future[set[str]]()
        done.set_result(self.send(version, objects))
        return done

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what that file holds."""
        return self._engine.held_in(self._name)

    def finish(self) -> None:
        """Merge what was written piece by piece, then point to the file. Of the old ones, the last is kept."""
        files = self._engine.files
        with readable():
            connection = files.connection(self._name)
            for table in ("found", "spelled", "titles"):
                connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - our own names
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            pointer = files.pointer()
            if pointer.building != self._name:
                raise NeedsRebuild("another rebuild began while this one ran")
            files.point(Pointer(current=self._name, former=pointer.current))
            if pointer.former != self._name:
                files.throw_away(pointer.former)
            files.throw_away_forgotten()

    def give_up(self) -> None:
        """Point away from the file, and delete it unless it is the former one."""
        files = self._engine.files
        pointer = files.pointer()
        if pointer.building == self._name:
            files.point(pointer._replace(building=""))
        if pointer.former != self._name:
            files.throw_away(self._name)

"""The embedded engine: SQLite's full-text search in files of its own. For one machine, to some 200,000
passages.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence

import apsw

from search.engines import repair
from search.engines.contract import ENOUGH, Answer, EngineError, NeedsRebuild
from search.engines.fts_files import Files, Pointer
from search.engines.fts_reading import Reader, Row, counted, expression
from search.engines.fts_writing import Writer
from search.passage import Passage
from search.query import Query


class EmbeddedEngine:
    """See `contract.Engine`.

    Versions are kept by object, not by passage: an object is always written whole and in one transaction, so
    all its passages have its version, and so have those that it once had.
    """

    name = "embedded"

    def __init__(self, folder: str) -> None:
        self.files = Files(folder)
        self._writers = threading.local()

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into the index in use and into the one that is being filled. The pointer is read once, after
        the rows were seen.
        """
        try:
            pointer = self.files.pointer()
            if not pointer.current:
                pointer = self.files.begin()
            settled = self.writer(pointer.current).replace(version, objects)
            if pointer.building and pointer.building != pointer.current:
                settled &= self.writer(pointer.building).replace(version, objects)
        except (apsw.Error, OSError) as error:
            raise EngineError(str(error)) from error
        return settled

    def writer(self, name: str) -> Writer:
        """Return this thread's writer for a file."""
        connection = self.files.connection(name)
        writer: Writer | None = getattr(self._writers, "by_name", {}).get(name)
        if writer is None or writer.connection is not connection:
            writer = Writer(connection)
            self._writers.by_name = {**getattr(self._writers, "by_name", {}), name: writer}
        return writer

    def search(self, query: Query, labels: frozenset[str], without: frozenset[str] = frozenset()) -> Answer:
        """All words first, then, where little is found, typing errors repaired, then some of the words."""
        if query.is_empty:
            return Answer(query)
        connection = self.files.connection(self.files.pointer().current)
        with connection:  # one state of the index for all statements
            answer = self._answer(Reader(connection, labels, without), query)
        return answer

    def _answer(self, reader: Reader, query: Query) -> Answer:
        asked, corrected = query, ""
        rows = self._with_all(reader, query)
        if _is_little(rows) and (exchanged := repair.repaired(query, reader)):
            query = query.with_words(exchanged)
            corrected = query.text
            rows = self._with_all(reader, query)
        some_words = False
        complete, first = {row[0] for row in rows}, {row[1] for row in rows}
        if len(first) < ENOUGH and len(query.required) > 1:
            more = self._with_some(reader, query)
            some_words = len({row[1] for row in more}) > len(first)
            rows = more if some_words else rows
        if query.excluded and rows:
            gone = reader.parents_with(query.excluded)
            rows = [row for row in rows if row[1] not in gone]
        parents: dict[int, set[int]] = {}
        for _, parent, filing, _ in rows:
            parents.setdefault(filing, set()).add(parent)
        filings = reader.filings(parents)
        passing, facets = counted(parents, filings, asked)
        if len(passing) < len(filings):
            rows = [row for row in rows if row[2] in passing]
        best: dict[int, float] = {}
        for _, parent, _, rank in rows:
            if rank < best.get(parent, 1.0):
                best[parent] = rank
        in_order = sorted(best, key=lambda parent: (parent not in first, best[parent], parent))
        page = in_order[(query.page - 1) * query.size : query.page * query.size]
        hits = reader.hits(rows, page, filings, query, complete) if page else ()
        return Answer(query, hits, len(best), facets, corrected, some_words)

    @staticmethod
    def _with_all(reader: Reader, query: Query) -> list[Row]:
        return reader.matches(expression(query.required, "AND"))

    @staticmethod
    def _with_some(reader: Reader, query: Query) -> list[Row]:
        """Quoted phrases stay required; of the other words any will do."""
        quoted = [term for term in query.required if term.quoted]
        any_of = expression(dict.fromkeys(part for term in query.required for part in term.parts), "OR")
        return reader.matches(f"{expression(quoted, 'AND')} AND ({any_of})" if quoted else any_of)

    def begin_rebuild(self) -> "EmbeddedRebuild":
        """Make a new file and point to it, so that from now on changes go into both."""
        name = self.files.make()
        pointer = self.files.pointer()
        self.files.point(pointer._replace(building=name))
        if pointer.building:
            self.files.throw_away(pointer.building)  # of a rebuild that was killed
        return EmbeddedRebuild(self, name)

    def held(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield each object that has passages, with the digest of each by key."""
        connection = self.files.connection(self.files.pointer().current)
        name = ""
        digests: dict[str, str] = {}
        for found, key, digest in connection.execute(
            "SELECT object, key, digest FROM texts ORDER BY object"
        ).fetchall():
            if found != name and digests:
                yield name, digests
                digests = {}
            name = str(found)
            digests[str(key)] = str(digest)
        if digests:
            yield name, digests

    def status(self) -> dict[str, object]:
        """Say which file is in use and how much is in it."""
        pointer = self.files.pointer()
        said: dict[str, object] = {"engine": self.name, "folder": str(self.files.folder), **pointer._asdict()}
        try:
            connection = self.files.connection(pointer.current)
        except NeedsRebuild as error:
            return {**said, "needs_rebuild": str(error)}
        for name, table in (
            ("passages", "passages"),
            ("parents", "parents"),
            ("objects", "objects"),
            ("words", "words"),
        ):
            said[name] = connection.execute(f"SELECT count(*) FROM {table}").get  # noqa: S608 - names from the line above
        said["bytes"] = (self.files.folder / pointer.current).stat().st_size
        return said

    def close(self) -> None:
        """Close this thread's connections."""
        self._writers = threading.local()
        self.files.close()


class EmbeddedRebuild:
    """A file that is being filled. See `contract.Rebuild`."""

    def __init__(self, engine: EmbeddedEngine, name: str) -> None:
        self._engine, self._name = engine, name

    def send(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write into the new file alone."""
        return self._engine.writer(self._name).replace(version, objects)

    def finish(self) -> None:
        """Merge what was written piece by piece, then point to the new file. Of the old ones, the last is
        kept.
        """
        files = self._engine.files
        connection = files.connection(self._name)
        connection.execute("INSERT INTO found (found) VALUES ('optimize')")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pointer = files.pointer()
        if pointer.building != self._name:
            raise NeedsRebuild("another rebuild began while this one ran")
        files.point(Pointer(current=self._name, former=pointer.current))
        files.throw_away(pointer.former)

    def give_up(self) -> None:
        """Point away from the new file and delete it."""
        files = self._engine.files
        pointer = files.pointer()
        if pointer.building == self._name:
            files.point(pointer._replace(building=""))
        files.throw_away(self._name)


def _is_little(rows: list[Row]) -> bool:
    return len(rows) < ENOUGH or len({row[1] for row in rows}) < ENOUGH

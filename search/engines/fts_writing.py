"""Writing into one index file: an object's passages replace what it had before, in one transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import apsw

from search import analysis
from search.engines.fts_vectors import Vectors
from search.passage import Passage

_SHORTEST_WORD, _LONGEST_WORD = 4, 30  # letters of a word that repairs a typing error

# Stems of one language must not meet those of the other: the rare stem that a question's word has in the wrong
# language would count as a rare word, which it is not. So all but one language have a sign in front that is in no
# word.
_MARKS = {language: "§" * number for number, language in enumerate(analysis.LANGUAGES)}

#: Tables that hold something of a passage, and the column with its number.
_TABLES = (
    ("found", "rowid"), ("spelled", "rowid"), ("titles", "rowid"), ("handles", "passage"), ("vectors", "passage"),
    ("texts", "id"), ("passages", "id"),
)  # fmt: skip

_FILING = "kind, form, language, lines, themes, level, audience, second, until"


def stemmed(words: Iterable[str], language: str) -> str:
    """Return the stems of folded words as the index has them, with spaces between."""
    mark = _MARKS.get(language, "")
    return " ".join([mark + analysis.stem(word, language) for word in words])


class Writer:
    """Writes into one file. It remembers which words and filings the file knows already, so that only new ones are
    written.
    """

    def __init__(self, connection: apsw.Connection, vectors: Vectors) -> None:
        self.connection = connection
        self._vectors = vectors
        self._words: set[str] = set()
        self._filings: dict[tuple[str, ...], int] = {}

    def replace(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write the objects and return them all: each is now at this version or was at a higher one."""
        new_words: set[str] = set()
        touched: set[int] = set()
        execute = self.connection.execute
        execute("BEGIN IMMEDIATE")
        try:
            for name, passages in objects.items():
                self._replace_one(version, name, passages, new_words, touched)
            for parent in touched:
                self._shelve(parent)
            self.connection.executemany(
                "INSERT OR IGNORE INTO words VALUES (?)", [(word,) for word in new_words]
            )
            execute("COMMIT")
        except BaseException:
            self._filings.clear()
            if self.connection.in_transaction:  # a full disk has rolled back already
                execute("ROLLBACK")
            raise
        self._words |= new_words
        return set(objects)

    def _replace_one(
        self, version: int, name: str, passages: Sequence[Passage], new_words: set[str], touched: set[int]
    ) -> None:
        execute = self.connection.execute
        known = execute("SELECT version FROM objects WHERE object = ?", (name,)).get
        if known is not None and known > version:
            return
        # The row stays when there are no passages any more: it is the tombstone of all that the object ever
        # had.
        execute("INSERT OR REPLACE INTO objects VALUES (?, ?)", (name, version))
        held = {
            key: (row, digest)
            for row, key, digest in execute("SELECT id, key, digest FROM texts WHERE object = ?", (name,))
        }
        for passage in passages:
            row, digest = held.pop(passage.key, (None, ""))
            if digest == passage.digest:
                continue
            if row is not None:
                touched.add(self._take_out(row))
            touched.add(self._write(row, passage, new_words))
        for row, _digest in held.values():
            touched.add(self._take_out(row))

    def _take_out(self, row: int) -> int:
        """Delete a passage and return its parent."""
        parent: Any = self.connection.execute("SELECT parent FROM passages WHERE id = ?", (row,)).get
        for table, column in _TABLES:
            self.connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (row,))
        return int(parent)

    def _write(self, row: int | None, passage: Passage, new_words: set[str]) -> int:
        """Insert a passage, under the number that it had before if it had one, and return its parent."""
        execute = self.connection.execute
        parent = execute("SELECT id FROM parents WHERE parent = ?", (passage.parent,)).get
        if parent is None:
            parent = execute("INSERT INTO parents (parent) VALUES (?) RETURNING id", (passage.parent,)).get
        day = passage.date.toordinal() if passage.date else 0
        row = execute(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (row, parent, self._filing(passage), day, passage.use, passage.is_first),
        ).get
        language = passage.language
        written: set[str] = set()
        columns = []
        for text in (
            passage.title, passage.heading, f"{passage.summary} {' '.join(passage.tags)}", passage.body,
        ):  # fmt: skip
            # Compounds follow at the end, where they break no phrase.
            words = analysis.words_and_compounds(text)
            written.update(words)
            columns.append(stemmed(words, language))
        execute(
            "INSERT INTO found (rowid, title, heading, summary, body) VALUES (?, ?, ?, ?, ?)", (row, *columns)
        )
        execute("INSERT INTO spelled (rowid, words) VALUES (?, ?)", (row, " ".join(written)))
        new_words.update(
            word
            for word in written - self._words
            if _SHORTEST_WORD <= len(word) <= _LONGEST_WORD and word.isalpha()
        )
        if passage.is_first:
            execute(
                "INSERT INTO titles (rowid, words) VALUES (?, ?)",
                (row, " ".join(analysis.words(passage.title))),
            )
        self.connection.executemany(
            "INSERT OR IGNORE INTO handles VALUES (?, ?)", [(handle, row) for handle in passage.handles]
        )
        if passage.vector:
            execute(
                "INSERT INTO vectors VALUES (?, ?)",
                (row, self._vectors.keep(self.connection, passage.vector)),
            )
        execute(
            "INSERT INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row, passage.key, passage.object, passage.digest, passage.title, passage.heading, passage.summary,
                passage.body, analysis.level(passage.body or passage.summary), language, passage.kind, passage.form,
                passage.url, passage.place_kind, passage.place_number,
                passage.date.isoformat() if passage.date else "", passage.picture, passage.order, analysis.naming(passage.title),
            ),
        )  # fmt: skip
        return int(parent)  # type: ignore[call-overload]  # apsw's values are of any type

    def _filing(self, passage: Passage) -> int:
        filing = (
            passage.kind, passage.form, passage.language, " ".join(passage.lines), " ".join(passage.themes),
            passage.level, passage.audience, passage.second_audience,
            passage.until.isoformat() if passage.until else "",
        )  # fmt: skip
        known = self._filings.get(filing)
        if known is None:
            execute = self.connection.execute
            execute(f"INSERT OR IGNORE INTO filings ({_FILING}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", filing)
            found: Any = execute(
                f"SELECT id FROM filings WHERE ({_FILING}) = (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                filing,
            ).get
            known = self._filings[filing] = int(found)
        return known

    def _shelve(self, parent: int) -> None:
        """Bring shelves and shapes up to what the parent has now."""
        execute = self.connection.execute
        stands = {
            filing: (day, passages)
            for filing, day, passages in execute(
                "SELECT filing, max(day), count(*) FROM passages WHERE parent = ? GROUP BY filing", (parent,)
            )
        }
        stood = {
            filing: (day, passages)
            for filing, day, passages in execute(
                "SELECT filing, day, passages FROM shelves WHERE parent = ?", (parent,)
            )
        }
        if stands == stood:
            return
        for filing in stood.keys() - stands.keys():
            execute("DELETE FROM shelves WHERE parent = ? AND filing = ?", (parent, filing))
        for filing, (day, passages) in stands.items():
            if stood.get(filing) != (day, passages):
                execute("INSERT OR REPLACE INTO shelves VALUES (?, ?, ?, ?)", (parent, filing, day, passages))
        if stands.keys() == stood.keys():
            return
        shape = None
        if stands:
            under = json.dumps(sorted(stands))
            execute("INSERT OR IGNORE INTO shapes (filings) VALUES (?)", (under,))
            shape = execute(
                "UPDATE shapes SET parents = parents + 1 WHERE filings = ? RETURNING id", (under,)
            ).get
        execute(
            "UPDATE shapes SET parents = parents - 1 WHERE id = (SELECT shape FROM parents WHERE id = ?)",
            (parent,),
        )
        execute("UPDATE parents SET shape = ? WHERE id = ?", (shape, parent))

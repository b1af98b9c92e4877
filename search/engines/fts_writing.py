"""Writing into one index file: an object's passages replace what it had before, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence

import apsw

from search import analysis
from search.passage import Passage

_TEXTS = (
    "INSERT OR REPLACE INTO texts (id, key, object, digest, title, heading, summary, body, levelled, "
    "language, kind, url, place_kind, place_number, date, position) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SHORTEST_WORD, _LONGEST_WORD = 4, 30  # letters of a word that repairs a typing error

# Stems of one language must not meet those of the other: the rare stem that a question's word has in the wrong
# language would count as a rare word, which it is not. So all but one language have a sign in front that is in no
# word.
_MARKS = {language: "§" * number for number, language in enumerate(analysis.LANGUAGES)}


def stemmed(words: Iterable[str], language: str) -> str:
    """Return the stems of folded words as the index has them, with spaces between."""
    mark = _MARKS.get(language, "")
    return " ".join([mark + analysis.stem(word, language) for word in words])


def _indexed(text: str, language: str) -> str:
    """Return the stems of a text; compounds follow at the end, where they break no phrase."""
    return stemmed([*analysis.words(text), *analysis.compounds(text)], language)


class Writer:
    """Writes into one file. It remembers which words the file knows already, so that only new ones are
    written.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self.connection = connection
        self._words: set[str] = set()

    def replace(self, version: int, objects: Mapping[str, Sequence[Passage]]) -> set[str]:
        """Write the objects and return them all: each is now at this version or was at a higher one."""
        new_words: set[str] = set()
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            for name, passages in objects.items():
                self._replace_one(version, name, passages, new_words)
            self.connection.executemany(
                "INSERT OR IGNORE INTO words VALUES (?)", [(word,) for word in new_words]
            )
            self.connection.execute("COMMIT")
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self._words |= new_words
        return set(objects)

    def _replace_one(self, version: int, name: str, passages: Sequence[Passage], new_words: set[str]) -> None:
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
            if digest != passage.digest:
                self._write(row, passage)
                new_words |= self._unknown_words(passage)
        for row, _digest in held.values():
            for table, column in (("found", "rowid"), ("passages", "id"), ("texts", "id")):
                execute(f"DELETE FROM {table} WHERE {column} = ?", (row,))  # noqa: S608 - names from the line above

    def _write(self, row: int | None, passage: Passage) -> None:
        execute = self.connection.execute
        filing = (
            passage.kind, passage.language, " ".join(passage.lines), " ".join(passage.themes),
            passage.audience, passage.second_audience,
        )  # fmt: skip
        execute(
            "INSERT OR IGNORE INTO filings (kind, language, lines, themes, audience, second) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            filing,
        )
        execute("INSERT OR IGNORE INTO parents (parent) VALUES (?)", (passage.parent,))
        if row is not None:
            execute("DELETE FROM found WHERE rowid = ?", (row,))
        row = execute(
            "INSERT OR REPLACE INTO passages VALUES (?, (SELECT id FROM parents WHERE parent = ?), "
            "(SELECT id FROM filings WHERE kind = ? AND language = ? AND lines = ? AND themes = ? "
            "AND audience = ? AND second = ?)) RETURNING id",
            (row, passage.parent, *filing),
        ).get
        language = passage.language
        execute(
            "INSERT INTO found (rowid, title, heading, summary, body) VALUES (?, ?, ?, ?, ?)",
            (
                row,
                _indexed(passage.title, language),
                _indexed(passage.heading, language),
                _indexed(f"{passage.summary} {' '.join(passage.tags)}", language),
                _indexed(passage.body, language),
            ),
        )
        shown = passage.body or passage.summary
        execute(
            _TEXTS,
            (
                row, passage.key, passage.object, passage.digest, passage.title, passage.heading,
                passage.summary,
                passage.body, analysis.level(shown), language, passage.kind, passage.url, passage.place_kind,
                passage.place_number, passage.date.isoformat() if passage.date else "", passage.order,
            ),
        )  # fmt: skip

    def _unknown_words(self, passage: Passage) -> set[str]:
        text = f"{passage.title} {passage.heading} {passage.summary} {passage.body} {' '.join(passage.tags)}"
        return {
            word
            for word in set(analysis.words(text)) - self._words
            if _SHORTEST_WORD <= len(word) <= _LONGEST_WORD and word.isalpha()
        }

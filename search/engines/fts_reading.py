"""Reading from one index file: matches under an audience, the facets, and the texts of one page of hits."""

import datetime
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import apsw

from search import analysis
from search.engines.contract import FRESH_DAYS, FRESHNESS, USE, EngineHit
from search.engines.fts_filings import Filings
from search.engines.fts_writing import stemmed
from search.engines.hits import MOST_TEXTS, Text, hit
from search.engines.repair import other_beginnings
from search.highlight import Marker
from search.passage import MOST_USED
from search.query import Query, Term

Row = tuple[int, int, int, float]  # passage, parent, filing, rank (lower is better)

# The audience is in the statement: `filings` holds one small row for each combination that occurs, so the condition is
# worked out once and not for each match.
_HELD = (
    "p.filing IN (SELECT id FROM filings WHERE audience IN (SELECT value FROM json_each(:labels)) "
    "AND (second = '' OR second IN (SELECT value FROM json_each(:labels))) AND (until = '' OR until >= :day))"
)
_HIDDEN = "p.id NOT IN (SELECT passage FROM handles WHERE handle IN (SELECT value FROM json_each(:without)))"
_BETWEEN = "p.day BETWEEN :since AND :to"
_WITHIN = "p.id IN (SELECT passage FROM handles WHERE handle = :within)"
_BEGINS = "p.id IN (SELECT rowid FROM spelled WHERE spelled MATCH :begins)"

# See `contract.FRESHNESS`. Ranks are negative, so a factor above one brings forward; a day of 0 is no day.
_BOOST = f"(1.0 + {FRESHNESS} * max(0.0, 1.0 - abs(:today - p.day) / {FRESH_DAYS}.0) + {USE} * p.use / {MOST_USED}.0)"
# CROSS JOIN keeps SQLite from turning the join round.
_FOUND = f"found.rank * {_BOOST} FROM found CROSS JOIN passages p ON p.id = found.rowid WHERE found MATCH :asked AND "
# Where only beginnings of words are asked for, a title that has them counts as it does elsewhere.
_SPELLED = (
    f"iif(p.id IN (SELECT rowid FROM titles WHERE titles MATCH :begins), -8.0, -1.0) * {_BOOST} "
    "FROM spelled CROSS JOIN passages p ON p.id = spelled.rowid WHERE spelled MATCH :begins AND "
)
_ANY = f"-1.0 * {_BOOST} FROM passages p WHERE "
_ROW = "SELECT p.id, p.parent, p.filing, "

_FIELDS = ", ".join(Text._fields)


def expression(terms: Iterable[Term], joined: str) -> str:
    """Write terms for FTS5. Only letters, digits and spaces of ours are between the quotation marks."""
    return f" {joined} ".join(f"({' OR '.join(_alternatives(term))})" for term in terms)


def _alternatives(term: Term) -> Iterable[str]:
    for words in term.spellings:
        for language in analysis.LANGUAGES:
            if term.is_loose:
                yield "(" + " AND ".join(f'"{stemmed([word], language)}"' for word in words) + ")"
            else:
                yield f'"{stemmed(words, language)}"'
    for language, words in term.synonyms:
        yield f'"{stemmed(words, language)}"'


def beginnings(terms: Iterable[Term], joined: str = "AND") -> str:
    """Write terms that are beginnings of words for FTS5."""
    return f" {joined} ".join(f'"{term.words[0]}"*' for term in terms)


class Reader:
    """Answers from one file for a person who holds these labels, as if what has a handle of `without` were not there."""

    def __init__(
        self,
        connection: apsw.Connection,
        filings: Filings,
        query: Query,
        labels: frozenset[str],
        without: frozenset[str],
    ) -> None:
        self.connection = connection
        self.filings = filings
        self.labels, self.without = labels, without
        today = datetime.date.today()
        self._given: dict[str, Any] = {
            "labels": json.dumps(sorted(labels)), "day": today.isoformat(), "today": today.toordinal(),
        }  # fmt: skip
        conditions = [_HELD]
        if without:
            conditions.append(_HIDDEN)
            self._given["without"] = json.dumps(sorted(without))
        if query.since or query.to:
            conditions.append(_BETWEEN)
            self._given["since"] = query.since.toordinal() if query.since else 1
            self._given["to"] = query.to.toordinal() if query.to else datetime.date.max.toordinal()
        if query.within:
            conditions.append(_WITHIN)
            self._given["within"] = query.within
        self._visible = " AND ".join(conditions)

    # -- matches --------------------------------------------------------------------------------------

    def with_all(self, query: Query) -> list[Row]:
        """Return every passage that has all words and may be seen."""
        return self._matches(query.required, "AND")

    def with_some(self, query: Query) -> list[Row]:
        """Quoted phrases and beginnings stay required; of the other words any will do."""
        strict = [term for term in query.required if term.quoted]
        begun = [term for term in query.required if term.is_prefix]
        parts = dict.fromkeys(part for term in query.required if not term.is_prefix for part in term.parts)
        asked = expression(parts, "OR")
        return self._run(f"{expression(strict, 'AND')} AND ({asked})" if strict else asked, beginnings(begun))

    def _matches(self, terms: Sequence[Term], joined: str) -> list[Row]:
        begun = [term for term in terms if term.is_prefix]
        return self._run(
            expression([term for term in terms if not term.is_prefix], joined), beginnings(begun)
        )

    def _run(self, asked: str, begins: str, end: str = "", columns: str = "") -> list[Row]:
        given = {**self._given, "asked": asked, "begins": begins}
        ranked = _SPELLED if not asked else _FOUND + (f"{_BEGINS} AND " if begins else "")
        if columns:
            ranked = columns + ranked[ranked.index(" FROM ") :]
        rows: list[Any] = self.connection.execute(f"{_ROW}{ranked}{self._visible}{end}", given).fetchall()
        return rows

    def all_rows(self) -> list[Row]:
        """Return every passage that passes and may be seen, one as good as the other."""
        rows: list[Any] = self.connection.execute(f"{_ROW}{_ANY}{self._visible}", self._given).fetchall()
        return rows

    def rows_of(self, column: str, values: Sequence[str]) -> list[Row]:
        """Return the passages that may be seen of these parents, or with these keys; they rank last."""
        chosen = {
            "parent": "p.parent IN (SELECT id FROM parents WHERE parent IN (SELECT value FROM json_each(:values)))",
            "key": "p.id IN (SELECT id FROM texts WHERE key IN (SELECT value FROM json_each(:values)))",
        }[column]
        rows: list[Any] = self.connection.execute(
            f"{_ROW} 0.0 FROM passages p WHERE {chosen} AND {self._visible}",
            {**self._given, "values": json.dumps(list(values))},
        ).fetchall()
        return rows

    def named(self, naming: str) -> set[int]:
        """Return the parents with a passage whose title is this; matches are looked up in it, so nothing is told."""
        found = self.connection.execute(
            "SELECT DISTINCT p.parent FROM texts t JOIN passages p ON p.id = t.id WHERE t.naming = ?",
            (naming,),
        )
        return {parent for (parent,) in found}

    def parents_with(self, terms: Sequence[Term]) -> set[int]:
        """Return the parents of which something that may be seen holds one of the terms."""
        begun = [term for term in terms if term.is_prefix]
        rows = []
        if others := [term for term in terms if not term.is_prefix]:
            rows += self._run(expression(others, "OR"), "")
        if begun:
            rows += self._run("", beginnings(begun, "OR"))
        return {row[1] for row in rows}

    def numbers_of(self, parents: Sequence[str]) -> dict[str, int]:
        """Return the numbers of these parents."""
        if not parents:
            return {}
        found: list[Any] = self.connection.execute(
            "SELECT parent, id FROM parents WHERE parent IN (SELECT value FROM json_each(?))",
            (json.dumps(list(parents)),),
        ).fetchall()
        return dict(found)

    def names_of(self, parents: Collection[int]) -> dict[int, str]:
        """Return what these parents are called outside."""
        found: list[Any] = self.connection.execute(
            "SELECT id, parent FROM parents WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(parents)),),
        ).fetchall()
        return dict(found)

    # -- looking around -----------------------------------------------------------------------------------

    def newest(self, rows: Collection[Row], first: int, size: int) -> list[int]:
        """Return a page of the parents of these passages, the newest first."""
        ids = json.dumps([row[0] for row in rows])
        found = self.connection.execute(
            "SELECT parent FROM passages WHERE id IN (SELECT value FROM json_each(?)) "
            "GROUP BY parent ORDER BY max(day) DESC, parent DESC LIMIT ? OFFSET ?",
            (ids, size, first),
        )
        return [parent for (parent,) in found]

    def openings(self, parents: Collection[int], *, all_passages: bool = False) -> list[Row]:
        """Return the passages of these parents that stand for them in lists, or all."""
        rows: list[Any] = self.connection.execute(
            f"{_ROW} 0.0 FROM passages p WHERE p.parent IN (SELECT value FROM json_each(:parents)) "
            f"AND {'1' if all_passages else 'p.first'} AND {self._visible}",
            {**self._given, "parents": json.dumps(list(parents))},
        ).fetchall()
        return rows

    def visible_titles(self, asked: str, begins: str, limit: int) -> list[Any]:
        """Return what is shown of the titles that match and may be seen; those that begin with `begins` first."""
        return self.connection.execute(
            f"SELECT t.key, t.object, (SELECT parent FROM parents WHERE id = p.parent), t.kind, t.title, t.language, "
            f"t.url FROM titles CROSS JOIN passages p ON p.id = titles.rowid JOIN texts t ON t.id = p.id "
            f"WHERE titles MATCH :asked AND {self._visible} "
            f"ORDER BY instr(t.naming, :begins) = 1 DESC, p.use DESC, t.naming, p.id LIMIT :limit",
            {**self._given, "asked": asked, "begins": begins, "limit": limit},
        ).fetchall()  # fmt: skip

    # -- meaning ------------------------------------------------------------------------------------------

    def with_vectors(self) -> list[tuple[int, int, int, int]]:
        """Return passage, parent, filing and row of the vector of everything that may be seen and has one."""
        rows: list[Any] = self.connection.execute(
            f"SELECT p.id, p.parent, p.filing, v.slot FROM vectors v CROSS JOIN passages p ON p.id = v.passage "
            f"WHERE {self._visible}",
            self._given,
        ).fetchall()  # fmt: skip
        return rows

    def keys_of(self, passages: Collection[int]) -> dict[int, tuple[str, str]]:
        """Return key and parent of passages."""
        found = self.connection.execute(
            "SELECT t.id, t.key, o.parent FROM texts t JOIN passages p ON p.id = t.id JOIN parents o ON o.id = p.parent "
            "WHERE t.id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(passages)),),
        )
        return {row: (key, parent) for row, key, parent in found}

    # -- what repair of typing errors asks ----------------------------------------------------------------

    def occurs(self, terms: Collection[Term]) -> set[Term]:
        """See `repair.Vocabulary`."""
        return {term for term in terms if self._ids(expression([term], "OR"), 1)}

    def words_like(self, typed: Mapping[str, int]) -> dict[str, list[str]]:
        """See `repair.Vocabulary`."""
        like = {}
        for word, bound in typed.items():
            found = self.connection.execute(
                "SELECT word FROM words WHERE word >= ?1 AND word < ?2 AND length(word) BETWEEN ?3 AND ?4 "
                "UNION SELECT word FROM words WHERE word IN (SELECT value FROM json_each(?5))",
                (word[0], chr(ord(word[0]) + 1), len(word) - bound, len(word) + bound,
                 json.dumps(other_beginnings(word))),
            )  # fmt: skip
            like[word] = [candidate for (candidate,) in found]
        return like

    def frequencies(self, words: Collection[str], beside: Collection[Term]) -> dict[str, tuple[int, int]]:
        """See `repair.Vocabulary`."""
        others = expression(beside, "OR")
        counted = {}
        for word in words:
            one = expression([Term((word,))], "OR")
            together = len(self._ids(f"{one} AND ({others})", 1000)) if others else 0
            counted[word] = (together, len(self._ids(one, 1000)))
        return counted

    def texts_with(self, words: Collection[str], limit: int) -> dict[str, list[str]]:
        """See `repair.Vocabulary`."""
        texts = {}
        for word in words:
            rows = json.dumps(self._ids(expression([Term((word,))], "OR"), limit))
            found = self.connection.execute(
                "SELECT title || ' ' || heading || ' ' || summary || ' ' || body FROM texts "
                "WHERE id IN (SELECT value FROM json_each(?))",
                (rows,),
            )
            texts[word] = [text for (text,) in found]
        return texts

    def _ids(self, asked: str, limit: int) -> list[int]:
        # Without the rank, which costs most.
        return [row[0] for row in self._run(asked, "", f" LIMIT {limit:d}", columns="0.0")]

    # -- hits ---------------------------------------------------------------------------------------------

    def hits(
        self, rows: Sequence[Row], wanted: Sequence[int], query: Query, complete: Collection[int] | None
    ) -> tuple[EngineHit, ...]:
        """Return these parents as hits, in this order, each with its best passages; complete are those with
        all words, which may be all that there are.
        """
        best: dict[int, list[tuple[bool, bool, float, int, int]]] = {parent: [] for parent in wanted}
        for passage, parent, filing, rank in [row for row in rows if row[1] in best]:
            foreign = self.filings[filing].language != query.reader_language
            some = complete is not None and passage not in complete
            best[parent].append((some, foreign, rank, passage, filing))
        for found in best.values():
            found.sort()
            del found[MOST_TEXTS:]
        ids = json.dumps([passage for found in best.values() for *_, passage, _ in found])
        texts: dict[int, Text] = {
            row: Text._make(rest)
            for row, *rest in self.connection.execute(
                f"SELECT id, {_FIELDS} FROM texts WHERE id IN (SELECT value FROM json_each(?))",
                (ids,),
            )
        }
        names = self.names_of(wanted)
        marker = Marker(query.terms)
        hits = []
        for parent, found in best.items():
            if found:
                first = self.filings[found[0][4]]
                shown = [texts[passage] for *_, passage, _ in found]
                hits.append(hit(names[parent], first.lines, first.themes, shown, marker))
        return tuple(hits)

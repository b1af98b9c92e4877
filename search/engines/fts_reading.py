"""Reading from one index file: matches under an audience, the facets, and the texts of one page of hits."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import apsw

from search import analysis
from search.engines.contract import FACETS, Counts, EngineHit
from search.engines.fts_writing import stemmed
from search.engines.hits import MOST_TEXTS, Text, hit
from search.engines.repair import other_beginnings
from search.highlight import Marker
from search.query import Query, Term

Row = tuple[int, int, int, float]  # passage, parent, filing, rank (lower is better)

# The audience is in the statement: the second table holds one small row for each combination that occurs, so
# the condition is worked out once and not for each match. CROSS JOIN keeps SQLite from turning the join
# round.
_HELD = (
    "p.filing IN (SELECT id FROM filings WHERE audience IN (SELECT value FROM json_each(?2)) "
    "AND (second = '' OR second IN (SELECT value FROM json_each(?2))))"
)
_JOIN = "FROM found CROSS JOIN passages p ON p.id = found.rowid WHERE found MATCH ?1 AND " + _HELD
_ROWS = f"SELECT p.id {_JOIN}"  # without their rank, which costs most
_MATCHES = f"SELECT p.id, p.parent, p.filing, found.rank {_JOIN}"
_NOT_THESE = (
    " AND p.id NOT IN (SELECT id FROM texts WHERE object IN (SELECT value FROM json_each(?3)) "
    "OR key IN (SELECT value FROM json_each(?3)))"
)
_FIELDS = "key, object, title, heading, summary, body, levelled, language, kind, url, place_kind, place_number, date"


class Filing(NamedTuple):
    """What a passage is filed under: all that filters and facets look at."""

    kind: str
    language: str
    lines: tuple[str, ...]
    themes: tuple[str, ...]

    def values(self, facet: str) -> tuple[str, ...]:
        """Return what it counts for in a facet."""
        if facet == "kind":
            return (self.kind,)
        if facet == "language":
            return (self.language,)
        return self.lines if facet == "line" else self.themes


def expression(terms: Iterable[Term], joined: str) -> str:
    """Write terms for FTS5. Only letters, digits and spaces of ours are between the quotation marks."""
    return f" {joined} ".join(
        "("
        + " OR ".join(
            f'"{stemmed(words, language)}"' for words in term.spellings for language in analysis.LANGUAGES
        )
        + ")"
        for term in terms
    )


class Reader:
    """Answers from one file for a person who holds these labels, without these objects and keys."""

    def __init__(self, connection: apsw.Connection, labels: frozenset[str], without: frozenset[str]) -> None:
        self.connection = connection
        self._labels = json.dumps(sorted(labels))
        self._without = json.dumps(sorted(without)) if without else ""

    def matches(self, expressed: str) -> list[Row]:
        """Return every passage that matches and may be seen."""
        return self._run(_MATCHES, expressed)

    def occurs(self, term: Term) -> bool:
        """Whether anything that may be seen holds the term."""
        return bool(self._run(_ROWS, expression([term], "OR"), " LIMIT 1"))

    def texts_with(self, term: Term, limit: int) -> list[str]:
        """Return some texts that may be seen and hold the term."""
        rows = [row[0] for row in self._run(_ROWS, expression([term], "OR"), f" LIMIT {limit:d}")]
        found = self.connection.execute(
            "SELECT title || ' ' || heading || ' ' || summary || ' ' || body FROM texts "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(rows),),
        )
        return [text for (text,) in found]

    def words_like(self, typed: str, bound: int) -> list[str]:
        """Return the words of the index that this one may stand for. See `repair.Vocabulary`."""
        found = self.connection.execute(
            "SELECT word FROM words WHERE word >= ?1 AND word < ?2 AND length(word) BETWEEN ?3 AND ?4 "
            "UNION SELECT word FROM words WHERE word IN (SELECT value FROM json_each(?5))",
            (typed[0], chr(ord(typed[0]) + 1), len(typed) - bound, len(typed) + bound,
             json.dumps(other_beginnings(typed))),
        )  # fmt: skip
        return [word for (word,) in found]

    def frequencies(self, words: list[str]) -> dict[str, int]:
        """Return how many passages that may be seen hold each word, up to a thousand."""
        return {
            word: len(self._run(_ROWS, expression([Term((word,))], "OR"), " LIMIT 1000")) for word in words
        }

    def parents_with(self, terms: Sequence[Term]) -> set[int]:
        """Return the parents of which something that may be seen holds one of the terms."""
        return {row[1] for row in self.matches(expression(terms, "OR"))}

    def _run(self, statement: str, expressed: str, end: str = "") -> list[Row]:
        if self._without:
            statement, values = statement + _NOT_THESE, (expressed, self._labels, self._without)
        else:
            values = (expressed, self._labels)  # type: ignore[assignment]  # one value fewer
        rows: list[Any] = self.connection.execute(statement + end, values).fetchall()
        return rows

    def filings(self, wanted: Collection[int]) -> dict[int, Filing]:
        """Return filings by number."""
        found = self.connection.execute(
            "SELECT id, kind, language, lines, themes FROM filings "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(wanted)),),
        )
        return {
            row: Filing(kind, language, tuple(lines.split()), tuple(themes.split()))
            for row, kind, language, lines, themes in found
        }

    def hits(
        self,
        rows: Sequence[Row],
        wanted: Sequence[int],
        filings: dict[int, Filing],
        query: Query,
        complete: Collection[int],
    ) -> tuple[EngineHit, ...]:
        """Return these parents as hits, in this order, each with its best passages; complete are those with
        all words.
        """
        best: dict[int, list[tuple[bool, bool, float, int, int]]] = {parent: [] for parent in wanted}
        for passage, parent, filing, rank in rows:
            if parent in best:
                foreign = filings[filing].language != query.reader_language
                best[parent].append((passage not in complete, foreign, rank, passage, filing))
        for found in best.values():
            found.sort()
            del found[MOST_TEXTS:]
        ids = json.dumps([passage for found in best.values() for *_, passage, _ in found])
        texts: dict[int, Text] = {
            row: Text._make(rest)
            for row, *rest in self.connection.execute(
                f"SELECT id, {_FIELDS} FROM texts WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608
                (ids,),
            )
        }
        names: dict[Any, Any] = dict(
            self.connection.execute(
                "SELECT id, parent FROM parents WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(wanted)),),
            ).fetchall()  # type: ignore[arg-type]  # rows of two
        )
        marker = Marker(query.terms)
        hits = []
        for parent, found in best.items():
            first = filings[found[0][4]]
            shown = [texts[passage] for *_, passage, _ in found]
            hits.append(hit(names[parent], first.lines, first.themes, shown, marker))
        return tuple(hits)


def counted(
    parents: Mapping[int, set[int]], filings: Mapping[int, Filing], query: Query
) -> tuple[set[int], Counts]:
    """Return the filings that pass every filter, and the facets, each counted with every filter but its own.

    `parents` are those found under each filing; there are few filings, so whole sets are joined.
    """
    chosen = {"kind": query.kinds, "line": query.lines, "theme": query.themes, "language": query.languages}
    passing: set[int] = set()
    found: dict[str, dict[str, set[int]]] = {facet: {} for facet in FACETS}
    for number, filing in filings.items():
        failures = [
            facet for facet, values in chosen.items() if values and values.isdisjoint(filing.values(facet))
        ]
        if not failures:
            passing.add(number)
        elif len(failures) > 1:
            continue
        for facet in failures or FACETS:
            for value in filing.values(facet):
                found[facet].setdefault(value, set()).update(parents[number])
    return passing, {
        facet: {value: len(those) for value, those in values.items()} for facet, values in found.items()
    }

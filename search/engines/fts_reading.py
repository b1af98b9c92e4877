"""Reading from one index file: matches under an audience, the facets, and the texts of one page of hits."""

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

import apsw

from search import analysis, highlight
from search.engines.contract import FACETS, PASSAGES_A_HIT, Counts, EngineHit, Found
from search.engines.fts_writing import stemmed
from search.engines.repair import other_beginnings
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
_FIELDS = (
    "key, object, title, heading, summary, body, levelled, language, kind, url, place_kind, place_number, "
    "date, position"
)


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

    def frequency(self, word: str) -> int:
        """Return how many passages that may be seen hold the word, up to a thousand."""
        rows = self._run(_ROWS, expression([Term((word,))], "OR"), " LIMIT 1000")
        return len(rows)

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
        # A few more than are shown: what matches by its title alone gives way to what says something.
        for found in best.values():
            found.sort()
            del found[2 * PASSAGES_A_HIT :]
        ids = json.dumps([passage for found in best.values() for *_, passage, _ in found])
        texts = {
            row[0]: row[1:]
            for row in self.connection.execute(
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
        marker = highlight.Marker(query.terms)
        return tuple(
            _hit(names[parent], [(texts[passage], filings[filing]) for *_, passage, filing in found], marker)
            for parent, found in best.items()
        )


def _hit(parent: str, found: list[tuple[tuple, Filing]], marker: highlight.Marker) -> EngineHit:  # type: ignore[type-arg]
    first, filing = found[0]
    _key, _object, title, *_rest = first
    told: list[Found] = []
    silent: list[Found] = []
    for text, _filing in found:
        (
            key,
            name,
            _title,
            heading,
            summary,
            body,
            levelled,
            language,
            _kind,
            url,
            place_kind,
            number,
            _date,
            _position,
        ) = text
        excerpt, marked = marker.excerpt(body or summary, levelled, language)
        if not marked and body and summary:
            in_summary, marked = marker.excerpt(summary, "", language)
            excerpt = in_summary if marked else excerpt
        marked = marked or marker.holds(heading, language)
        passage = Found(key, name, parent, language, heading, url, place_kind, number, excerpt)
        (told if marked else silent).append(passage)
        if len(told) == PASSAGES_A_HIT:
            break  # marking texts is what costs most
    return EngineHit(
        parent=parent,
        kind=filing.kind,
        title=title,
        language=first[7],
        lines=filing.lines,
        themes=filing.themes,
        date=first[12],
        passages=tuple((told or silent[:1])[:PASSAGES_A_HIT]),
    )


def counted(
    pairs: Collection[tuple[int, int]], filings: dict[int, Filing], query: Query
) -> tuple[set[int], set[int], Counts]:
    """Return the filings and parents that pass every filter, and the facets, each counted with every filter
    but its own.
    """
    chosen = {"kind": query.kinds, "line": query.lines, "theme": query.themes, "language": query.languages}
    chosen = {facet: values for facet, values in chosen.items() if values}
    failed: dict[int, list[str]] = {
        number: [facet for facet, values in chosen.items() if values.isdisjoint(filing.values(facet))]
        for number, filing in filings.items()
    }
    parents: dict[str, dict[str, set[int]]] = {facet: {} for facet in FACETS}
    passing: set[int] = set()
    for parent, number in pairs:
        failures = failed[number]
        if len(failures) > 1:
            continue
        if not failures:
            passing.add(parent)
        for facet in failures or FACETS:
            for value in filings[number].values(facet):
                parents[facet].setdefault(value, set()).add(parent)
    counts = {
        facet: {value: len(found) for value, found in values.items()} for facet, values in parents.items()
    }
    return {number for number, failures in failed.items() if not failures}, passing, counts

"""What matches a question with words, and in which order."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from search.engines import repair
from search.engines.contract import ENOUGH, Counts
from search.engines.fts_filings import counted, grouped
from search.engines.fts_reading import Reader, Row
from search.query import Query


@dataclass(slots=True)
class Matching:
    """Passages that match, the question that they answer, and what decides their order."""

    query: Query
    rows: list[Row]
    total: int
    facets: Counts
    complete: set[int] | None  # passages with all words, where others are among the rows
    first: set[int]  # parents with all words, where they come before others that have some
    leading: Mapping[int, int]  # parents that come first, and where
    passed: set[int]
    named: set[int]
    corrected: str
    meant: str
    some_words: bool

    def page(self) -> list[int]:
        """Return the page of parents: what was placed, what has this very title, what has all words; then the best."""
        best: dict[int, float] = {}
        for _, parent, _, rank in self.rows:
            if rank < best.get(parent, 1.0):
                best[parent] = rank
        for parent in self.passed:
            best.pop(parent, None)
        last = len(self.leading)

        def rank_of(parent: int) -> tuple[int, bool, bool, float, int]:
            return (
                self.leading.get(parent, last), parent not in self.named, parent not in self.first, best[parent], parent,
            )  # fmt: skip

        # Few come first for a reason of their own, so the many others are compared by nothing but their rank.
        ahead = best.keys() & {*self.leading, *self.named, *self.first}
        ordered = sorted(ahead, key=rank_of)
        for parent in ahead:
            del best[parent]
        end = self.query.first + self.query.size
        others = heapq.nsmallest(end - len(ordered), zip(best.values(), best, strict=True))
        ordered += [parent for _rank, parent in others]
        return ordered[self.query.first : end]


def matching(reader: Reader, query: Query) -> Matching:
    """All words first, then, where little is found, typing errors repaired, then some of the words."""
    asked, corrected, meant = query, "", ""
    rows = reader.with_all(query)
    if len(_first_parents(rows)) < ENOUGH:
        mended = repair.repaired(query, reader)
        meant = mended.meant
        if mended.exchanged:
            query = query.with_words(mended.exchanged)
            corrected = query.text
            rows = reader.with_all(query)
    some_words = False
    whole, first = rows, _first_parents(rows)
    if len(first) < ENOUGH and len(query.required) > 1:
        more = reader.with_some(query)
        some_words = len({row[1] for row in more}) > len(first)
        rows = more if some_words else rows
    beside = _beside(reader, rows, query)
    complete = {row[0] for row in whole} if some_words or beside else None
    rows = [*rows, *beside] if beside else rows
    if query.excluded and rows:
        gone = reader.parents_with(query.excluded)
        rows = [row for row in rows if row[1] not in gone]
    total, facets, passing = counted(grouped(rows), reader.filings, asked)
    if any(query.chosen.values()):
        rows = [row for row in rows if row[2] in passing]
    leading = query.leading or query.placed
    numbers = reader.numbers_of((*leading, *query.passed))
    return Matching(
        query=query,
        rows=rows,
        total=total,
        facets=facets,
        complete=complete,
        first=first if some_words else set(),
        leading={numbers[parent]: place for place, parent in enumerate(leading) if parent in numbers},
        passed={numbers[parent] for parent in query.passed if parent in numbers},
        named=reader.named(query.naming) if query.naming else set(),
        corrected=corrected,
        meant=meant,
        some_words=some_words,
    )


def _first_parents(rows: list[Row]) -> set[int]:
    """Return the parents of these passages; of many only as many as are enough."""
    parents: set[int] = set()
    for row in rows:
        parents.add(row[1])
        if len(parents) == ENOUGH:
            break
    return parents


def _beside(reader: Reader, rows: list[Row], query: Query) -> list[Row]:
    """Return what is found without having the words: what was placed, and what is near in meaning."""
    beside: list[Row] = []
    if query.placed or query.near:
        known = {row[0] for row in rows}
        for column, values in (("parent", query.placed), ("key", query.near)):
            found = reader.rows_of(column, values) if values else []
            beside += [row for row in found if row[0] not in known]
            known.update(row[0] for row in found)
    return beside

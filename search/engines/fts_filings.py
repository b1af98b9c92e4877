"""What passages are filed under, and counting everything on the shelves without reading it."""

import datetime
import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import apsw

from search.engines.contract import FACETS, Counts
from search.query import Query

MOST_MERGED = 64  # filings; where more pass, going through all things by day comes upon them sooner

Group = tuple[Iterable[int], int]  # filings, and how many parents stand under all of these and no others


class Filing(NamedTuple):
    """All that filters, facets and audiences look at. A row never changes once it is made."""

    kind: str
    form: str
    language: str
    lines: tuple[str, ...]
    themes: tuple[str, ...]
    level: str
    audience: str
    second: str
    until: str

    def values(self, facet: str) -> tuple[str, ...]:
        """Return what it counts for in a facet."""
        if facet == "line":
            return self.lines
        if facet == "theme":
            return self.themes
        value: str = getattr(self, facet)
        return (value,) if value else ()

    def held_by(self, labels: frozenset[str], day: str) -> bool:
        """Whether who holds these labels sees it on a day."""
        return (
            self.audience in labels
            and (not self.second or self.second in labels)
            and (not self.until or self.until >= day)
        )


class Filings(dict[int, Filing]):
    """The filings of one file by number, kept in memory: there are few, and new ones are read when they are met."""

    def __init__(self, connection: apsw.Connection) -> None:
        super().__init__()
        self._connection = connection

    def __missing__(self, number: int) -> Filing:
        self.refresh()
        return self[number]

    def refresh(self) -> None:
        """Read those that were made since the last look."""
        for row, kind, form, language, lines, themes, *rest in self._connection.execute(
            "SELECT id, kind, form, language, lines, themes, level, audience, second, until FROM filings WHERE id > ?",
            (max(self, default=0),),
        ):
            self[row] = Filing(kind, form, language, tuple(lines.split()), tuple(themes.split()), *rest)


def counted(groups: Iterable[Group], filings: Filings, query: Query) -> tuple[int, Counts, set[int]]:
    """Count parents: how many pass every filter; the facets, each with every filter but its own; and which filings pass."""
    chosen = [(facet, values) for facet, values in query.chosen.items() if values]
    total = 0
    counts: Counts = {facet: {} for facet in FACETS}
    gives: dict[int, list[tuple[str, str]]] = {}
    passing: set[int] = set()
    for under, parents in groups:
        choices: set[tuple[str, str]] = set()
        for number in under:
            if number not in gives:
                filing = filings[number]
                failed = [facet for facet, values in chosen if values.isdisjoint(filing.values(facet))]
                gives[number] = [
                    (facet, value) for facet in failed or FACETS for value in filing.values(facet)
                    if len(failed) < 2
                ]  # fmt: skip
                if not failed:
                    passing.add(number)
            choices.update(gives[number])
        if not passing.isdisjoint(under):
            total += parents
        for facet, value in choices:
            counts[facet][value] = counts[facet].get(value, 0) + parents
    return total, counts, passing


def grouped(rows: Iterable[tuple[int, int, int, float]]) -> list[Group]:
    """Group the parents of matches by the filings that their matches stand under."""
    one: dict[int, int] = {}
    more: dict[int, set[int]] = {}
    for _passage, parent, filing, _rank in rows:
        first = one.setdefault(parent, filing)
        if first != filing:
            more.setdefault(parent, {first}).add(filing)
    for parent in more:
        del one[parent]
    alone = Counter(one.values())
    together = Counter(frozenset(under) for under in more.values())
    return [*(((filing,), parents) for filing, parents in alone.items()), *together.items()]


class Shelves:
    """Everything that somebody may see, counted by the shapes that parents have and listed by their newest day."""

    def __init__(
        self, connection: apsw.Connection, filings: Filings, labels: frozenset[str], without: frozenset[str]
    ) -> None:
        filings.refresh()
        self._connection, self._filings = connection, filings
        day = datetime.date.today().isoformat()
        self._held = {number for number, filing in filings.items() if filing.held_by(labels, day)}
        self._less = self._hidden(without) if without else {}

    def _hidden(self, without: frozenset[str]) -> dict[tuple[int, int], int]:
        """Return how many passages of a parent under a filing are left out."""
        return {
            (parent, filing): passages
            for parent, filing, passages in self._connection.execute(
                "SELECT parent, filing, count(*) FROM passages WHERE id IN (SELECT passage FROM handles "
                "WHERE handle IN (SELECT value FROM json_each(?))) GROUP BY parent, filing",
                (json.dumps(sorted(without)),),
            )
        }

    def groups(self) -> Iterator[Group]:
        """Yield the visible filings of each shape, and how many parents have it."""
        bare: set[int] = {parent for parent, _filing in self._less}
        fewer: Counter[int] = Counter()
        for parent in bare:
            shape: Any = self._connection.execute("SELECT shape FROM parents WHERE id = ?", (parent,)).get
            fewer[shape] += 1
            left = self._held & {
                filing
                for filing, passages in self._connection.execute(
                    "SELECT filing, passages FROM shelves WHERE parent = ?", (parent,)
                )
                if passages > self._less.get((parent, filing), 0)
            }
            if left:
                yield left, 1
        for number, filings, parents in self._connection.execute(
            "SELECT id, filings, parents FROM shapes WHERE parents > 0"
        ):
            if (count := parents - fewer[number]) and (under := self._held.intersection(json.loads(filings))):
                yield under, count

    def newest(self, passing: set[int], first: int, size: int) -> list[int]:
        """Return a page of parents that stand under one of these filings, the newest first."""
        in_order, cursors = self._in_order(passing)
        wanted: list[int] = []
        seen: set[int] = set()
        for _day, parent, filing in in_order:
            if filing not in passing or -parent in seen or self._is_empty(-parent, filing):
                continue
            seen.add(-parent)
            if len(seen) > first:
                wanted.append(-parent)
                if len(wanted) == size:
                    break
        for cursor in cursors:
            cursor.close()
        return wanted

    def _in_order(self, passing: set[int]) -> tuple[Iterable[Any], list[apsw.Cursor]]:
        """Return what stands where, the newest first, at least all that pass; it is read only as far as one goes."""
        if len(passing) > MOST_MERGED:
            everything = self._connection.execute(
                "SELECT -day, -parent, filing FROM shelves ORDER BY day DESC, parent DESC"
            )
            return everything, [everything]
        cursors = [
            self._connection.execute(
                "SELECT -day, -parent, filing FROM shelves WHERE filing = ? ORDER BY day DESC, parent DESC",
                (filing,),
            )
            for filing in passing
        ]
        return heapq.merge(*cursors), cursors

    def _is_empty(self, parent: int, filing: int) -> bool:
        less = self._less.get((parent, filing))
        if less is None:
            return False
        stands: Any = self._connection.execute(
            "SELECT passages FROM shelves WHERE parent = ? AND filing = ?", (parent, filing)
        ).get
        return bool(stands <= less)

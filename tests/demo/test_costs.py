"""Every page that a link leads to asks a bounded number of statements, whoever opens it and however much stands on it.

On the loaded demonstration: with its 41 people, 56 topics and 341 posts, a statement a row would be asked dozens of times.
"""

import shutil
from pathlib import Path

from tests import demonstration
from tests.demo.costs import most_asked

STATEMENTS, THE_SAME = 50, 6  # the dearest page has 48, the trainer’s desk asks six times whose course it is
PAGES = 1000  # somewhat fewer than are found, by all people together


def test_the_same_statement_with_other_values_is_the_same() -> None:
    one = 'SELECT "a" FROM "t" WHERE "t"."id" = {} AND "t"."name" IN ({})'
    asked = [one.format(7, "'Inès'"), one.format(8, "'it''s', 'me'"), 'SELECT "b" FROM "t"', "SAVEPOINT x"]

    assert most_asked(asked)[0] == 2
    assert most_asked([]) == (0, "")


def test_no_page_asks_more_for_more_rows(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(demonstration.loaded(), data)
    rows = demonstration.told_by("tests.demo.costs", data)

    dear = [
        f"{who or 'anybody'} {address}: {n} statements" for who, address, n, _, _ in rows if n > STATEMENTS
    ]
    repeated = [
        f"{who or 'anybody'} {address}: {n} times {one}" for who, address, _, n, one in rows if n > THE_SAME
    ]
    assert dear == []
    assert repeated == []
    assert len(rows) >= PAGES

"""Queries whose SQL Django writes once a process: writing it costs several times what the database needs.

The rule of who sees what stays where it is; only the text that it compiles to is kept. Values are put in by
the places where a first compilation with markers had them.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

_SIZES = (1, 4, 16, 64, 256, 1024)  # lists are filled up to one of these, so that there are few texts


class Holder:
    """Stands for a person while the rule of visibility is compiled: somebody who holds these labels."""

    is_authenticated = True

    def __init__(self, labels: Collection[str], pk: int = 0) -> None:
        self._labels = frozenset(labels)
        self.pk = pk


class Prepared:
    """A query of lists of values, given as a function that builds it."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._texts: dict[tuple[Any, ...], tuple[str, list[Any]]] = {}

    def rows(self, *lists: Collection[Any]) -> list[tuple[Any, ...]]:
        """Return the rows for these lists of values, as the database has them."""
        if any(not values for values in lists):
            return []
        filled = [_filled(list(values)) for values in lists]
        database = connections[DEFAULT_DB_ALIAS]
        shape = (database.vendor, *(len(values) for values in filled))
        known = self._texts.get(shape)
        if known is None:
            known = self._texts[shape] = self._compiled(filled, database)
        text, places = known
        given = [
            _kept(filled[place.of][place.number], database) if isinstance(place, _Place) else place
            for place in places
        ]
        with database.cursor() as cursor:
            cursor.execute(text, given)
            return [tuple(row) for row in cursor.fetchall()]

    def _compiled(self, filled: Sequence[Sequence[Any]], database: Any) -> tuple[str, list[Any]]:
        markers = [[_marker(value) for value in values] for values in filled]
        places = {
            _kept(marker, database): _Place(of, number)
            for of, values in enumerate(markers)
            for number, marker in enumerate(values)
        }
        compiler = self._build(*markers).query.get_compiler(connection=database)
        text, values = compiler.as_sql()
        return text, [
            places.get(value, value) if isinstance(value, str | int | uuid.UUID) else value
            for value in values
        ]


class _Place:
    """Where a value goes: in which list, at which number."""

    def __init__(self, of: int, number: int) -> None:
        self.of, self.number = of, number


def _filled(values: list[Any]) -> list[Any]:
    size = next((size for size in _SIZES if size >= len(values)), len(values))
    return values + values[-1:] * (size - len(values))


def _marker(like: Any) -> Any:
    """Return a value of the same type that stands nowhere else in the statement."""
    if isinstance(like, int):
        return uuid.uuid4().int >> 66  # what a column of 64 bits takes
    return uuid.uuid4() if isinstance(like, uuid.UUID) else uuid.uuid4().hex + "-marker"


def _kept(value: Any, database: Any) -> Any:
    """Return a value as this database is given it."""
    if isinstance(value, uuid.UUID) and not database.features.has_native_uuid_field:
        return value.hex
    return value
